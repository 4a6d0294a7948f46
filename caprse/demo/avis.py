"""How the team of the structure that visitors enter makes up its mind: a consultation that is closed, whose voices
stood apart, one under way, whose first question is shown already, and what colleagues gave each other to see.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from caprse.acces.unite import Unit
from caprse.avis.modele import Voix
from caprse.avis.regles import GROUPES
from caprse.avis.releves import save_releve
from caprse.avis.reunion import show_question as close_question
from caprse.avis.service import close_consultation, open_consultation
from caprse.carnet.modele import Carnet
from caprse.collectif.modele import Trimestre
from caprse.demo.calendrier import at
from caprse.demo.fiction import tell
from caprse.demo.lots import insert_lot
from caprse.demo.trimestres import Scene
from caprse.referentiel.schema import Critere
from caprse.relecture.modele import AVoir

# How many of each group spoke, and where they mostly stand: those in parcours see things from lower down.
PRESENTES = ((7, 2), (9, 1), (5, 2))
EN_COURS = ((4, 2), (4, 1), (3, 2))
PART_SANS_AVIS = 0.12
DEMANDES = 3
# What one colleague gives another: who asks and who is asked, among those who answer; in how many days.
A_VOIR = ((1, 0, 4, "Tu étais à la réunion, moi non."), (0, 1, 9, "Peux-tu demander à l’atelier ?"))


def play_avis(unit: Unit, scene: Scene) -> None:
    """Ask on the first critères of the open carnet and close; ask on the next; give colleagues the last to see."""
    structure = scene.structures[0]
    ouvert = unit.db.execute(
        select(Carnet.id, Trimestre.thematique)
        .join(Trimestre, Trimestre.id == Carnet.trimestre_id)
        .where(
            Carnet.collectif_id == scene.collectif_id,
            Carnet.structure_id == structure.id,
            Carnet.etat == "brouillon",
            Trimestre.etat == "ouvert",
            Trimestre.thematique != "",
        )
    ).one_or_none()
    if ouvert is None:
        return
    hasard = Random(f"avis/{scene.total}")  # noqa: S311 - invented data
    criteres = scene.referentiel.thematique(ouvert.thematique).criteres
    direction = scene.auteurs[structure.id][0]
    _play(unit, scene, ouvert.id, criteres[:DEMANDES], direction, hasard, close=True)
    _play(unit, scene, ouvert.id, criteres[DEMANDES : 2 * DEMANDES], direction, hasard, close=False)
    _give(unit, scene, ouvert.id, criteres[-len(A_VOIR) :])


def _play(
    unit: Unit,
    scene: Scene,
    carnet_id: UUID,
    criteres: Sequence[Critere],
    direction: UUID,
    hasard: Random,
    *,
    close: bool,
) -> None:
    if not criteres:
        return
    debut = at(unit.today - timedelta(days=2 if close else 1), 9)
    tell(unit, debut, direction)
    ce_jour = replace(unit, now=debut)
    fin = unit.today + timedelta(days=7)
    codes = [critere.code for critere in criteres]
    consultation_id, liens = open_consultation(ce_jour, carnet_id, codes, GROUPES, fin, nommee=False)
    groupes = list(liens)
    haut = scene.referentiel.niveau_max
    voix = [
        {
            "collectif_id": scene.collectif_id,
            "consultation_id": consultation_id,
            "structure_id": scene.structures[0].id,
            "groupe_id": groupe,
            "critere": code,
            "empreinte": marque,
            "niveau": None if hasard.random() < PART_SANS_AVIS else _pick(hasard, milieu, haut),
        }
        for groupe, (combien, milieu) in zip(groupes, PRESENTES if close else EN_COURS, strict=True)
        for marque in [secrets.token_hex(32) for _ in range(combien)]
        for code in codes
    ]
    insert_lot(unit.db, Voix, voix)
    if close:
        feuilles = [0] * (haut + 1)
        feuilles[1 if haut else 0] = 2
        save_releve(ce_jour, consultation_id, groupes[1], codes[0], feuilles, 1, 0)
        tell(unit, at(unit.today - timedelta(days=1), 17), direction)
        close_consultation(replace(unit, now=at(unit.today - timedelta(days=1), 17)), consultation_id)
    else:
        close_question(ce_jour, consultation_id, codes[0])


def _give(unit: Unit, scene: Scene, carnet_id: UUID, criteres: Sequence[Critere]) -> None:
    """One critère that waits for the direction, one that waits for a colleague."""
    equipe = scene.auteurs[scene.structures[0].id]
    lignes = [
        {
            "collectif_id": scene.collectif_id,
            "carnet_id": carnet_id,
            "critere": critere.code,
            "structure_id": scene.structures[0].id,
            "compte_id": equipe[a],
            "pour_le": unit.today + timedelta(days=jours),
            "note": note,
            "demande_par": equipe[de],
            "demande_le": at(unit.today - timedelta(days=1), 10),
        }
        for critere, (de, a, jours, note) in zip(criteres, A_VOIR, strict=False)
        if max(de, a) < len(equipe)
    ]
    insert_lot(unit.db, AVoir, lignes)


def _pick(hasard: Random, milieu: int, haut: int) -> int:
    return max(0, min(haut, round(hasard.gauss(milieu, 1))))
