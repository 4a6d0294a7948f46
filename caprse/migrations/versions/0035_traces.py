"""The traces of a structure: links, files and photos, kept once, tied to its answers.

Revision ID: 0035
Revises: 0034
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables, who reads them, what holds them."""
    requete = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(requete.replace("%", "%%"))


def downgrade() -> None:
    """What was brought since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
