"""What is declared, exchanged and offered follows its critères through a bascule.

Revision ID: 0045
Revises: 0044
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0045_suites.sql")


def upgrade() -> None:
    """What follows, and what an ended binôme keeps."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """Lists would name critères that nobody asks any more."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
