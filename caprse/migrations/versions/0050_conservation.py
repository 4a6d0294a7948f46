"""What is too old goes away, counted first: one function for all kinds.

Revision ID: 0050
Revises: 0049
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0050_conservation.sql")


def upgrade() -> None:
    """The function that counts and removes."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was removed would not come back."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
