"""A pratique that a structure shared may be a step of a session; the demonstration gives critères to see.

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_SQL = (Path(__file__).with_name("0043_pratique_en_seance.sql"),)


def upgrade() -> None:
    """One more kind of step."""
    for fichier in _SQL:
        op.get_bind().exec_driver_sql(fichier.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """The steps of this kind would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
