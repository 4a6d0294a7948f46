"""First tables, their rights, the journal.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_DOSSIER = Path(__file__).parent


def upgrade() -> None:
    """Create everything."""
    op.execute("create extension if not exists btree_gist")
    for nom in ("0001_tables.sql", "0001_droits.sql"):
        op.get_bind().exec_driver_sql((_DOSSIER / nom).read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """There is nothing before the first version."""
    raise NotImplementedError("La première version n'a pas de retour : restaurez une sauvegarde.")
