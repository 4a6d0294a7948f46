"""What was done and what moved, over a collectif, for the person who animates it: read as it was published."""

from __future__ import annotations

from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.effet.requetes import EFFET
from caprse.restitution.figures.effet import Effet, EffetMontre

QUOI = "Ce collectif"


def get_effet(unit: Unit, collectif_id: UUID) -> EffetMontre | None:
    """How many critères progressed, with an action and without, as of the latest closing that could tell; else None.

    Nothing is counted here: what is done since moves no figure. In one query. For the animation: else Introuvable.
    """
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(EFFET, {"collectif": collectif_id}).one_or_none()
    if ligne is None:
        return None
    effet = Effet.from_contenu(ligne.agregats)
    return EffetMontre(ligne.numero, effet.avec, effet.sans)
