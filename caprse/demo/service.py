"""Fill an empty base with invented data, trimestre after trimestre, as a collectif would have done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import insert, or_, select, update

from caprse.acces.modele import Compte
from caprse.acces.unite import Unit, open_unit_systeme
from caprse.carnet.membres.adhesions import end_adhesion
from caprse.carnet.modele import Positionnement
from caprse.collectif.annuaire.lignes import COMMUNE_MANQUANTE
from caprse.collectif.calendrier.service import create_calendrier, get_calendrier
from caprse.collectif.modele import Adhesion, Collectif, Structure
from caprse.collectif.rencontres.service import create_rencontre
from caprse.collectif.service import create_collectif
from caprse.demo.avis import play_avis
from caprse.demo.bilan import play_bilan
from caprse.demo.calendrier import (
    TRIMESTRES_MAX,
    at,
    build_rencontres,
    compute_debut,
    compute_debut_au_bilan,
    compute_mois,
    count_ouvert,
    pick_instant,
)
from caprse.demo.comptes import CreateGens, create_cle, create_comptes, create_comptes_voisins
from caprse.demo.fiction import (
    COLLECTIF,
    COLLECTIF_VOISIN,
    DEJA_NOMMEES,
    STRUCTURES_MAX,
    Personnage,
    StructureFictive,
    build_structures,
    tell,
)
from caprse.demo.invitations import play_invitations
from caprse.demo.lots import insert_lot
from caprse.demo.pilotage import play_pilotage
from caprse.demo.reponses import build_positionnement
from caprse.demo.requetes import LOCK_DEMO, SET_PLANNER
from caprse.demo.seances import play_seances
from caprse.demo.trimestres import Scene, play_trimestre
from caprse.referentiel.fichiers.livres import TRAVAIL
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.langues.service import replace_traductions
from caprse.referentiel.service import find_version, get_referentiel, import_referentiel, list_versions
from caprse.socle.erreurs import Refus, SaisieInvalide
from caprse.socle.installation import Installation

GRAINE = 20250916  # the same data each time, but for the dates, which follow today
DERNIER_DE_LA_PARTIE = 2
RANG_A_VERIFIER = 8
ATELIER = timedelta(days=1)  # a collectif is there before its people are
STRUCTURES_VOISINES, TRIMESTRES_VOISINS = 8, 6


@dataclass(frozen=True)
class BilanDemo:
    """What was created."""

    collectif_id: UUID
    structures: int
    trimestres: int
    reponses: int


def create_demo(
    installation: Installation,
    structures: int = 10,
    trimestres: int = 6,
    cle: str | None = None,
    *,
    entouree: bool = False,
) -> BilanDemo:
    """Fill an empty base with an invented collectif of that size, all of it in one transaction.

    ``entouree``: with what surrounds a collectif too: group sessions, and a second collectif to compare it with.

    The trimestre before the last is open, those before it are closed, with the figures that closing freezes. ``cle``
    names an imported référentiel; without it, the only one there is, or the one that ships. Raises SaisieInvalide for
    an impossible size, Refus when the base already holds a collectif or an account.
    """
    if raisons := _check_size(structures, trimestres):
        raise SaisieInvalide(raisons)
    with open_unit_systeme(installation) as unit:
        unit.db.execute(SET_PLANNER)
        _check_empty(unit)
        referentiel_id = _choose_referentiel(unit, cle)
        presentes = build_structures(Random(GRAINE), structures)  # noqa: S311 - invented data
        scene, reponses = _create_collectif(unit, COLLECTIF, referentiel_id, presentes, trimestres, create_comptes)
        play_pilotage(unit, scene)
        create_cle(unit, scene.collectif_id, scene.animation)
        if entouree:
            _create_entourage(unit, scene, referentiel_id)
        play_invitations(unit, scene)
    return BilanDemo(scene.collectif_id, structures, trimestres, reponses)


def _create_collectif(
    unit: Unit,
    nom: str,
    referentiel_id: UUID,
    presentes: tuple[StructureFictive, ...],
    trimestres: int,
    create_gens: CreateGens,
    *,
    au_bilan: bool = False,
) -> tuple[Scene, int]:
    """A collectif with its structures, its people and its trimestres played; also how many answers were written.

    ``au_bilan``: all of them are over, and its bilan is under way.
    """
    referentiel = get_referentiel(unit.db, referentiel_id)
    debut = (compute_debut_au_bilan if au_bilan else compute_debut)(unit.today, trimestres)
    jour_un = replace(unit, now=at(debut, 8))
    animation = uuid4()
    # What comes before a collectif has its people is done for it: its journal tells it of nobody.
    tell(unit, jour_un.now - ATELIER)
    collectif_id = create_collectif(jour_un, nom, debut, compute_mois(trimestres), fictif=True)
    tell(unit, jour_un.now, animation)
    _create_structures(unit, collectif_id, presentes, debut)
    auteurs = create_gens(jour_un, collectif_id, [structure.id for structure in presentes], animation)
    create_calendrier(jour_un, collectif_id, referentiel_id, list(islice(cycle(referentiel.ordre), trimestres)))
    scene = Scene(collectif_id, referentiel, presentes, auteurs, trimestres, animation)
    _create_positionnements(unit, scene, referentiel_id, debut)
    reponses = _play(unit, scene, trimestres + 1 if au_bilan else count_ouvert(trimestres))
    if au_bilan:
        reponses += play_bilan(unit, scene, Random(f"{GRAINE}/bilan"))  # noqa: S311 - invented data
    return scene, reponses


def _create_entourage(unit: Unit, scene: Scene, referentiel_id: UUID) -> None:
    """The sessions of the collectif, the voices of a structure; then its smaller neighbour, which is in its bilan."""
    hasard = Random(f"{GRAINE}/entourage")  # noqa: S311 - invented data
    play_seances(unit, scene, hasard)
    play_avis(unit, scene)
    presentes = build_structures(hasard, DEJA_NOMMEES + STRUCTURES_VOISINES)[DEJA_NOMMEES:]
    plus_loin = tuple(replace(structure, depart=min(0.6, structure.depart + 0.15)) for structure in presentes)
    trimestres = min(scene.total, TRIMESTRES_VOISINS)
    _create_collectif(
        unit, COLLECTIF_VOISIN, referentiel_id, plus_loin, trimestres, create_comptes_voisins, au_bilan=True
    )


def _play(unit: Unit, scene: Scene, ouvert: int) -> int:
    """All trimestres in order, up to the one that is ``ouvert``; returns how many answers were written."""
    reponses = 0
    calendrier = get_calendrier(unit, scene.collectif_id).trimestres
    tell(unit, at(calendrier[0].debut, 8, 30), scene.animation)
    for trimestre in calendrier:
        for saisie in build_rencontres(trimestre.numero, trimestre.debut):
            create_rencontre(unit, trimestre.id, saisie)
    for trimestre in calendrier:
        if trimestre.numero > ouvert:
            continue
        hasard = Random(f"{GRAINE}/{trimestre.numero}")  # noqa: S311 - invented data
        reponses += play_trimestre(unit, scene, trimestre, hasard, clos=trimestre.numero < ouvert)
        if trimestre.numero == DERNIER_DE_LA_PARTIE < ouvert:
            tell(unit, at(trimestre.fin, 17), scene.animation)
            for structure in scene.structures:
                if structure.personnage is Personnage.PARTIE:
                    end_adhesion(unit, scene.collectif_id, structure.id, trimestre.fin)
    return reponses


def _check_size(structures: int, trimestres: int) -> list[str]:
    raisons = []
    if not 1 <= structures <= STRUCTURES_MAX:
        raisons.append(f"La démonstration compte de 1 à {STRUCTURES_MAX} structures.")
    if not 1 <= trimestres <= TRIMESTRES_MAX:
        raisons.append(f"La démonstration compte de 1 à {TRIMESTRES_MAX} trimestres.")
    return raisons


def _check_empty(unit: Unit) -> None:
    unit.db.execute(LOCK_DEMO)
    if unit.db.execute(select(or_(select(Collectif.id).exists(), select(Compte.id).exists()))).scalar_one():
        raise Refus(
            "La base contient déjà un collectif ou des comptes : la démonstration ne remplit qu’une base vide. "
            "Rien n’a été modifié."
        )


def _choose_referentiel(unit: Unit, cle: str | None) -> UUID:
    if cle is not None:
        return find_version(unit.db, cle).id
    cles = sorted({version.cle for version in list_versions(unit.db)})
    if len(cles) > 1:
        raise Refus(f"Plusieurs référentiels sont importés : {', '.join(cles)}. Dites lequel avec --referentiel.")
    if cles:
        return find_version(unit.db, cles[0]).id
    livre = verify_dossier(TRAVAIL)
    if livre.referentiel is None:
        raise Refus("Aucun référentiel n’est importé : lancez d’abord « caprse referentiel importer DOSSIER ».")
    version_id, _ = import_referentiel(unit.db, livre.referentiel)
    replace_traductions(unit.db, version_id, livre.traductions)
    return version_id


def _create_structures(unit: Unit, collectif_id: UUID, structures: tuple[StructureFictive, ...], debut: date) -> None:
    unit.db.execute(
        insert(Structure),
        [
            {
                "id": structure.id,
                "collectif_id": collectif_id,
                "nom": structure.nom,
                "types": list(structure.types),
                "commune": "" if rang == RANG_A_VERIFIER else structure.commune,
                "a_verifier": [COMMUNE_MANQUANTE] if rang == RANG_A_VERIFIER else [],
                "montre_son_nom": structure.montre_son_nom,
                "effectif": structure.effectif,
            }
            for rang, structure in enumerate(structures)
        ],
    )
    insert_lot(
        unit.db,
        Adhesion,
        [{"collectif_id": collectif_id, "structure_id": structure.id, "du": debut} for structure in structures],
    )


def _create_positionnements(unit: Unit, scene: Scene, referentiel_id: UUID, jour: date) -> None:
    """The launch day's pas à pas, made by all but the one that is always late."""
    hasard = Random(f"{GRAINE}/positionnement")  # noqa: S311 - invented data
    presentes = [structure for structure in scene.structures if structure.personnage is not Personnage.EN_RETARD]
    instants = {structure.id: pick_instant(hasard, jour, jour) for structure in presentes}
    insert_lot(
        unit.db,
        Positionnement,
        [
            {
                "collectif_id": scene.collectif_id,
                "structure_id": structure.id,
                "enjeu": enjeu,
                "referentiel_id": referentiel_id,
                "niveau": niveau,
                "modifie_le": instants[structure.id],
                "modifie_par": scene.auteurs[structure.id][0],
            }
            for structure in presentes
            for enjeu, niveau in build_positionnement(hasard, scene.referentiel, structure)
        ],
    )
    unit.db.execute(
        update(Structure)
        .where(Structure.collectif_id == scene.collectif_id, Structure.id.in_(list(instants)))
        .values(positionne_le=at(jour, 17))
    )
