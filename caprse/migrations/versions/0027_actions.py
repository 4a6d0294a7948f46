"""An action knows what it aims at, its first small step, its effort, the decision it comes from, what it changed.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """More columns, who may change them, and which decision an action may name."""
    requete = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(requete.replace("%", "%%"))


def downgrade() -> None:
    """What was said since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
