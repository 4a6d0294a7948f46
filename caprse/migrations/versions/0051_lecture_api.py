"""Keys by which a program reads.

Revision ID: 0051
Revises: 0050
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0051_lecture_api.sql")


def upgrade() -> None:
    """Their table, and what becomes of them when a person or a structure goes."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Programs would stop reading without a word."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
