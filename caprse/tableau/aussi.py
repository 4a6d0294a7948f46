"""What waits for whoever animates beside their notices: the figures of the tableau de bord, never others."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.relecture.nouvelles.service import Aussi
from caprse.socle.francais import format_pluriel
from caprse.tableau.regles import Voir
from caprse.tableau.service import get_tableau


def list_aussi(unit: Unit) -> tuple[Aussi, ...]:
    """The messages and the carnets that wait, of all collectifs that the person animates; nothing where none does."""
    totaux = {collectif: get_tableau(unit, collectif).totaux for collectif in unit.acteur.collectifs()}
    return build_aussi(totaux)


def build_aussi(totaux: Mapping[UUID, Mapping[Voir, int]]) -> tuple[Aussi, ...]:
    """Each with the way to it, in the collectif where some wait; of several, the first says so in its address."""
    aussi = []
    for voir, page, adresse, un, plusieurs in (
        (Voir.MESSAGES, "tableau", {"voir": str(Voir.MESSAGES)}, "message non lu", "messages non lus"),
        (Voir.A_RELIRE, "relecture", {}, "carnet à relire", "carnets à relire"),
    ):
        ou = [collectif for collectif, n in totaux.items() if n[voir]]
        if ou:
            ici = {"collectif": str(ou[0])} if len(totaux) > 1 else {}
            nombre = sum(n[voir] for n in totaux.values())
            aussi.append(Aussi(format_pluriel(nombre, un, plusieurs), page, {**adresse, **ici}))
    return tuple(aussi)
