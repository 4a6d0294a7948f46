"""The actions of all structures of a collectif, for its animation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.regles import EtatAction, sort_actions
from caprse.progres.requetes import PLANS
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"


@dataclass(frozen=True, slots=True)
class ActionSuivie:
    """One action of one structure."""

    id: UUID
    structure_id: UUID
    structure: str
    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatAction


@dataclass(frozen=True, slots=True)
class Plans:
    """All actions, those to be done first by date; ``structures``: the names, in the order of a French list."""

    fictif: bool
    structures: tuple[str, ...]
    actions: tuple[ActionSuivie, ...]


def get_plans(unit: Unit, collectif_id: UUID) -> Plans:
    """What every structure plans, in one query. For the animation of the collectif: else Introuvable."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(PLANS, {"collectif": collectif_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    actions = [
        ActionSuivie(
            UUID(action["id"]),
            UUID(action["structure_id"]),
            action["structure"],
            action["quoi"],
            action["pilote"],
            date.fromisoformat(action["echeance"]) if action["echeance"] else None,
            EtatAction(action["etat"]),
        )
        for action in ligne.actions or ()
    ]
    return Plans(ligne.fictif, tuple(dict.fromkeys(ligne.noms or ())), tuple(sort_actions(actions)))
