"""The plan d'action of a structure: read it, add to it, change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.modele import Action
from caprse.progres.regles import EtatAction, SaisieAction, list_reasons_against, sort_actions
from caprse.progres.requetes import PLACE, PLAN
from caprse.referentiel.service import list_titres
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs

QUOI_PLAN = "Ce plan d’action"
QUOI_ACTION = "Cette action"


@dataclass(frozen=True, slots=True)
class ActionListee:
    """One action, with who changed it last."""

    id: UUID
    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatAction
    criteres: tuple[str, ...]
    version: int
    modifie_le: datetime
    auteur: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan d'action of a structure. ``titres``: the critères that its carnets ask, by code, the latest first."""

    structure_id: UUID
    structure: str
    collectif_id: UUID
    collectif: str
    fictif: bool
    titres: Mapping[str, str]
    actions: tuple[ActionListee, ...]


def get_plan(unit: Unit, structure_id: UUID) -> Plan:
    """The plan of a structure, for its people and for its animation. Raises Introuvable."""
    ligne = unit.db.execute(PLAN, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_PLAN)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI_PLAN)
    actions = [_read_action(action) for action in ligne["actions"] or ()]
    return Plan(
        structure_id,
        ligne["nom"],
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        list_titres(unit.db, ligne["trimestres"] or ()),
        tuple(sort_actions(actions)),
    )


def create_action(unit: Unit, structure_id: UUID, saisie: SaisieAction) -> UUID:
    """Add an action to the plan of a structure. Raises Introuvable, SaisieInvalide with every reason."""
    saisie = clean_champs(saisie)
    collectif_id = _check_saisie(unit, structure_id, saisie, ())
    return unit.db.execute(
        insert(Action)
        .values(
            collectif_id=collectif_id,
            structure_id=structure_id,
            cree_le=unit.now,
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
            **_to_values(saisie),
        )
        .returning(Action.id)
    ).scalar_one()


def update_action(unit: Unit, action_id: UUID, version: int, saisie: SaisieAction) -> int:
    """Change an action if nobody changed it since ``version``; returns its new version.

    Critères that it served already may stay, even where a newer référentiel forgot them. Raises Introuvable,
    SaisieInvalide with every reason, Refus when it moved meanwhile.
    """
    saisie = clean_champs(saisie)
    ligne = _lock(unit, action_id)
    _check_saisie(unit, ligne["structure_id"], saisie, ligne["criteres"])
    return _update(unit, action_id, ligne, version, _to_values(saisie))


def update_etat(unit: Unit, action_id: UUID, version: int, etat: EtatAction) -> int:
    """Say where an action stands; returns its new version. Raises Introuvable, SaisieInvalide, Refus as above."""
    ligne = _lock(unit, action_id)
    if etat not in set(EtatAction):
        raise SaisieInvalide(["Cet état n’existe pas."])
    return _update(unit, action_id, ligne, version, {"etat": etat})


def _lock(unit: Unit, action_id: UUID) -> Mapping[str, Any]:
    # Under row-level security only those who may change it can lock it.
    ligne = (
        unit.db.execute(
            select(Action.collectif_id, Action.structure_id, Action.version, Action.criteres)
            .where(Action.id == action_id)
            .with_for_update()
        )
        .mappings()
        .one_or_none()
    )
    if ligne is None:
        raise Introuvable(QUOI_ACTION)
    unit.check(Operation.UPDATE_ACTION, ligne["collectif_id"], ligne["structure_id"], QUOI_ACTION)
    return dict(ligne)


def _update(unit: Unit, action_id: UUID, ligne: Mapping[str, Any], version: int, valeurs: dict[str, Any]) -> int:
    if ligne["version"] != version:
        raise Refus("Quelqu’un a modifié cette action entre-temps. Rien n’est perdu : relisez-la, puis recommencez.")
    unit.db.execute(
        update(Action)
        .where(Action.collectif_id == ligne["collectif_id"], Action.id == action_id)
        .values(modifie_le=unit.now, modifie_par=unit.acteur.compte_id, version=version + 1, **valeurs)
        .execution_options(synchronize_session=False)
    )
    return version + 1


def _check_saisie(unit: Unit, structure_id: UUID, saisie: SaisieAction, gardes: tuple[str, ...] | list[str]) -> UUID:
    """The collectif of the structure, once the person may write its plan and the input holds."""
    ligne = unit.db.execute(PLACE, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_PLAN)
    unit.check(Operation.UPDATE_ACTION, ligne["collectif_id"], structure_id, QUOI_PLAN)
    if raisons := list_reasons_against(saisie, {*list_titres(unit.db, ligne["trimestres"] or ()), *gardes}):
        raise SaisieInvalide(raisons)
    collectif_id: UUID = ligne["collectif_id"]
    return collectif_id


def _to_values(saisie: SaisieAction) -> dict[str, Any]:
    return asdict(saisie) | {"criteres": list(dict.fromkeys(saisie.criteres))}


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
    )
