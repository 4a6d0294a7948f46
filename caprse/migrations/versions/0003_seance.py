"""Sessions: steps, walls, phones, hidden votes, minutes.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_DOSSIER = Path(__file__).parent


def upgrade() -> None:
    """Create the tables, then their rights."""
    for nom in ("0003_tables.sql", "0003_droits.sql"):
        op.get_bind().exec_driver_sql((_DOSSIER / nom).read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
