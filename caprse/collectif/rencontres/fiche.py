"""One meeting as its page shows it: when, where, the agenda, who comes, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation, Role
from caprse.acces.unite import Unit
from caprse.collectif.regles import TypeRencontre
from caprse.collectif.rencontres.agenda import Rendezvous
from caprse.collectif.rencontres.regles import EtatDecision, EtatPresence
from caprse.collectif.rencontres.requetes import GET_FICHE
from caprse.collectif.rencontres.service import QUOI
from caprse.socle.erreurs import Introuvable

# Those who answer for a structure are those who are asked to come.
ECRIVENT = (Role.DIRECTION, Role.CONTRIBUTION)


@dataclass(frozen=True)
class PresenceVue:
    """One structure at a meeting; no ``etat`` yet when nothing was said.

    ``joignables``: for the animation, the people of the structure whom asking would reach.
    """

    structure_id: UUID
    nom: str
    etat: EtatPresence | None
    personnes: int
    joignables: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class DecisionVue:
    """One decision; for the whole collectif when there is no ``structure``."""

    id: UUID
    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatDecision
    structure_id: UUID | None
    structure: str
    version: int


@dataclass(frozen=True)
class Fiche(Rendezvous):
    """Everything about one meeting."""

    collectif_id: UUID
    numero: int
    referentiel_id: UUID
    thematique: str
    version: int
    presences: tuple[PresenceVue, ...]
    decisions: tuple[DecisionVue, ...]


def get_fiche(unit: Unit, rencontre_id: UUID) -> Fiche:
    """The meeting, in one query. For the members of its collectif and its animation. Raises Introuvable."""
    miennes = [droit.structure_id for droit in unit.acteur.structures()]
    demande = {
        "rencontre": rencontre_id,
        "miennes": miennes,
        "ecrivent": list(ECRIVENT),
        "today": unit.today,
    }
    ligne = unit.db.execute(GET_FICHE, demande).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    if not unit.acteur.can(Operation.GET_AGREGAT, ligne["collectif_id"]):
        unit.check(Operation.UPDATE_TRIMESTRE, ligne["collectif_id"], quoi=QUOI)
    valeurs: dict[str, Any] = dict(ligne)
    valeurs["type"] = TypeRencontre(ligne["type"])
    valeurs["presences"] = tuple(_build_presence(p) for p in ligne["presences"] or ())
    valeurs["decisions"] = tuple(_build_decision(d) for d in ligne["decisions"] or ())
    return Fiche(**valeurs)


def _build_presence(brut: dict[str, Any]) -> PresenceVue:
    etat = EtatPresence(brut["etat"]) if brut["etat"] else None
    joignables = frozenset(UUID(compte) for compte in brut["joignables"] or ())
    return PresenceVue(UUID(brut["structure_id"]), brut["nom"], etat, brut["personnes"] or 1, joignables)


def _build_decision(brut: dict[str, Any]) -> DecisionVue:
    return DecisionVue(
        UUID(brut["id"]),
        brut["quoi"],
        brut["pilote"],
        date.fromisoformat(brut["echeance"]) if brut["echeance"] else None,
        EtatDecision(brut["etat"]),
        UUID(brut["structure_id"]) if brut["structure_id"] else None,
        brut["structure"] or "",
        brut["version"],
    )
