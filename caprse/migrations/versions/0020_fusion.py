"""Two lines of the directory that are one structure become one.

Revision ID: 0020
Revises: 0018
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What the merging moves, and the only way to it."""
    requete = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(requete.replace("%", "%%"))


def downgrade() -> None:
    """A structure that was merged does not come back."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
