"""What a search finds: the words asked for, wherever they stand in a text, whatever their accents. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from caprse.socle.francais import fold

MOT_MIN = 2
TROUVES_MAX = 30
EXTRAIT = 140


class Genre(StrEnum):
    """What was found."""

    CRITERE = "critere"
    REPONSE = "reponse"
    ACTION = "action"
    TRACE = "trace"
    STRUCTURE = "structure"
    DECISION = "decision"
    COMPTE_RENDU = "compte_rendu"
    PRATIQUE = "pratique"


@dataclass(frozen=True, slots=True)
class Texte:
    """One thing that may be found: its title, then the texts searched after it, the most telling first.

    ``page`` and ``adresse`` lead to its very place. All texts are plain.
    """

    genre: Genre
    titre: str
    ou: str
    textes: tuple[str, ...]
    page: str
    adresse: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Trouve:
    """One thing found, with the passage that holds the words; how it begins when the title does."""

    texte: Texte
    extrait: str


def list_mots(question: str) -> tuple[str, ...]:
    """The words of a question that are long enough to tell something, folded."""
    return tuple(dict.fromkeys(mot for mot in fold(question).split(" ") if len(mot) >= MOT_MIN))


def search(textes: Iterable[Texte], question: str) -> list[Trouve]:
    """What holds every word of the question: in its title first, then in its texts; in the order given otherwise."""
    mots = list_mots(question)
    if not mots:
        return []
    dans_titre, dans_textes = [], []
    for texte in textes:
        if holds(texte.titre, mots):
            dans_titre.append(Trouve(texte, choose_extrait(texte.textes[:1], mots)))
        elif holds(" ".join((texte.titre, *texte.textes)), mots):
            dans_textes.append(Trouve(texte, choose_extrait(texte.textes, mots)))
    return dans_titre + dans_textes


def holds(texte: str, mots: Sequence[str]) -> bool:
    """Whether each word begins a word of the text."""
    plie = f" {fold(texte)}"
    return all(f" {mot}" in plie for mot in mots)


def mark_mots(passage: str, mots: Sequence[str]) -> list[tuple[str, bool]]:
    """The passage word by word, each with whether one of the words that were asked begins in it."""
    return [(mot, any(holds(mot, [cherche]) for cherche in mots)) for mot in passage.split(" ")]


def choose_extrait(textes: Sequence[str], mots: Sequence[str]) -> str:
    """The text that holds most of the words, cut around the first that it has."""
    meilleur = max(textes, key=lambda texte: sum(holds(texte, [mot]) for mot in mots), default="")
    ligne = " ".join(meilleur.split())
    if len(ligne) <= EXTRAIT:
        return ligne
    coupes = ligne.split(" ")
    premier = next((rang for rang, mot in enumerate(coupes) if any(fold(mot).startswith(m) for m in mots)), 0)
    debut = max(0, premier - 6)
    passage = " ".join(coupes[debut:])
    if len(passage) > EXTRAIT:
        passage = f"{passage[:EXTRAIT].rsplit(' ', 1)[0]}…"
    return f"…{passage}" if debut else passage
