"""Collective appuis: requests of several structures joined into one, its half-days shared; by the animation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SmallInteger, Uuid, column, delete, insert, select, update, values

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Structure
from caprse.relecture.appuis.partage import PARTS_MIN, Partage, list_reasons_against_partage
from caprse.relecture.appuis.regles import ETATS_OUVERTS, EtatAppui
from caprse.relecture.modele import Appui, AppuiCollectif
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_ligne, clean_texte

QUOI = "Cet appui collectif"
ENTRE_TEMPS = "Cet appui collectif a changé entre-temps. Rien n’est perdu : relisez-le, puis recommencez."
DEMANDE_CHANGEE = "Une des demandes a changé entre-temps. Rien n’est perdu : relisez-les, puis recommencez."


def save_partage(
    unit: Unit, collectif_id: UUID, partage: Partage, groupe_id: UUID | None = None, version: int = 0
) -> UUID:
    """Join appuis into a collective one, or change it, for the animation; each structure is told.

    A structure that made no request gets its appui; one that is left out keeps its own, day and half-days. Raises
    Introuvable, SaisieInvalide with every reason, Refus when something changed meanwhile.
    """
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    partage = replace(partage, titre=clean_ligne(partage.titre), reponse=clean_texte(partage.reponse))
    if raisons := list_reasons_against_partage(partage):
        raise SaisieInvalide(raisons)
    _check_structures(unit, collectif_id, {part.structure_id for part in partage.parts})
    avant = _lock(unit, collectif_id, groupe_id, version) if groupe_id is not None else {}
    valeurs = {
        "titre": partage.titre,
        "jour": partage.jour,
        "demi_journees": partage.demi_journees,
        "parts": len(partage.parts),
    }
    if groupe_id is None:
        ajout = insert(AppuiCollectif).values(collectif_id=collectif_id, **valeurs).returning(AppuiCollectif.id)
        groupe_id = unit.db.execute(ajout).scalar_one()
    else:
        _update_groupe(unit, collectif_id, groupe_id, valeurs | {"version": version + 1})
    prises = _take_parts(unit, collectif_id, partage, avant)
    _update_appuis(unit, collectif_id, avant.keys() - prises.keys(), {"groupe_id": None})
    suite: dict[str, Any] = {"etat": EtatAppui.PLANIFIE, "prevu_le": partage.jour, "groupe_id": groupe_id}
    if partage.reponse:
        suite["reponse"] = partage.reponse
    if partage.offre is not None:
        suite["offre"] = partage.offre
    demi_journees = {part.structure_id: part.demi_journees for part in partage.parts}
    parts = values(column("appui_id", Uuid), column("part", SmallInteger), name="parts").data(
        [(appui_id, demi_journees[structure_id]) for appui_id, (structure_id, _) in prises.items()]
    )
    _update_appuis(
        unit,
        collectif_id,
        prises.keys(),
        suite | {"demi_journees": parts.c.part, "version": Appui.version + 1},
        Appui.id == parts.c.appui_id,
    )
    _announce(unit, collectif_id, prises)
    return groupe_id


def close_groupe(unit: Unit, collectif_id: UUID, groupe_id: UUID, version: int, jour: date | None) -> None:
    """Note that a collective appui took place: each part is used. Raises Introuvable, SaisieInvalide, Refus."""
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    if jour is None or jour > unit.today:
        raise SaisieInvalide(["Dites quel jour l’appui s’est terminé : aujourd’hui au plus tard."])
    parts = _lock(unit, collectif_id, groupe_id, version)
    _update_groupe(unit, collectif_id, groupe_id, {"version": version + 1})
    suite = {"etat": EtatAppui.CLOS, "clos_le": jour, "version": Appui.version + 1}
    _update_appuis(unit, collectif_id, parts, suite)
    vues = {appui_id: (part["structure_id"], part["version"]) for appui_id, part in parts.items()}
    _announce(unit, collectif_id, vues)


def undo_groupe(unit: Unit, collectif_id: UUID, groupe_id: UUID, version: int) -> None:
    """Part a collective appui again: each structure keeps its own, day and half-days. Raises Introuvable, Refus."""
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    _dissolve(unit, collectif_id, groupe_id, _lock(unit, collectif_id, groupe_id, version))


def leave_groupe(unit: Unit, collectif_id: UUID, groupe_id: UUID, appui_id: UUID) -> None:
    """Take one part out of its collective appui, its half-days with it; what is left for one is collective no more.

    The right is the caller's. Raises Introuvable or Refus when it was parted meanwhile.
    """
    groupe = _lock_groupe(unit, collectif_id, groupe_id)
    parts = _lock_parts(unit, collectif_id, groupe_id)
    quittee = parts.pop(appui_id, None)
    if quittee is None:
        raise Refus(ENTRE_TEMPS)
    _update_appuis(unit, collectif_id, [appui_id], {"groupe_id": None})
    if len(parts) < PARTS_MIN:
        _dissolve(unit, collectif_id, groupe_id, parts)
        return
    suite = {
        "demi_journees": groupe["demi_journees"] - quittee["demi_journees"],
        "parts": len(parts),
        "version": groupe["version"] + 1,
    }
    _update_groupe(unit, collectif_id, groupe_id, suite)


def _check_structures(unit: Unit, collectif_id: UUID, structures: set[UUID]) -> None:
    connues = select(Structure.id).where(Structure.collectif_id == collectif_id, Structure.id.in_(structures))
    if set(unit.db.scalars(connues)) != structures:
        raise Introuvable("Cette structure")


def _take_parts(
    unit: Unit, collectif_id: UUID, partage: Partage, avant: Mapping[UUID, Mapping[str, Any]]
) -> dict[UUID, tuple[UUID, int]]:
    """The appuis that become parts, with their structure and version: of the groupe already, requests, or new ones."""
    vues = {part.appui_id: part for part in partage.parts if part.appui_id is not None}
    prises = {cle: (part.structure_id, avant[cle]["version"]) for cle, part in vues.items() if cle in avant}
    demandees = {cle: (part.structure_id, part.version) for cle, part in vues.items() if cle not in avant}
    if demandees:
        lignes = unit.db.execute(
            select(Appui.id, Appui.structure_id, Appui.version)
            .where(
                Appui.collectif_id == collectif_id,
                Appui.id.in_(demandees),
                Appui.etat.in_(ETATS_OUVERTS),
                Appui.groupe_id.is_(None),
            )
            .order_by(Appui.id)
            .with_for_update()
        )
        if {appui_id: (structure_id, version) for appui_id, structure_id, version in lignes} != demandees:
            raise Refus(DEMANDE_CHANGEE)
    nouvelles = [part.structure_id for part in partage.parts if part.appui_id is None]
    return prises | demandees | _insert_appuis(unit, collectif_id, partage.titre, nouvelles)


def _insert_appuis(
    unit: Unit, collectif_id: UUID, demande: str, structures: Sequence[UUID]
) -> dict[UUID, tuple[UUID, int]]:
    if not structures:
        return {}
    commun = {
        "collectif_id": collectif_id,
        "demande": demande,
        "demande_le": unit.now,
        "demande_par": unit.acteur.compte_id,
    }
    ajout = insert(Appui).values([commun | {"structure_id": structure_id} for structure_id in structures])
    lignes = unit.db.execute(ajout.returning(Appui.id, Appui.structure_id, Appui.version))
    return {appui_id: (structure_id, version) for appui_id, structure_id, version in lignes}


def _announce(unit: Unit, collectif_id: UUID, vues: Mapping[UUID, tuple[UUID, int]]) -> None:
    """Tell each structure of its appui, which is now of the version after the one seen."""
    announce(
        unit,
        *(
            Annonce(Evenement.APPUI_REPONDU, collectif_id, appui_id, structure_id, f"v{version + 1}")
            for appui_id, (structure_id, version) in vues.items()
        ),
    )


def _lock(unit: Unit, collectif_id: UUID, groupe_id: UUID, version: int) -> dict[UUID, Mapping[str, Any]]:
    """The parts of a collective appui that is still to come, held with it until the end of the transaction."""
    groupe = _lock_groupe(unit, collectif_id, groupe_id)
    parts = _lock_parts(unit, collectif_id, groupe_id)
    if groupe["version"] != version:
        raise Refus(ENTRE_TEMPS)
    if any(part["etat"] not in ETATS_OUVERTS for part in parts.values()):
        raise Refus("Cet appui est terminé : il ne change plus.")
    return parts


def _lock_groupe(unit: Unit, collectif_id: UUID, groupe_id: UUID) -> Mapping[str, Any]:
    groupe = (
        unit.db.execute(
            select(AppuiCollectif.version, AppuiCollectif.demi_journees)
            .where(AppuiCollectif.collectif_id == collectif_id, AppuiCollectif.id == groupe_id)
            .with_for_update()
        )
        .mappings()
        .one_or_none()
    )
    if groupe is None:
        raise Introuvable(QUOI)
    return dict(groupe)


def _lock_parts(unit: Unit, collectif_id: UUID, groupe_id: UUID) -> dict[UUID, Mapping[str, Any]]:
    lignes = unit.db.execute(
        select(Appui.id, Appui.structure_id, Appui.etat, Appui.version, Appui.demi_journees)
        .where(Appui.collectif_id == collectif_id, Appui.groupe_id == groupe_id)
        .order_by(Appui.id)
        .with_for_update()
    ).mappings()
    return {ligne["id"]: dict(ligne) for ligne in lignes}


def _dissolve(unit: Unit, collectif_id: UUID, groupe_id: UUID, parts: Mapping[UUID, object]) -> None:
    _update_appuis(unit, collectif_id, parts, {"groupe_id": None})
    unit.db.execute(
        delete(AppuiCollectif)
        .where(AppuiCollectif.collectif_id == collectif_id, AppuiCollectif.id == groupe_id)
        .execution_options(synchronize_session=False)
    )


def _update_groupe(unit: Unit, collectif_id: UUID, groupe_id: UUID, valeurs: Mapping[str, Any]) -> None:
    unit.db.execute(
        update(AppuiCollectif)
        .where(AppuiCollectif.collectif_id == collectif_id, AppuiCollectif.id == groupe_id)
        .values(**valeurs)
        .execution_options(synchronize_session=False)
    )


def _update_appuis(
    unit: Unit, collectif_id: UUID, appuis: Collection[UUID], valeurs: Mapping[str, Any], *ou: ColumnElement[bool]
) -> None:
    """One statement, whatever their number; ``ou`` ties each to its own values."""
    unit.db.execute(
        update(Appui)
        .where(Appui.collectif_id == collectif_id, Appui.id.in_(appuis), *ou)
        .values(**valeurs)
        .execution_options(synchronize_session=False)
    )
