"""The actions of all structures of a collectif, for its animation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.regles import EtatAction, sort_actions
from caprse.progres.requetes import PLANS
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"


@dataclass(frozen=True, slots=True)
class ActionSuivie:
    """One action of one structure. ``criteres``: the titles of those it serves; ``thematiques``: of theirs."""

    id: UUID
    structure_id: UUID
    structure: str
    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatAction
    thematiques: frozenset[str] = frozenset()
    criteres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plans:
    """All actions, those to be done first by date; ``structures``: the names, in the order of a French list.

    ``thematiques``: the titles of those that an action serves, in the order of the cycle.
    """

    fictif: bool
    structures: tuple[str, ...]
    actions: tuple[ActionSuivie, ...]
    thematiques: tuple[str, ...] = ()


def get_plans(unit: Unit, collectif_id: UUID) -> Plans:
    """What every structure plans, in one query. For the animation of the collectif: else Introuvable."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(PLANS, {"collectif": collectif_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    titres = _read_titres(unit, ligne.capsules or ())
    actions = [
        ActionSuivie(
            UUID(action["id"]),
            UUID(action["structure_id"]),
            action["structure"],
            action["quoi"],
            action["pilote"],
            date.fromisoformat(action["echeance"]) if action["echeance"] else None,
            EtatAction(action["etat"]),
            frozenset(titres[code][0] for code in action["criteres"] if code in titres),
            tuple(titres[code][1] for code in action["criteres"] if code in titres),
        )
        for action in ligne.actions or ()
    ]
    servies = frozenset().union(*(action.thematiques for action in actions))
    return Plans(
        ligne.fictif,
        tuple(dict.fromkeys(ligne.noms or ())),
        tuple(sort_actions(actions)),
        tuple(titre for titre in dict.fromkeys(theme for theme, _ in titres.values()) if titre in servies),
    )


def _read_titres(unit: Unit, capsules: Sequence[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The titles of each critère that the cycle asks and of its thématique, by code: the latest wording."""
    titres: dict[str, tuple[str, str]] = {}
    for referentiel_id, thematique in capsules:
        for part in get_referentiel(unit.db, UUID(referentiel_id)).capsule(thematique):
            titres |= {critere.code: (part.titre, critere.titre) for critere in part.criteres}
    return titres
