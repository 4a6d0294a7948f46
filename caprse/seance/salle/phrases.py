"""What a phone says of a tour, in words: this device's own vote, and the result once it is revealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from caprse.seance.contenus.phrases import PAROLES
from caprse.seance.contenus.tours import (
    BulletinConfiance,
    BulletinMots,
    BulletinNiveau,
    BulletinPoints,
    OptionsMots,
    OptionsPoints,
    ResultatChoix,
    ResultatPoints,
    ResultatTu,
)
from caprse.seance.regles import GenreTour
from caprse.seance.salle.service import Annonce, TourSalle
from caprse.seance.vote.bulletins import NON_CONCERNE
from caprse.seance.vote.phrases import explain_tu
from caprse.socle.francais import format_pluriel

CODE_STRUCTURE_INCONNU = (
    "Ce code n’est celui d’aucune structure de cette séance. Votre direction l’a sur son accueil ; "
    "la personne qui anime peut aussi vous le donner."
)
CODE_TROP_LONG = "Il faut 6\u00a0caractères."
CODE_INCONNU = "Ce code n’ouvre aucune séance en cours. Vérifiez-le sur l’écran de la salle."
PAS_DANS_LA_SALLE = (
    "Ce téléphone n’a pas rejoint la séance, ou elle a été effacée. Tapez le code affiché sur l’écran de la salle."
)
PAS_DE_VOTE = "Cette question n’est plus posée. Votre vote n’est pas pris en compte."

PAS = {"plus": 1, "moins": -1}
PASSER = "passer"


@dataclass(frozen=True, slots=True)
class ParolesSalle:
    """What only a phone says of a question: a room votes, or it writes."""

    envoyer: str
    changer: str
    passer: str
    garder: str
    passe: str
    revenir: str
    enregistre: str
    mien: str
    fermee: str
    premiere: str
    perdue: str
    ferme: str
    bientot: str
    trop_peu: str


_VOTE = ParolesSalle(
    envoyer="Voter",
    changer="Changer mon vote",
    passer="Passer sans voter",
    garder="Garder mon vote",
    passe="Vous passez cette question. La suite s’affichera ici.",
    revenir="Voter quand même",
    enregistre="Votre vote est enregistré.",
    mien="Votre vote",
    fermee="Le vote est fermé.",
    premiere="Votre premier vote compte.",
    perdue="Votre choix n’est pas parti.",
    ferme="Le vote est fermé",
    bientot="Le résultat va bientôt s’afficher.",
    trop_peu="Il manque des votes. Nous allons peut-être revoter.",
)
_MOTS = ParolesSalle(
    envoyer="Envoyer",
    changer="Changer mes mots",
    passer="Passer sans écrire",
    garder="Garder mes mots",
    passe="Vous passez cette question. La suite s’affichera ici.",
    revenir="Écrire quand même",
    enregistre="C’est enregistré.",
    mien="Vous avez écrit",
    fermee="La saisie est fermée.",
    premiere="Vos premiers mots comptent.",
    perdue="Ce qui est écrit ici n’est pas parti.",
    ferme="La saisie est fermée",
    bientot="Les mots vont bientôt s’afficher.",
    trop_peu="Il manque des réponses. La saisie va peut-être rouvrir.",
)
PAROLES_SALLE = {genre: _MOTS if genre is GenreTour.MOTS else _VOTE for genre in GenreTour}


@dataclass(frozen=True, slots=True)
class Envoi:
    """The button that sends a form: what it says, and what it waits for (empty when it waits for nothing).

    ``rien``: what it waits for is missing, which only a form of points tells without script; ``partiel`` and
    ``partiels``: what it says of one point among several, of ``{}`` points, when others are kept.
    """

    envoyer: str
    attend: str = ""
    rien: bool = False
    partiel: str = ""
    partiels: str = ""


@dataclass(frozen=True, slots=True)
class LigneResultat:
    """What one choice received, in words; ``part`` in per cent; ``tete``: none received more; ``mien``: what this
    device gave to it, if anything.
    """

    libelle: str
    compte: str
    part: int
    tete: bool = False
    mien: str = ""


def build_page(tour: TourSalle) -> dict[str, object]:
    """The question as the page reads it: plain JSON, since what a kind of question does not have is left out."""
    return {
        "id": tour.id,
        "numero": tour.numero,
        "genre": tour.genre,
        "mode": tour.mode,
        "question": tour.question,
        "options": tour.options.to_contenu(),
        "resultat": tour.resultat.to_contenu() if tour.resultat else None,
        "valeur": tour.valeur is not None,
        "trop_peu": tour.trop_peu,
        "appareils": tour.appareils,
        "mots": tour.mots,
    }


def build_passage(tour: TourSalle | None) -> dict[str, str]:
    """The way past a question that is asked: its address, which names the question, and what it says."""
    if tour is None:
        return {"passer": "", "dit": ""}
    paroles = PAROLES_SALLE[tour.genre]
    if tour.valeur:
        return {"passer": "/salle", "dit": paroles.garder}
    return {"passer": f"/salle?{PASSER}={tour.id}", "dit": paroles.passer}


def build_annonce(annonce: Annonce) -> dict[str, object]:
    """The question that will be put, as the page reads it; ``dit``: that it will be; ``regle``: how one answers."""
    points = annonce.options.points if isinstance(annonce.options, OptionsPoints) else 0
    return {
        "genre": annonce.genre,
        "question": annonce.question,
        "options": annonce.options.to_contenu(),
        "regle": f"Vous partagerez {format_pluriel(points, 'point')} entre ces propositions." if points else "",
        "dit": PAROLES[annonce.genre].annonce,
    }


def build_envoi(tour: TourSalle, saisie: Mapping[str, str]) -> Envoi:
    """What the button of this form says: nothing that is not chosen yet can be sent."""
    paroles = PAROLES_SALLE[tour.genre]
    envoyer = paroles.changer if tour.valeur else paroles.envoyer
    match tour.options:
        case OptionsPoints(points=points):
            attend = f"Placez vos {format_pluriel(points, 'point')}" if points > 1 else "Placez votre point"
            places = points - count_reste(tour, saisie)
            partiel, partiels = (f"Voter avec {format_pluriel(n, 'point')} sur {points}" for n in (1, 2))
            partiels = partiels.replace("2", "{}", 1)
            if 0 < places < points:
                envoyer = partiels.format(places) if places > 1 else partiel
            return Envoi(envoyer, attend, not places, partiel, partiels)
        case OptionsMots():
            return Envoi(envoyer)
        case _:
            return Envoi(envoyer, "Choisissez une réponse")


def build_saisie(tour: TourSalle) -> dict[str, str]:
    """This device's own vote as the fields of the form."""
    match tour.valeur:
        case BulletinNiveau(niveau=niveau):
            return {"choix": NON_CONCERNE if niveau is None else str(niveau)}
        case BulletinConfiance(confiance=confiance):
            return {"choix": str(confiance)}
        case BulletinPoints(points=points):
            return {f"points-{rang}": str(nombre) for rang, nombre in enumerate(points)}
        case BulletinMots(mots=mots):
            return {f"mot-{rang}": mot for rang, mot in enumerate(mots, start=1)}
        case None:
            return {}


def format_vote(tour: TourSalle) -> str:
    """This device's own vote in words; empty when it has not voted."""
    match tour.valeur:
        case BulletinNiveau(niveau=None):
            return "Non concerné"
        case BulletinNiveau(niveau=valeur) | BulletinConfiance(confiance=valeur):
            return _name_choix(tour, valeur)
        case BulletinPoints(points=points):
            donnes = [(un.libelle, nombre) for un, nombre in zip(tour.options.choix, points, strict=True) if nombre]
            return "\n".join(f"{libelle}\n{format_pluriel(nombre, 'point')}" for libelle, nombre in donnes)
        case BulletinMots(mots=mots):
            return ", ".join(mots)
        case None:
            return ""


def build_lignes(tour: TourSalle) -> list[LigneResultat]:
    """The revealed result, one line per choice, in the order of the wall. Empty when it is kept quiet."""
    match tour.resultat:
        case ResultatChoix() as resultat:
            unite = "vote"
        case ResultatPoints() as resultat:
            unite = "point"
        case _:
            return []
    rangs = list(enumerate(tour.options.choix))
    if unite == "point":
        rangs.sort(key=lambda rang: -resultat.repartition[rang[1].valeur])
    haut = max(resultat.repartition[choix.valeur] for choix in tour.options.choix)
    return [
        LigneResultat(
            _name_choix(tour, choix.valeur) if unite == "vote" else choix.libelle,
            format_pluriel(resultat.repartition[choix.valeur], unite),
            resultat.parts[choix.valeur],
            0 < resultat.repartition[choix.valeur] == haut,
            _claim(tour, rang, choix.valeur),
        )
        for rang, choix in rangs
    ]


def _claim(tour: TourSalle, rang: int, valeur: int) -> str:
    match tour.valeur:
        case BulletinNiveau(niveau=mienne) | BulletinConfiance(confiance=mienne) if mienne == valeur:
            return "Votre vote"
        case BulletinPoints(points=points) if points[rang]:
            return f"Vous : {format_pluriel(points[rang], 'point')}"
    return ""


def count_reste(tour: TourSalle, saisie: Mapping[str, str]) -> int:
    """The points that this form has still to give; fewer than none when it gives too many. 0 without points."""
    if not isinstance(tour.options, OptionsPoints):
        return 0
    return tour.options.points - sum(_read_points(saisie, choix.valeur) for choix in tour.options.choix)


def move_point(saisie: Mapping[str, str], geste: str) -> dict[str, str]:
    """The same form with one point more or less where ``plus-2`` or ``moins-2`` says; as it is for anything else."""
    sens, _, valeur = geste.partition("-")
    champ = f"points-{valeur}"
    if sens not in PAS or champ not in saisie or not valeur.isdigit():
        return dict(saisie)
    return dict(saisie) | {champ: str(max(0, _read_points(saisie, int(valeur)) + PAS[sens]))}


def _read_points(saisie: Mapping[str, str], valeur: int) -> int:
    texte = saisie.get(f"points-{valeur}", "")
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 4 else 0


def format_tu(tour: TourSalle) -> str:
    """Why a revealed result is kept quiet; empty when it is not."""
    return explain_tu(tour.genre, tour.resultat) if isinstance(tour.resultat, ResultatTu) else ""


def format_retenu(tour: TourSalle) -> str:
    """The niveau that was agreed, by its name; empty when there is none."""
    return "" if tour.niveau_convenu is None else _name_choix(tour, tour.niveau_convenu)


def _name_choix(tour: TourSalle, valeur: int | None) -> str:
    """``2 · Organisé``, as on the form and on the wall."""
    libelle = next(choix.libelle for choix in tour.options.choix if choix.valeur == valeur)
    return f"{valeur} · {libelle}"
