"""The bilan: the last trimestre of a cycle, without a thématique; the positionnement asked again in it.

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_SQL = Path(__file__).with_name("0029_bilan.sql")


def upgrade() -> None:
    """What guards the one bilan of a collectif; a moment in the positionnement, and who may write it."""
    op.get_bind().exec_driver_sql(_SQL.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was said at the end of a cycle would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
