"""What the wall would show of a step, from what the console knows already: for who prepares it. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from caprse.referentiel.themes import build_theme
from caprse.seance.contenus.etapes import ContenuPratique, ContenuRepartition, ContenuTexte, ContenuVide, ContenuVote
from caprse.seance.contenus.scene_decisions import SceneCloture, SceneDecisions
from caprse.seance.contenus.scene_pratique import build_pratique
from caprse.seance.contenus.scenes import SceneAccueil, SceneEtape
from caprse.seance.fiche import EtapeVue, FicheSeance
from caprse.seance.image.chemin import build_chemin
from caprse.seance.image.chiffres import Chiffres
from caprse.seance.image.lecture import Rejoindre, Vue
from caprse.seance.image.montage import (
    build_radar,
    build_repartition,
    build_texte,
    build_vote,
    find_axe,
)
from caprse.seance.regles import Ecran, GenreEtape
from caprse.socle.dates import format_date

PAS_ENCORE = "······"  # in place of a code, before there is one


def build_apercu(fiche: FicheSeance, etape: EtapeVue, chiffres: Chiffres, racine: str) -> Vue:
    """The wall at this step; decisions, which are not read here, are left out. ``racine``: the site's address."""
    adresse = f"{urlsplit(racine).netloc}/rejoindre"
    return Vue(
        str(fiche.id),
        fiche.titre,
        fiche.etat,
        fiche.repetition,
        Ecran.MONTRE,
        fiche.theme,
        fiche.fictif,
        fiche.revision,
        len(fiche.appareils),
        fiche.etapes.index(etape) + 1,
        len(fiche.etapes),
        str(etape.id),
        _build_scene(fiche, etape, chiffres),
        Rejoindre(f"{racine.rstrip('/')}/rejoindre", adresse, fiche.code or PAS_ENCORE),
        build_theme(fiche.referentiel, fiche.thematique),
        seuil=fiche.seuil,
    )


def _build_scene(fiche: FicheSeance, etape: EtapeVue, chiffres: Chiffres) -> SceneEtape:
    match etape.contenu:
        case ContenuTexte() as contenu:
            return build_texte(etape.titre, contenu)
        case ContenuPratique(pratique=choisie):
            return build_pratique(etape.titre, choisie, fiche.pratiques)
        case ContenuVote() as contenu:
            return build_vote(etape.titre, contenu, etape.tours, fiche.referentiel)
        case ContenuRepartition() as contenu:
            trouve = find_axe(chiffres, contenu)
            return build_repartition(etape.titre, chiffres, contenu, trouve[:2] if trouve else None, {})
        case ContenuVide():
            return _build_simple(fiche, etape, chiffres)


def _build_simple(fiche: FicheSeance, etape: EtapeVue, chiffres: Chiffres) -> SceneEtape:
    if etape.genre is GenreEtape.RADAR:
        return build_radar(etape.titre, chiffres)
    if etape.genre is GenreEtape.CHEMIN and chiffres.chemin is not None:
        return build_chemin(etape.titre, chiffres.chemin)
    if etape.genre is GenreEtape.ACCUEIL:
        return SceneAccueil(etape.titre, fiche.rencontre, format_date(fiche.jour))
    if etape.genre is GenreEtape.CLOTURE:
        return SceneCloture(etape.titre, ())
    return SceneDecisions(etape.genre, etape.titre, ())
