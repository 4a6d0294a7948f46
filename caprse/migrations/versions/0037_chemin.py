"""What stands beside the collectif's path, published: the effect of actions, how many were done, départ and arrivée.

Revision ID: 0037
Revises: 0036
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0037_chemin.sql")


def upgrade() -> None:
    """Two tables that nobody changes, and who reads them. Of closings of before, nothing: nobody was told of them."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was published since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
