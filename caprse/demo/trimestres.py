"""One trimestre of the demonstration, played: opened on its first day, answered, sent, closed on its last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from caprse.acces.unite import Unit
from caprse.carnet.membres.ouverture import open_trimestre
from caprse.carnet.modele import Carnet, Reponse
from caprse.carnet.regles import EtatCarnet, Saisie
from caprse.collectif.calendrier.regles_bilan import is_bilan
from caprse.collectif.calendrier.service import TrimestreListe
from caprse.demo.calendrier import at, pick_instant
from caprse.demo.fiction import Personnage, StructureFictive, tell
from caprse.demo.lots import insert_lot, select_lot
from caprse.demo.reponses import MOTIFS_INCOMPLET, ReponseFictive, build_reponses
from caprse.demo.revisions import FAITES, TROP_TOT, Revision, build_revisions, steady
from caprse.progres.buts import Cote, find_but
from caprse.progres.modele import Action
from caprse.referentiel.schema import Referentiel
from caprse.restitution.publication.service import refresh_publication
from caprse.restitution.trimestres.cloture import close_trimestre

PAUSE = timedelta(minutes=3)  # between two answers
PART_OUBLIEE_EN_RETARD = 0.25
PART_EN_COURS = 0.8
PART_VISITEE = 0.5
SUIVIES = 8  # structures that note what they did, whatever the size of the demonstration


@dataclass(frozen=True)
class Scene:
    """What stays from one trimestre to the next. ``auteurs``: accounts by structure, its direction first.

    ``tenues``: the latest answer of each structure to each critère, written as trimestres are played.
    """

    collectif_id: UUID
    referentiel: Referentiel
    structures: tuple[StructureFictive, ...]
    auteurs: Mapping[UUID, tuple[UUID, ...]]
    total: int
    animation: UUID
    tenues: dict[UUID, dict[str, Saisie]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Jours:
    """The days of one trimestre: answers until ``ecrit``, sent between ``envoi`` and ``fin``."""

    debut: date
    ecrit: date
    envoi: date
    fin: date


def play_trimestre(unit: Unit, scene: Scene, trimestre: TrimestreListe, hasard: Random, *, clos: bool) -> int:
    """Open a trimestre, answer for each structure, send what is sent, close it if asked; returns how many answers.

    Everything is dated within the trimestre, and before today in the one still open.
    """
    tell(unit, at(trimestre.debut, 9), scene.animation)
    open_trimestre(replace(unit, now=at(trimestre.debut, 9)), trimestre.id)
    return fill_trimestre(unit, scene, trimestre, hasard, clos=clos)


def fill_trimestre(unit: Unit, scene: Scene, trimestre: TrimestreListe, hasard: Random, *, clos: bool) -> int:
    """The same for one that is open already: a trimestre, or the bilan, where one looks at all that was answered."""
    requete = select(Carnet.structure_id, Carnet.id).where(
        Carnet.collectif_id == scene.collectif_id, Carnet.trimestre_id == trimestre.id
    )
    carnets = dict(unit.db.execute(requete).all())
    jours = _plan(trimestre, None if clos else unit.today)
    reponses: list[dict[str, Any]] = []
    envois: list[dict[str, Any]] = []
    actions: list[dict[str, Any]] = []
    for rang, structure in enumerate(scene.structures):
        if (carnet_id := carnets.get(structure.id)) is None:
            continue
        tenues = scene.tenues.setdefault(structure.id, {})
        donnees = steady(hasard, _choose(hasard, scene, structure, trimestre, clos=clos), tenues)
        revues = _revise(scene, structure, trimestre) if clos or is_bilan(trimestre.thematique) else []
        if rang < SUIVIES:
            actions += _list_faites(scene, structure, trimestre, revues)
        donnees_et_revues = [*donnees, *(revue.reponse for revue in revues)]
        tenues |= {r.critere: r.saisie for r in donnees_et_revues if r.saisie.niveau is not None}
        reponses += _date_reponses(hasard, scene, structure, carnet_id, donnees_et_revues, jours)
        if _is_sent(structure.personnage, trimestre.numero, clos=clos):
            envois.append(_send(hasard, scene, structure, carnet_id, len(donnees), trimestre, jours))
    insert_lot(unit.db, Reponse, reponses)
    if actions:
        # Not in one lot: a row holds an array.
        unit.db.execute(insert(Action), actions)
    _write_envois(unit, scene, envois)
    # What is published is counted by the workbook alone, as transmissions come.
    tell(unit, at(trimestre.fin, 20) if clos else at(unit.today - timedelta(days=1), 20), scene.animation)
    if clos:
        close_trimestre(replace(unit, now=at(trimestre.fin, 20)), trimestre.id)
    else:
        refresh_publication(unit, trimestre.id)
    return len(reponses)


def _plan(trimestre: TrimestreListe, today: date | None) -> _Jours:
    if today is not None:
        return _Jours(trimestre.debut, today - timedelta(days=3), today - timedelta(days=2), today - timedelta(days=1))
    milieu = trimestre.debut + (trimestre.fin - trimestre.debut) / 2
    return _Jours(trimestre.debut, milieu, milieu + timedelta(days=1), trimestre.fin - timedelta(days=1))


def _choose(
    hasard: Random, scene: Scene, structure: StructureFictive, trimestre: TrimestreListe, *, clos: bool
) -> list[ReponseFictive]:
    """The answers that a structure has given so far."""
    toutes = build_reponses(
        hasard, scene.referentiel, structure, trimestre.thematique, trimestre.numero - 1, scene.total
    )
    if structure.personnage is Personnage.EN_RETARD:
        return [r for r in toutes if hasard.random() > PART_OUBLIEE_EN_RETARD] if clos else []
    if clos:
        return toutes
    parts = {Personnage.VISITEE: PART_VISITEE, Personnage.EN_COURS: PART_EN_COURS}
    return toutes[: round(len(toutes) * parts.get(structure.personnage, 1))]


def _revise(scene: Scene, structure: StructureFictive, trimestre: TrimestreListe) -> list[Revision]:
    """What a structure looks at again: the one that is always late never has the time."""
    if structure.personnage is Personnage.EN_RETARD:
        return []
    return build_revisions(
        scene.referentiel, structure, trimestre.thematique, trimestre.numero - 1, scene.tenues[structure.id]
    )


def _list_faites(
    scene: Scene, structure: StructureFictive, trimestre: TrimestreListe, revues: list[Revision]
) -> list[dict[str, Any]]:
    """The rows of what was done in the first days of a trimestre, for which most answers climbed in it."""
    lignes = []
    for rang, revue in enumerate(revues):
        if revue.faite is None:
            continue
        quoi, pilote, change, _ = FAITES[revue.faite]
        critere = scene.referentiel.critere(revue.reponse.critere)
        avant = scene.tenues[structure.id][critere.code]
        but = find_but(Cote(avant.niveau), critere.niveaux)
        jour = trimestre.debut + timedelta(days=3 + 2 * rang)
        lignes.append(
            {
                "collectif_id": scene.collectif_id,
                "structure_id": structure.id,
                "quoi": quoi,
                "pilote": pilote,
                "echeance": jour + timedelta(days=4),
                "etat": "faite",
                "criteres": [critere.code],
                "but": but.texte if but else "",
                "niveau_vise": but.vise if but else None,
                "ce_qui_change": change if revue.reponse.saisie.niveau != avant.niveau else TROP_TOT,
                "faite_le": at(jour, 15),
                "cree_le": at(trimestre.debut, 10),
                "modifie_le": at(jour, 15),
                "modifie_par": scene.auteurs[structure.id][0],
            }
        )
    return lignes


def _is_sent(personnage: Personnage, numero: int, *, clos: bool) -> bool:
    if personnage is Personnage.EN_RETARD:
        return clos and numero % 3 != 0
    return clos or personnage is Personnage.REGULIERE


def _date_reponses(
    hasard: Random,
    scene: Scene,
    structure: StructureFictive,
    carnet_id: UUID,
    donnees: list[ReponseFictive],
    jours: _Jours,
) -> list[dict[str, Any]]:
    """The rows of one carnet, written in two sittings by the people of the structure."""
    en_retard = structure.personnage is Personnage.EN_RETARD
    du, au = (
        (jours.fin - timedelta(days=2), jours.fin) if en_retard else (jours.debut + timedelta(days=7), jours.ecrit)
    )
    seances = sorted((pick_instant(hasard, du, au), pick_instant(hasard, du, au)))
    auteurs = scene.auteurs[structure.id]
    moitie = (len(donnees) + 1) // 2
    return [
        {
            "collectif_id": scene.collectif_id,
            "carnet_id": carnet_id,
            "critere": donnee.critere,
            "structure_id": structure.id,
            **vars(donnee.saisie),
            "modifie_le": seances[rang // moitie] + PAUSE * (rang % moitie),
            "modifie_par": auteurs[rang % len(auteurs)],
        }
        for rang, donnee in enumerate(donnees)
    ]


def _send(
    hasard: Random,
    scene: Scene,
    structure: StructureFictive,
    carnet_id: UUID,
    donnees: int,
    trimestre: TrimestreListe,
    jours: _Jours,
) -> dict[str, Any]:
    attendues = len(scene.referentiel.demandes(trimestre.thematique))
    en_retard = structure.personnage is Personnage.EN_RETARD
    transmis_le: datetime = at(trimestre.fin, 18, 30) if en_retard else pick_instant(hasard, jours.envoi, jours.fin)
    return {
        "id": carnet_id,
        "transmis_le": transmis_le,
        "transmis_par": scene.auteurs[structure.id][0],
        "motif_incomplet": hasard.choice(MOTIFS_INCOMPLET) if donnees < attendues else "",
    }


def _write_envois(unit: Unit, scene: Scene, envois: list[dict[str, Any]]) -> None:
    if not envois:
        return
    lot = select_lot(Carnet, list(envois[0]), envois).subquery()
    unit.db.execute(
        update(Carnet)
        .where(Carnet.collectif_id == scene.collectif_id, Carnet.id == lot.c.id)
        .values(
            etat=EtatCarnet.TRANSMIS,
            transmis_le=lot.c.transmis_le,
            transmis_par=lot.c.transmis_par,
            motif_incomplet=lot.c.motif_incomplet,
            version=Carnet.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
