"""What a room needs on its wall: a timer, an agreement, a welcome and a closing, the presenter's notes.

Revision ID: 0016
Revises: 0010
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0016_salle.sql")


def upgrade() -> None:
    """Add the columns and their rights."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
