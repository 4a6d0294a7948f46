"""A trimestre of before the workbook is taken in: since when, by whom; it stands still like the others.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0028_reprise.sql")


def upgrade() -> None:
    """Two columns, who may fill them, and the guard of trimestres written again."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was taken in since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
