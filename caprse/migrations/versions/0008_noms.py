"""Names as French people read them: one normal form for order and equality, no silent double of a structure.

Revision ID: 0008
Revises: 0006
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

from caprse.socle.erreurs import Refus

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

_DOSSIER = Path(__file__).parent


def upgrade() -> None:
    """Create the normal form, then mark the doubles that are there before forbidding new ones."""
    encodage = op.get_bind().exec_driver_sql("show server_encoding").scalar_one()
    if encodage != "UTF8":
        raise Refus(
            f"La base est en {encodage} : le cahier demande une base en UTF8, où tout nom s'écrit. Rien n'a été "
            "modifié. Créez-la avec « create database … encoding 'UTF8' template template0 »."
        )
    for nom in ("0008_pli.sql", "0008_noms.sql"):
        op.get_bind().exec_driver_sql((_DOSSIER / nom).read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    """What was written since would be lost."""
    raise NotImplementedError("Cette version n'a pas de retour : restaurez une sauvegarde.")
