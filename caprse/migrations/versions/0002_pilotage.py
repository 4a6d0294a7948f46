"""The pilotage: re-reading, threads, reminders, appuis, actions, meetings' outcome, bascule.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DOSSIER = Path(__file__).parent


def upgrade() -> None:
    """Create the tables, then their rights."""
    for nom in ("0002_tables.sql", "0002_droits.sql"):
        op.get_bind().exec_driver_sql((_DOSSIER / nom).read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
