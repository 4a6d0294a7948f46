"""A carnet leaves as a workbook: what it was then is sealed.

Revision ID: 0044
Revises: 0043
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0044_classeur.sql")


def upgrade() -> None:
    """The function that seals a text."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Workbooks that left would not be known any more."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
