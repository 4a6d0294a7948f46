"""The plan d'action of a structure, as its people and its animation read it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.buts import But, Cote, list_buts
from caprse.progres.regles import ETATS_OUVERTS, Effort, EtatAction, Periode, sort_actions
from caprse.progres.requetes import PLAN
from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.service import get_referentiel, list_criteres
from caprse.socle.erreurs import Introuvable

QUOI_PLAN = "Ce plan d’action"


@dataclass(frozen=True, slots=True)
class ActionListee:
    """One action, with who changed it last. ``but``: what it aims at, empty without ``niveau_vise``."""

    id: UUID
    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatAction
    criteres: tuple[str, ...]
    version: int
    modifie_le: datetime
    auteur: str
    but: str
    niveau_vise: int | None
    premier_pas: str
    effort: Effort | None
    decision_id: UUID | None
    ce_qui_change: str
    faite_le: datetime | None
    cree_le: datetime


@dataclass(frozen=True, slots=True)
class DecisionOfferte:
    """A decision that concerns the structure: still to follow when ``ouverte``, else kept by an action."""

    id: UUID
    quoi: str
    pilote: str
    echeance: date | None
    criteres: tuple[str, ...]
    jour: date
    ouverte: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan d'action of a structure. ``titres``: the critères that its carnets ask, by code, the latest first.

    ``buts``: what each critère could aim at today, and ``premiers_pas``, what to begin with to climb one step from its
    latest answer: for those who may write. ``niveaux``: the names of the échelle.
    """

    structure_id: UUID
    structure: str
    collectif_id: UUID
    collectif: str
    fictif: bool
    titres: Mapping[str, str]
    actions: tuple[ActionListee, ...]
    buts: Mapping[str, But]
    premiers_pas: Mapping[str, str]
    niveaux: tuple[str, ...]
    decisions: Mapping[UUID, DecisionOfferte]
    periodes: tuple[Periode, ...]


def get_plan(unit: Unit, structure_id: UUID) -> Plan:
    """The plan of a structure, for its people and for its animation. Raises Introuvable."""
    ligne = unit.db.execute(PLAN, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_PLAN)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI_PLAN)
    actions = [_read_action(action) for action in ligne["actions"] or ()]
    trimestres = ligne["trimestres"] or ()
    niveaux = list_niveaux(get_referentiel(unit.db, UUID(trimestres[0]["referentiel"]))) if trimestres else ()
    criteres = list_criteres(unit.db, trimestres)
    # A goal and a step say which answer they start from: that is for the structure itself.
    ecrit = unit.acteur.can(Operation.UPDATE_ACTION, ligne["collectif_id"], structure_id)
    buts = read_buts(unit, trimestres) if ecrit else {}
    return Plan(
        structure_id,
        ligne["nom"],
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        {code: critere.titre for code, critere in criteres.items()},
        tuple(sorted(sort_actions(actions), key=_compute_rang)),
        buts,
        {
            code: pas
            for code, but in buts.items()
            if code in criteres and (pas := criteres[code].premiers_pas.get(but.niveau + 1))
        },
        niveaux,
        {decision.id: decision for decision in map(read_decision, ligne["decisions"] or ())},
        tuple(
            Periode(numero, date.fromisoformat(debut), date.fromisoformat(fin))
            for numero, debut, fin in ligne["periodes"] or ()
        ),
    )


def _compute_rang(action: ActionListee) -> float:
    """What is over comes after what is open, the latest done first; what nobody dated stays as it was sorted."""
    fini = -action.faite_le.timestamp() if action.faite_le else 0.0
    return -math.inf if action.etat in ETATS_OUVERTS else fini


def read_buts(unit: Unit, trimestres: Sequence[Mapping[str, Any]]) -> dict[str, But]:
    """What each critère could aim at, from the answers of these trimestres."""
    return list_buts(
        (
            get_referentiel(unit.db, UUID(trimestre["referentiel"])),
            trimestre["thematique"],
            {code: Cote(*cote) for code, cote in (trimestre["cotes"] or {}).items()},
        )
        for trimestre in trimestres
    )


def read_decision(ligne: Mapping[str, Any]) -> DecisionOfferte:
    """A decision as the statements give it."""
    return DecisionOfferte(
        UUID(ligne["id"]),
        ligne["quoi"],
        ligne["pilote"],
        date.fromisoformat(ligne["echeance"]) if ligne["echeance"] else None,
        tuple(ligne["criteres"]),
        date.fromisoformat(ligne["jour"]),
        ligne["ouverte"],
    )


def _read_action(ligne: Mapping[str, Any]) -> ActionListee:
    return ActionListee(
        UUID(ligne["id"]),
        ligne["quoi"],
        ligne["pilote"],
        date.fromisoformat(ligne["echeance"]) if ligne["echeance"] else None,
        EtatAction(ligne["etat"]),
        tuple(ligne["criteres"]),
        ligne["version"],
        datetime.fromisoformat(ligne["modifie_le"]),
        ligne["auteur"] or "Une autre personne",
        ligne["but"],
        ligne["niveau_vise"],
        ligne["premier_pas"],
        Effort(ligne["effort"]) if ligne["effort"] else None,
        UUID(ligne["decision_id"]) if ligne["decision_id"] else None,
        ligne["ce_qui_change"],
        datetime.fromisoformat(ligne["faite_le"]) if ligne["faite_le"] else None,
        datetime.fromisoformat(ligne["cree_le"]),
    )
