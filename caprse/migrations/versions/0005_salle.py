"""The room of a session: it is locked, devices are dropped, structures have a code of their own.

Revision ID: 0005
Revises: 0003
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

_FICHIER = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Add the columns and the table, with their rights."""
    op.get_bind().exec_driver_sql(_FICHIER.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
