"""What the collectif may be shown over the whole cycle: one figure by thématique, and the states that each counts.

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0030_cycle.sql")


def upgrade() -> None:
    """Two tables that nobody changes, and who reads them."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was published since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
