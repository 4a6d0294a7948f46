"""A critère of a carnet given to a colleague, until a day: « à voir avec … ».

Revision ID: 0040
Revises: 0036
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0040"
down_revision = "0036"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0040_a_voir.sql")


def upgrade() -> None:
    """The table, who may see and write it; the answer of the person who was asked ends it."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What people asked each other since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
