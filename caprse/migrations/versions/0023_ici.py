"""A transaction may say which structure it is about: rights are looked up there first.

Revision ID: 0023
Revises: 0018
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The same function, which looks where it is told to first."""
    requete = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(requete.replace("%", "%%"))


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
