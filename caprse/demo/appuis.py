"""The appuis of the demonstration: an invented catalogue, requests, one appui that three structures share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from caprse.acces.unite import Unit
from caprse.demo.lots import insert_lot
from caprse.demo.trimestres import Scene
from caprse.referentiel.fichiers.livres import REFERENTIEL
from caprse.relecture.modele import Appui, AppuiCollectif
from caprse.relecture.offres.lecture import read_catalogue
from caprse.relecture.offres.schema import Catalogue
from caprse.relecture.offres.service import list_codes, replace_catalogue

EXEMPLE = REFERENTIEL / "offres" / "exemple.yaml"
DEMANDES = (
    "Nous aimerions de l’aide pour écrire notre première trace.",
    "Comment associer les salariés en parcours à ce sujet ?",
    "Préparer une réunion d’équipe sur la thématique du trimestre.",
)
# Of the structures at work, who asks for the same offre, and who shares one already planned.
DEMANDEUSES = slice(3, 5)
REUNIES = (0, 5, 6)


def add_appuis(unit: Unit, scene: Scene, lieux: Sequence[tuple[UUID, str | None]], quand: datetime) -> None:
    """One asked, one planned, one closed with half a day used; an offre asked twice; an appui for three structures.

    ``lieux``: the structures at work, each with the first critère that it answered.
    """
    etats: tuple[dict[str, Any], ...] = (
        {"etat": "demande", "prevu_le": None, "clos_le": None, "demi_journees": 0, "reponse": ""},
        {
            "etat": "planifie",
            "prevu_le": unit.today + timedelta(days=12),
            "clos_le": None,
            "demi_journees": 1,
            "reponse": "Je viens avec des exemples d’autres structures.",
        },
        {
            "etat": "clos",
            "prevu_le": None,
            "clos_le": quand.date(),
            "demi_journees": 1,
            "reponse": "Nous avons relu ensemble, le reste se fera en autonomie.",
        },
    )
    lignes = [
        _ask(scene, structure_id, demande, quand - timedelta(days=5)) | {"critere": critere} | etat
        for (structure_id, critere), demande, etat in zip(lieux, DEMANDES, etats, strict=False)
    ]
    if lignes:
        insert_lot(unit.db, Appui, lignes)
    catalogue = load_catalogue(list_codes(unit, scene.collectif_id))
    if catalogue is None or len(lieux) <= max(REUNIES):
        return
    replace_catalogue(unit, scene.collectif_id, catalogue)
    demandee, reunie = catalogue.offres[-1], catalogue.offres[0]
    unit.db.execute(
        insert(Appui),
        [
            _ask(scene, structure_id, demandee.titre, quand - timedelta(days=3)) | {"offre": demandee.code}
            for structure_id, _ in lieux[DEMANDEUSES]
        ],
    )
    groupe, jour = uuid4(), unit.today + timedelta(days=20)
    parts = {
        "collectif_id": scene.collectif_id,
        "id": groupe,
        "titre": reunie.titre,
        "jour": jour,
        "demi_journees": len(REUNIES),
        "parts": len(REUNIES),
    }
    unit.db.execute(insert(AppuiCollectif), [parts])
    planifie = {"etat": "planifie", "prevu_le": jour, "demi_journees": 1, "offre": reunie.code, "groupe_id": groupe}
    unit.db.execute(
        insert(Appui),
        [_ask(scene, lieux[rang][0], reunie.titre, quand - timedelta(days=2)) | planifie for rang in REUNIES],
    )


def load_catalogue(criteres: Collection[str]) -> Catalogue | None:
    """The invented catalogue, as far as the collectif has the critères that it cites."""
    catalogue = read_catalogue(EXEMPLE.name, EXEMPLE.read_bytes()).catalogue
    assert catalogue is not None  # noqa: S101 - what ships is valid: a test reads it
    offres = tuple(
        offre.model_copy(update={"criteres": connus})
        for offre in catalogue.offres
        if (connus := tuple(code for code in offre.criteres if code in criteres))
    )
    return catalogue.model_copy(update={"offres": offres}) if offres else None


def _ask(scene: Scene, structure_id: UUID, demande: str, quand: datetime) -> dict[str, Any]:
    return {
        "collectif_id": scene.collectif_id,
        "structure_id": structure_id,
        "demande": demande,
        "demande_le": quand,
        "demande_par": scene.auteurs[structure_id][0],
    }
