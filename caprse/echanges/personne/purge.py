"""What is too old to be kept goes away; counted alone, nothing does."""

from __future__ import annotations

from sqlalchemy import func, select

from caprse.acces.unite import Unit
from caprse.courrier.conservation import REGLES, Sorte
from caprse.socle.erreurs import Introuvable


def purge(unit: Unit, *, appliquer: bool) -> dict[Sorte, int]:
    """How many of each kind are too old, in the order of the rules; ``appliquer``: they go with this transaction.

    A closed account is erased as the administration would. For the operator alone: raises Introuvable for a person.
    """
    if not unit.acteur.systeme:
        raise Introuvable("Cette page")
    return {
        sorte: unit.db.execute(select(func.purger(sorte, unit.now - regle.duree, appliquer))).scalar_one()
        for sorte, regle in REGLES.items()
    }
