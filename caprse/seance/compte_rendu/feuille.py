"""The minutes as a sheet to print, drawn without any network: one page for a usual session.

What people typed reaches typst as data, never as markup: the template reads it as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from caprse.restitution.figures.notation import partition_100
from caprse.seance.compte_rendu.composition import Ensemble, Image, compose, list_demies
from caprse.seance.compte_rendu.gabarit import GABARIT
from caprse.seance.compte_rendu.lignes import (
    DETAILS,
    RENDEZ_VOUS,
    read_decision,
    read_mots,
    read_rencontre,
    read_rendez_vous,
    split_parties,
    strip_question,
)
from caprse.seance.compte_rendu.papier import Bloc, GenreBloc, hide_chiffres, split_blocs
from caprse.seance.contenus.axes import AxeMontre
from caprse.seance.contenus.scene_chemin import SceneChemin
from caprse.seance.contenus.scenes import SceneEtape, SceneRadar, SceneRepartition
from caprse.seance.image.dessin import format_ecart
from caprse.seance.image.figures import Barres, format_nombre, list_barres
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.imprimerie.feuille import clean_imprime, print_pdf

TITRE = "Compte rendu"
COULEUR = "#0B5C6B"

Morceau = dict[str, object]


def build_pdf(
    titre: str,
    collectif: str,
    texte: str,
    scenes: Mapping[int, SceneEtape],
    quand: datetime,
    couleur: str = COULEUR,
) -> bytes:
    """The minutes as an accessible PDF (PDF/UA-1), in French. ``scenes``: what has a picture, by rank of step;
    ``couleur``: of the theme.

    Takes no network. Where a sign has no letter in any font of the machine, the document is the same without the seal
    of the standard. Raises DessinImpossible.
    """
    blocs = hide_chiffres(split_blocs(texte), scenes)
    premier = next((rang for rang, bloc in enumerate(blocs) if bloc.genre is GenreBloc.TITRE), None)
    tete = f"{TITRE} : {titre}" if premier is None else blocs[premier].texte
    suite = [bloc for rang, bloc in enumerate(blocs) if rang != premier]
    reperes = [repere for bloc in suite for repere in _read_reperes(bloc.texte, titre, collectif)]
    suite = [bloc for bloc in suite if not _read_reperes(bloc.texte, titre, collectif)]
    # Bloc 0 of ``split_parties`` is the title of the whole, which stands above.
    ensembles = compose(split_parties([Bloc(GenreBloc.TITRE, ""), *suite]), scenes)
    donnees = {
        "titre": clean_imprime(tete).strip() or TITRE,
        "auteur": clean_imprime(collectif),
        "couleur": couleur,
        "reperes": clean_imprime(" · ".join(reperes)),
        "pied": f"Cahier CAP RSE · Coorace Occitanie · fait le {format_date(quand.astimezone(FUSEAU).date())}",
        "parties": _write_ensembles(ensembles),
    }
    return print_pdf(GABARIT, donnees, quand)


def _read_reperes(ligne: str, titre: str, collectif: str) -> tuple[str, ...]:
    """What a line of the head says, for the one under the title: when, where, which collectif."""
    if ligne == f"Collectif : {' '.join(collectif.split())}.":
        return (collectif,)
    return read_rencontre(ligne, titre)


def _write_ensembles(ensembles: Sequence[Ensemble]) -> list[Morceau]:
    """Where figures come from is written once: all of a session come from one day."""
    demies, dites = list_demies(ensembles), set[str]()
    parties: list[Morceau] = []
    for rang, ensemble in enumerate(ensembles):
        sources = {
            f"{scene.source}."
            for scene in ensemble.scenes
            if isinstance(scene, SceneRadar | SceneChemin | SceneRepartition)
        }
        parties.append(
            {
                "titre": clean_imprime(ensemble.titre),
                "demie": rang in demies,
                "images": [_write_image(image, dites) for image in ensemble.images],
                "lignes": _write_lignes(ensemble.lignes),
            }
        )
        dites |= sources
    return parties


def _write_image(image: Image, dites: set[str]) -> Morceau:
    figures = []
    for scene in image.scenes:
        if isinstance(scene, SceneRadar):
            figures.append(_write_axes(scene.axes, scene.avant))
        elif isinstance(scene, SceneChemin):
            figures.append(_write_axes(scene.axes, None))
        elif (barres := list_barres(scene)) is not None:
            figures.append(_write_barres(barres))
    phrases = [clean_imprime(phrase) for phrase in image.phrases if phrase not in dites]
    return {"nom": clean_imprime(image.nom), "phrases": phrases, "figures": figures}


def _write_barres(barres: Barres) -> Morceau:
    """A row per choice, a bar per round; what the one that stands out means is written under it."""
    parts = [partition_100(nombres) for _, nombres in barres.series]
    retenus = {barres.convenu} if barres.convenu is not None else set(barres.medianes)
    rangees = []
    for rang, nom in enumerate(barres.noms):
        marque = "retenu" if rang == barres.convenu else "médiane" if rang in barres.medianes else ""
        mesures = [
            {"part": parts[serie][rang], "compte": format_nombre(nombres[rang], parts[serie][rang], barres.unite)}
            for serie, (_, nombres) in enumerate(barres.series)
        ]
        sens = barres.textes[rang] if rang in retenus and rang < len(barres.textes) else ""
        rangees.append({"nom": clean_imprime(nom), "marque": marque, "sens": clean_imprime(sens), "mesures": mesures})
    return {"genre": "barres", "series": [clean_imprime(titre) for titre, _ in barres.series], "rangees": rangees}


def _write_axes(axes: Sequence[AxeMontre], depuis: str | None) -> Morceau:
    avant = f"entre parenthèses, le changement {depuis}" if depuis else ""
    return {"genre": "axes", "avant": clean_imprime(avant), "axes": [_write_axe(axe) for axe in axes]}


def _write_axe(axe: AxeMontre) -> Morceau:
    if axe.mediane is None:
        return {"nom": clean_imprime(axe.titre), "valeur": "non montré", "mediane": None, "q1": None, "q3": None}
    ecart = f" ({format_ecart(axe.points)})" if axe.points is not None else ""
    return {
        "nom": clean_imprime(axe.titre),
        "valeur": f"{axe.mediane} %{ecart}",
        "mediane": axe.mediane,
        "q1": axe.q1,
        "q3": axe.q3,
    }


def _write_lignes(blocs: Sequence[Bloc]) -> list[Morceau]:
    lignes: list[Morceau] = []
    for genre, groupe in groupby(blocs, key=lambda bloc: bloc.genre):
        textes = [bloc.texte for bloc in groupe]
        if genre is GenreBloc.PUCE:
            lignes.append({"genre": "puces", "puces": [_write_puce(texte) for texte in textes]})
        else:
            lignes += [_write_ligne(genre, texte) for texte in textes]
    return lignes


def _write_puce(texte: str) -> Morceau:
    decision = read_decision(texte)
    details = [(titre, decision.details[nom]) for nom, titre in DETAILS.items() if nom in decision.details]
    return {
        "quoi": clean_imprime(decision.quoi),
        "details": [[titre, clean_imprime(valeur)] for titre, valeur in details],
    }


def _write_ligne(genre: GenreBloc, texte: str) -> Morceau:
    votes, mots = read_mots(texte)
    if mots:
        dits = [[clean_imprime(mot), nombre] for mot, nombre in mots]
        return {
            "genre": "mots",
            "mots": dits,
            "plus": max(nombre for _, nombre in mots),
            "votes": clean_imprime(votes),
        }
    if texte.startswith(RENDEZ_VOUS):
        titre, quand = read_rendez_vous(texte)
        return {
            "genre": "rendez-vous",
            "quand": clean_imprime(quand or titre),
            "titre": clean_imprime(titre if quand else ""),
        }
    return {"genre": str(genre), "texte": clean_imprime(strip_question(texte))}
