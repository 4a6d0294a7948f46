"""The plan d'action of a structure: add to it, change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.buts import order_criteres
from caprse.progres.lecture import QUOI_PLAN, read_buts, read_decision
from caprse.progres.modele import Action
from caprse.progres.regles import (
    EtatAction,
    SaisieAction,
    list_reasons_against,
    list_reasons_against_changement,
)
from caprse.progres.requetes import PLACE
from caprse.referentiel.service import list_titres
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs, clean_texte

QUOI_ACTION = "Cette action"


def create_action(unit: Unit, structure_id: UUID, saisie: SaisieAction) -> UUID:
    """Add an action to the plan of a structure; it keeps what the first of its critères aims at today.

    Raises Introuvable, SaisieInvalide with every reason.
    """
    saisie = clean_champs(saisie)
    place = _check_saisie(unit, structure_id, saisie)
    return unit.db.execute(
        insert(Action)
        .values(
            collectif_id=place["collectif_id"],
            structure_id=structure_id,
            cree_le=unit.now,
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
            **_to_values(unit, saisie, place, {}),
        )
        .returning(Action.id)
    ).scalar_one()


def update_action(unit: Unit, action_id: UUID, version: int, saisie: SaisieAction) -> int:
    """Change an action if nobody changed it since ``version``; returns its new version.

    Critères and a decision that it has already may stay, even where they are no longer offered; what it aims at stays
    as long as its critère does. Raises Introuvable, SaisieInvalide with every reason, Refus when it moved meanwhile.
    """
    saisie = clean_champs(saisie)
    ligne = _lock(unit, action_id)
    place = _check_saisie(unit, ligne["structure_id"], saisie, ligne["criteres"], ligne["decision_id"])
    return _update(unit, action_id, ligne, version, _to_values(unit, saisie, place, ligne))


def update_etat(unit: Unit, action_id: UUID, version: int, etat: EtatAction) -> int:
    """Say where an action stands; returns its new version. Raises Introuvable, SaisieInvalide, Refus as above."""
    ligne = _lock(unit, action_id)
    if etat not in set(EtatAction):
        raise SaisieInvalide(["Cet état n’existe pas."])
    return _update(unit, action_id, ligne, version, {"etat": etat, "faite_le": _date_fin(unit, etat, ligne)})


def update_but(unit: Unit, action_id: UUID, version: int, vise: int) -> int:
    """Aim an action at what the first of its critères leads to today; returns its new version.

    ``vise``: the niveau that the person read. Raises Introuvable, Refus when the action or the answer moved meanwhile.
    """
    ligne = _lock(unit, action_id)
    place = unit.db.execute(PLACE, {"structure": ligne["structure_id"]}).mappings().one()
    premier = next(iter(ligne["criteres"]), None)
    but = read_buts(unit, place["trimestres"] or ()).get(premier) if premier else None
    if but is None or but.vise != vise:
        raise Refus(
            "La réponse du carnet a changé entre-temps. Rien n’est perdu : relisez l’action, puis recommencez."
        )
    return _update(unit, action_id, ligne, version, {"but": but.texte, "niveau_vise": but.vise})


def say_changement(unit: Unit, action_id: UUID, version: int, texte: str) -> int:
    """Say what a done action changed; returns its new version.

    Raises Introuvable, SaisieInvalide with every reason, Refus when it moved meanwhile or is not done.
    """
    texte = clean_texte(texte).strip()
    ligne = _lock(unit, action_id)
    if raisons := list_reasons_against_changement(texte):
        raise SaisieInvalide(raisons)
    if ligne["etat"] != EtatAction.FAITE:
        raise Refus("Cette action n’est plus notée faite. Rien n’est perdu : notez-la faite, puis recommencez.")
    return _update(unit, action_id, ligne, version, {"ce_qui_change": texte})


def _lock(unit: Unit, action_id: UUID) -> Mapping[str, Any]:
    # Under row-level security only those who may change it can lock it.
    ligne = (
        unit.db.execute(
            select(
                Action.collectif_id,
                Action.structure_id,
                Action.version,
                Action.criteres,
                Action.etat,
                Action.faite_le,
                Action.decision_id,
            )
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


def _check_saisie(
    unit: Unit,
    structure_id: UUID,
    saisie: SaisieAction,
    gardes: Sequence[str] = (),
    decision_id: UUID | None = None,
) -> Mapping[str, Any]:
    """What the structure may aim at and where it lies, once the person may write its plan and the input holds."""
    ligne = unit.db.execute(PLACE, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_PLAN)
    unit.check(Operation.UPDATE_ACTION, ligne["collectif_id"], structure_id, QUOI_PLAN)
    codes = {*list_titres(unit.db, ligne["trimestres"] or ()), *gardes}
    decisions = {decision.id for decision in map(read_decision, ligne["decisions"] or ()) if decision.ouverte}
    if decision_id is not None:
        decisions.add(decision_id)
    if raisons := list_reasons_against(saisie, codes, decisions):
        raise SaisieInvalide(raisons)
    return dict(ligne)


def _to_values(unit: Unit, saisie: SaisieAction, place: Mapping[str, Any], avant: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an action; ``avant``: those that it has already, nothing where it is new."""
    premier = next(iter(avant.get("criteres", ())), None)
    criteres = order_criteres(saisie.criteres, premier)
    valeurs = asdict(saisie) | {"criteres": list(criteres), "faite_le": _date_fin(unit, saisie.etat, avant)}
    if not avant or criteres[:1] != (premier,):
        but = read_buts(unit, place["trimestres"] or ()).get(criteres[0]) if criteres else None
        valeurs |= {"but": but.texte if but else "", "niveau_vise": but.vise if but else None}
    return valeurs


def _date_fin(unit: Unit, etat: EtatAction, avant: Mapping[str, Any]) -> datetime | None:
    """Since when it is done: since it was said first, as long as nobody takes it up again."""
    if etat != EtatAction.FAITE:
        return None
    return avant.get("faite_le") or unit.now
