"""A person is forgotten: their name leaves the base, what they did for their structure stays.

Revision ID: 0049
Revises: 0048
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0049_effacement.sql")


def upgrade() -> None:
    """When an account was erased, and the function that erases it."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was forgotten would not come back."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
