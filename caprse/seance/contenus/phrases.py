"""The words of a question to the room, by its kind: a room votes, or it writes. Pure: one table for every screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from caprse.seance.regles import EtatTour, GenreTour
from caprse.socle.dates import format_date, format_heure
from caprse.socle.francais import agree, format_pluriel


@dataclass(frozen=True, slots=True)
class Paroles:
    """How one kind of question is spoken of, on the console, the wall and the phones.

    ``pour`` stands over the code once the room may answer; ``annonce`` before it may; ``participe``: « ont voté »;
    ``voix``: what is counted; ``etats`` where it stands, for who conducts; ``trop_peu`` and ``tu`` when nothing may be
    shown; the others name the gestures of the console.
    """

    pour: str
    annonce: str
    participe: str
    voix: tuple[str, str]
    recus: tuple[str, str]
    pas_ouvert: str
    etats: Mapping[EtatTour, str]
    trop_peu: str
    tu: str
    ouvrir: str
    fermer: str
    rouvrir: str
    reveler: str


_VOTE = Paroles(
    pour="Votez maintenant",
    annonce="Le vote va s’ouvrir.",
    participe="voté",
    voix=("vote", "votes"),
    recus=("vote reçu", "votes reçus"),
    pas_ouvert="Vote pas encore ouvert",
    etats={
        EtatTour.OUVERT: "Vote ouvert",
        EtatTour.FERME: "Vote fermé, pas encore révélé",
        EtatTour.REVELE: "Résultat révélé",
        EtatTour.REGLE: "Vote terminé",
    },
    trop_peu="Pas assez de votes",
    tu="Résultat gardé secret",
    ouvrir="Ouvrir le vote",
    fermer="Fermer le vote",
    rouvrir="Rouvrir le vote",
    reveler="Révéler",
)
_MOTS = Paroles(
    pour="Écrivez maintenant",
    annonce="Vous pourrez bientôt écrire votre mot.",
    participe="écrit",
    voix=("réponse", "réponses"),
    recus=("réponse reçue", "réponses reçues"),
    pas_ouvert="Saisie pas encore ouverte",
    etats={
        EtatTour.OUVERT: "Saisie ouverte",
        EtatTour.FERME: "Saisie fermée, aucun mot montré",
        EtatTour.REVELE: "Mots reçus",
        EtatTour.REGLE: "Mots terminés",
    },
    trop_peu="Pas assez de réponses",
    tu="Mots gardés secrets",
    ouvrir="Ouvrir la saisie",
    fermer="Fermer la saisie",
    rouvrir="Rouvrir la saisie",
    reveler="Choisir les mots à montrer",
)
PAROLES: Mapping[GenreTour, Paroles] = {
    GenreTour.NIVEAU: _VOTE,
    GenreTour.POINTS: _VOTE,
    GenreTour.CONFIANCE: _VOTE,
    GenreTour.MOTS: _MOTS,
}


def format_compte(genre: GenreTour, nombre: int, total: int) -> str:
    """``3 personnes sur 10 ont voté``; ``Personne n’a encore écrit``."""
    return f"{nombre} {format_suite(genre, nombre, total)}" if nombre else format_suite(genre, nombre, total)


def format_suite(genre: GenreTour, nombre: int, total: int, *, ferme: bool = False) -> str:
    """The same without its number, for a screen that draws the number larger; whole where there is nobody.

    ``ferme``: nobody will any more.
    """
    participe = PAROLES[genre].participe
    if not nombre:
        return f"Personne n’a {participe}" if ferme else f"Personne n’a encore {participe}"
    personnes = agree(nombre, "personne")
    # Who left the room after answering stays counted: never « 8 sur 7 ».
    return f"{personnes} sur {max(nombre, total)} {agree(nombre, 'a', 'ont')} {participe}"


def format_voix(genre: GenreTour, nombre: int) -> str:
    """``7 votes``, ``1 réponse``."""
    return format_pluriel(nombre, *PAROLES[genre].voix)


def format_recus(genre: GenreTour, nombre: int) -> str:
    """``7 votes reçus``, ``1 réponse reçue``."""
    return format_pluriel(nombre, *PAROLES[genre].recus)


def format_manque(genre: GenreTour, nombre: int, seuil: int) -> str:
    """What is missing, where each hides among ``seuil`` others: ``Pas assez de votes : 2 sur les 6 qu’il faut``."""
    return f"{PAROLES[genre].trop_peu} : {nombre} sur les {seuil + 1} qu’il faut"


def format_rendez_vous(jour: str, heure: str | None) -> str:
    """``4 janvier 2027 à 9 h 30``, from what the base gives."""
    a = f" à {format_heure(time.fromisoformat(heure))}" if heure else ""
    return f"{format_date(date.fromisoformat(jour))}{a}"


def format_manquants(genre: GenreTour, nombre: int, seuil: int) -> str:
    """The same for a room, which has only to hear what is awaited: ``Il manque 4 votes.``"""
    return f"Il manque {format_voix(genre, seuil + 1 - nombre)}."


def explain_seuil(genre: GenreTour, seuil: int) -> str:
    """Why a result waits: ``Il faut au moins 6 votes pour montrer un résultat : ainsi, chaque vote reste secret.``"""
    singulier, pluriel = PAROLES[genre].voix
    return (
        f"Il faut au moins {seuil + 1} {pluriel} pour montrer un résultat : "
        f"ainsi, chaque {singulier} reste {'anonyme' if genre == GenreTour.MOTS else 'secret'}."
    )
