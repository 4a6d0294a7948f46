"""Everything a wall shows of a session now, and what is kept of a step once it was shown.

For systeme: whoever holds the wall's secret may see it. Figures come from publications and from votes already
counted, nowhere else; nothing names a structure that did not agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import RowMapping, update

from caprse.acces.unite import Unit
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.restitution.chemin.service_collectif import read_chemin_salle
from caprse.restitution.publication.edition import Edition
from caprse.seance.contenus.etapes import (
    ContenuPratique,
    ContenuRepartition,
    ContenuTexte,
    ContenuVote,
    decode_contenu,
)
from caprse.seance.contenus.scene_pratique import build_pratique, read_pratiques
from caprse.seance.contenus.scenes import SceneAccueil, SceneEtape, SceneRepartition
from caprse.seance.fiche import build_tour
from caprse.seance.image.chemin import build_chemin
from caprse.seance.image.chiffres import Chiffres, Parution
from caprse.seance.image.montage import (
    build_cloture,
    build_decisions,
    build_radar,
    build_repartition,
    build_texte,
    build_vote,
    find_axe,
)
from caprse.seance.image.mouvements import Mouvement, can_show_criteres
from caprse.seance.image.requetes import GET_SEANCE, LIST_DECISIONS, LIST_PARUTIONS, READ_NIVEAUX
from caprse.seance.modele import Etape
from caprse.seance.regles import Ecran, EtatSeance, GenreEtape
from caprse.socle.dates import format_date
from caprse.socle.ecran.cadre import Theme
from caprse.socle.erreurs import Introuvable

QUOI = "Cette séance"


@dataclass(frozen=True, slots=True)
class Rejoindre:
    """Where phones join: the address to photograph, the one to type, the code."""

    url: str
    adresse: str
    code: str


@dataclass(frozen=True, slots=True)
class Vue:
    """What the wall shows; ``contenu`` is None before the start, in pause and on a black screen.

    ``capsule``: the face of the trimestre's theme; ``minuteur``: seconds left, none or fewer when the time is over;
    ``seuil``: among how many others each who answers hides, none where it is not known.
    """

    seance_id: str
    titre: str
    etat: str
    repetition: bool
    ecran: str
    theme: str
    fictif: bool
    revision: int
    appareils: int
    rang: int
    nombre: int
    etape_id: str | None
    contenu: SceneEtape | None
    rejoindre: Rejoindre | None
    capsule: Theme
    minuteur: int | None = None
    seuil: int | None = None


def build_vue(unit: Unit, seance_id: UUID, adresse: str | None = None) -> Vue:
    """What a wall shows now, in three statements at most. For systeme. Raises Introuvable.

    ``adresse``: how this wall reaches the site, for phones to do the same; by default the site's public address.
    """
    ligne = _read(unit, seance_id, None)
    montre = ligne["ecran"] == Ecran.MONTRE and ligne["etat"] == EtatSeance.EN_COURS and ligne["etape_id"]
    racine = (adresse or unit.installation.reglages.adresse_publique).rstrip("/")
    rejoindre = None
    if ligne["code"] and ligne["ecran"] != Ecran.NOIR and not ligne["verrouillee"]:
        rejoindre = Rejoindre(
            f"{racine}/rejoindre/{ligne['code']}",
            f"{urlsplit(racine).netloc}/rejoindre",
            ligne["code"],
        )
    return Vue(
        str(ligne["id"]),
        ligne["titre"],
        ligne["etat"],
        ligne["repetition"],
        ligne["ecran"],
        ligne["theme"],
        ligne["fictif"],
        ligne["revision"],
        ligne["appareils"],
        ligne["rang"],
        ligne["nombre"],
        str(ligne["etape_id"]) if ligne["etape_id"] else None,
        _build_scene(unit, ligne) if montre else None,
        rejoindre,
        build_theme(get_referentiel(unit.db, ligne["referentiel_id"]), ligne["thematique"]),
        count_secondes(ligne["minuteur_fin"], unit.now),
        ligne["seuil"],
    )


def freeze_etape(unit: Unit, seance_id: UUID, etape_id: UUID) -> None:
    """Keep what a step shows now, with the figures of this day, for the replay. For systeme. Raises Introuvable.

    Shown again later in the same session, it is kept again; once the session is over nothing changes any more.
    """
    ligne = _read(unit, seance_id, etape_id)
    if ligne["etape_id"] is None:
        raise Introuvable("Cette étape")
    if ligne["etat"] != EtatSeance.EN_COURS:
        return
    fige = _build_scene(unit, ligne).to_contenu() | {"fige_le": unit.now.isoformat()}
    unit.db.execute(
        update(Etape)
        .where(Etape.collectif_id == ligne["collectif_id"], Etape.seance_id == seance_id, Etape.id == etape_id)
        .values(fige=fige)
        .execution_options(synchronize_session=False)
    )


def count_secondes(fin: datetime | None, maintenant: datetime) -> int | None:
    """How long a timer has still to run, in whole seconds; None where there is none."""
    return None if fin is None else math.ceil((fin - maintenant).total_seconds())


def _read(unit: Unit, seance_id: UUID, etape_id: UUID | None) -> RowMapping:
    if not unit.acteur.systeme:
        raise Introuvable(QUOI)
    ligne = unit.db.execute(GET_SEANCE, {"seance": seance_id, "etape": etape_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return ligne


def _build_scene(unit: Unit, ligne: RowMapping) -> SceneEtape:
    genre, titre = GenreEtape(ligne["genre"]), ligne["etape_titre"]
    match decode_contenu(genre, ligne["contenu"]):
        case ContenuTexte() as contenu:
            return build_texte(titre, contenu)
        case ContenuPratique(pratique=choisie):
            return build_pratique(titre, choisie, read_pratiques(ligne["pratiques"]))
        case ContenuVote() as contenu:
            referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
            tours = [build_tour(tour, tour["bulletins"]) for tour in ligne["tours"] or ()]
            return build_vote(titre, contenu, tours, referentiel)
        case ContenuRepartition() as contenu:
            return _build_repartition(unit, ligne, contenu)
    if genre is GenreEtape.RADAR:
        return build_radar(titre, _read_chiffres(unit, ligne))
    if genre is GenreEtape.CHEMIN:
        return build_chemin(titre, read_chemin_salle(unit, ligne["collectif_id"], ligne["numero"]))
    if genre is GenreEtape.ACCUEIL:
        return SceneAccueil(titre, ligne["rencontre"], format_date(ligne["jour"]))
    ouvertes = genre is GenreEtape.DECISIONS_OUVERTES
    lieu = {cle: ligne[f"{cle}_id"] for cle in ("collectif", "rencontre")}
    decisions = unit.db.execute(LIST_DECISIONS, {**lieu, "jour": ligne["jour"], "ouvertes": ouvertes}).all()
    if genre is GenreEtape.CLOTURE:
        return build_cloture(titre, decisions, ligne["prochaine"], unit.today)
    return build_decisions(genre, titre, decisions, unit.today)


def _build_repartition(unit: Unit, ligne: RowMapping, contenu: ContenuRepartition) -> SceneRepartition:
    titre, chiffres = ligne["etape_titre"], _read_chiffres(unit, ligne)
    trouve = find_axe(chiffres, contenu)
    if trouve is None:
        return build_repartition(titre, chiffres, contenu, None, {})
    parution, axe, criteres = trouve
    comptes: dict[str, list[int]] = {}
    if contenu.critere and parution.clos:
        comptes = _read_comptes(unit, ligne, parution, axe, criteres)
    return build_repartition(titre, chiffres, contenu, (parution, axe), comptes)


def _read_comptes(
    unit: Unit, ligne: RowMapping, parution: Parution, axe: str, criteres: Sequence[str]
) -> dict[str, list[int]]:
    """The answers to each critère of an axis, niveau by niveau; empty where they may not be shown."""
    lu = unit.db.execute(
        READ_NIVEAUX,
        {
            "collectif": ligne["collectif_id"],
            "trimestre": parution.trimestre_id,
            "criteres": list(criteres),
            "axe": axe,
        },
    ).one()
    mouvements = [Mouvement(numero, code, UUID(structure)) for numero, code, structure in lu.mouvements or ()]
    nommees = {UUID(structure) for structure in lu.nommees or ()}
    ensembles = [[UUID(structure) for structure in ensemble] for ensemble in lu.ensembles or ()]
    if not can_show_criteres(mouvements, nommees, ensembles, ligne["mouvement"]):
        return {}
    comptes = {code: [0] * len(parution.edition.niveaux) for code in criteres}
    for code, niveau, nombre in lu.comptes or ():
        comptes[code][niveau] = nombre
    return comptes


def _read_chiffres(unit: Unit, ligne: RowMapping) -> Chiffres:
    cle = {
        "collectif": ligne["collectif_id"],
        "numero": ligne["numero"],
        "accord": ligne["accord_le"] is not None,
    }
    return read_chiffres(unit, get_referentiel(unit.db, ligne["referentiel_id"]), cle, ligne["seuil"])


def read_chiffres(unit: Unit, referentiel: Referentiel, cle: Mapping[str, object], seuil: int) -> Chiffres:
    """The publications that figures are chosen from. For systeme.

    ``cle``: the collectif, the ``numero`` of the session's trimestre, whether the room agreed to look (``accord``).
    """
    questions = {theme.code: [critere.code for critere in theme.criteres] for theme in referentiel.thematiques}
    lues = unit.db.execute(LIST_PARUTIONS, {**cle, "jour": unit.today, "questions": Jsonb(questions)}).one()
    parutions = tuple(
        Parution(
            brut["trimestre_id"],
            brut["numero"],
            brut["clos"],
            brut["ouverte"],
            brut["carnets"],
            datetime.fromisoformat(brut["publie_le"]),
            Edition.from_contenu(brut["edition"]),
            brut["population"],
        )
        for brut in lues.parutions or ()
    )
    return Chiffres(referentiel, parutions, seuil, tuple(lues.manquants or ()))
