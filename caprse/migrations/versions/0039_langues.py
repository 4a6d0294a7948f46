"""The everyday words of a référentiel in other languages, corrected without a new version.

Revision ID: 0039
Revises: 0038
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0039_langues.sql")


def upgrade() -> None:
    """The table, who may see and write it; its journal, which names the language."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was translated since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
