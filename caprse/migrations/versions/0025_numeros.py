"""A name of a structure compares as a town does: « St » is « Saint », « n° », « nº » and « no. » are one.

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_DOSSIER = Path(__file__).parent


def upgrade() -> None:
    """Create the normal form of a structure's name, then mark the doubles that it shows before forbidding new ones."""
    for nom in ("0025_pli.sql", "0025_numeros.sql"):
        op.get_bind().exec_driver_sql((_DOSSIER / nom).read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
