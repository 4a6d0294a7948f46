"""The bilan of a collectif of the demonstration: opened some days ago, done by all but the one that is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select, update

from caprse.acces.unite import Unit
from caprse.carnet.membres.ouverture import open_bilan
from caprse.carnet.modele import Positionnement
from caprse.carnet.positionnement.regles import Moment
from caprse.collectif.calendrier.regles_bilan import is_bilan
from caprse.collectif.calendrier.service import get_calendrier
from caprse.collectif.modele import Structure
from caprse.demo.calendrier import DEPUIS_LE_BILAN, at, pick_instant
from caprse.demo.fiction import Personnage, tell
from caprse.demo.trimestres import Scene, fill_trimestre

DUREE = timedelta(days=30)
# What the same question finds nineteen months later: mostly a step further, sometimes two, sometimes one back.
PAS = (0, 0, 1, 1, 1, 2, -1)


def play_bilan(unit: Unit, scene: Scene, hasard: Random) -> int:
    """Open the bilan some days ago; all but the one that is late say where they arrive, look again, and transmit.

    Returns how many answers were written. Everything is dated before today.
    """
    debut = unit.today - DEPUIS_LE_BILAN
    tell(unit, at(debut, 9), scene.animation)
    open_bilan(replace(unit, now=at(debut, 9)), scene.collectif_id, debut + DUREE)
    trimestre = next(t for t in get_calendrier(unit, scene.collectif_id).trimestres if is_bilan(t.thematique))
    _arrive(unit, scene, hasard)
    return fill_trimestre(unit, scene, trimestre, hasard, clos=False)


def _arrive(unit: Unit, scene: Scene, hasard: Random) -> None:
    """The positionnement asked again, on the very enjeux on which it was."""
    presentes = {s.id for s in scene.structures if s.personnage is not Personnage.EN_RETARD}
    jour = unit.today - DEPUIS_LE_BILAN / 2
    departs = unit.db.execute(
        select(Positionnement.structure_id, Positionnement.enjeu, Positionnement.referentiel_id, Positionnement.niveau)
        .where(Positionnement.collectif_id == scene.collectif_id, Positionnement.moment == Moment.DEPART)
        .order_by(Positionnement.structure_id, Positionnement.enjeu)
    ).all()
    lignes: list[dict[str, Any]] = [
        {
            "collectif_id": scene.collectif_id,
            "structure_id": depart.structure_id,
            "moment": Moment.ARRIVEE.value,
            "enjeu": depart.enjeu,
            "referentiel_id": depart.referentiel_id,
            "niveau": max(0, min(scene.referentiel.niveau_max, (depart.niveau or 0) + hasard.choice(PAS))),
            "modifie_le": pick_instant(hasard, jour, jour),
            "modifie_par": scene.auteurs[depart.structure_id][0],
        }
        for depart in departs
        if depart.structure_id in presentes
    ]
    if lignes:
        unit.db.execute(insert(Positionnement), lignes)
    finies = {ligne["structure_id"] for ligne in lignes}
    unit.db.execute(
        update(Structure)
        .where(Structure.collectif_id == scene.collectif_id, Structure.id.in_(finies))
        .values(arrivee_le=at(jour, 18))
    )
