"""What the lines of the minutes say, read back from the text as people left it: parts, decisions, words, head. Pure.

A line that was edited out of its form is no longer read: it stays the line that it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from caprse.seance.compte_rendu.papier import Bloc, GenreBloc
from caprse.seance.compte_rendu.phrases import QUESTION
from caprse.socle.dates import MOIS
from caprse.socle.francais import format_pluriel

# What a decision says of itself between brackets, in the words of the minutes, and the title of its column.
DETAILS = {"pour": "Pour", "pilote": "Qui", "échéance": "Pour quand", "pour avancer sur": "Pour avancer sur"}
DECISIONS, RENDEZ_VOUS = "Décisions", "Rendez-vous : "
_RENCONTRE = re.compile(r"Rencontre : (?P<titre>.+), le (?P<quand>\d.*?) \((?P<ou>.+)\)\.")
_MOTS = re.compile(r"(?P<tete>(?:.+, )?\d+ (?:votes?|réponses?)) : (?P<mots>.+ \(\d+\))\.")
_PRESENCE = re.compile(r"(\d+ structures? présentes?(?:, \d+ personnes?)?) : ")
_MOT = re.compile(r"(?P<mot>.+?) \((?P<nombre>\d+)\)(?:, |$)")

_JOUR = re.compile(rf"\b(?P<jour>\d{{1,2}})(?:er)? (?P<mois>{'|'.join(MOIS)}) (?P<annee>\d{{4}})\b")


@dataclass(frozen=True, slots=True)
class Partie:
    """One part of the minutes; without ``titre``, what stands before the first heading."""

    titre: str
    blocs: tuple[Bloc, ...]

    @property
    def images(self) -> tuple[int, ...]:
        """The steps whose picture stands in it."""
        return tuple(bloc.rang for bloc in self.blocs if bloc.genre is GenreBloc.IMAGE)


@dataclass(frozen=True, slots=True)
class DecisionLue:
    """A decision as its line says it; ``details``: by the word that names them."""

    quoi: str
    details: dict[str, str] = field(default_factory=dict)


def split_parties(blocs: Sequence[Bloc]) -> list[Partie]:
    """The parts in order, without the title of the whole."""
    parties: list[tuple[str, list[Bloc]]] = [("", [])]
    for rang, bloc in enumerate(blocs):
        if bloc.genre is GenreBloc.PARTIE:
            parties.append((bloc.texte, []))
        elif rang or bloc.genre is not GenreBloc.TITRE:
            parties[-1][1].append(bloc)
    return [Partie(titre, tuple(suite)) for titre, suite in parties if titre or suite]


def group_parties(parties: Sequence[Partie]) -> list[tuple[Partie, ...]]:
    """A part that a picture holds, with the one after it that is about the same: « X », then « Nos priorités : X »."""
    groupes: list[tuple[Partie, ...]] = []
    for partie in parties:
        tete = groupes[-1][0] if groupes else None
        if tete is not None and tete.images and partie.images and partie.titre.endswith(f" : {tete.titre}"):
            groupes[-1] += (partie,)
        else:
            groupes.append((partie,))
    return groupes


def read_decision(ligne: str) -> DecisionLue:
    """``Ce qui est décidé (pilote : Ada ; échéance : 14 mars 2026)``; the whole line where it says nothing so."""
    for debut in (rang for rang, signe in enumerate(ligne) if signe == "("):
        dedans = ligne[debut + 1 :]
        if not ligne[:debut].strip() or not dedans.endswith(")"):
            continue
        morceaux = [morceau.partition(" : ") for morceau in dedans[:-1].split(" ; ")]
        if all(nom in DETAILS and valeur for nom, _, valeur in morceaux):
            return DecisionLue(ligne[:debut].strip(), {nom: valeur for nom, _, valeur in morceaux})
    return DecisionLue(ligne)


def read_mots(ligne: str) -> tuple[str, list[tuple[str, int]]]:
    """``14 réponses : confiance (6), du temps (1).``: how many, then each word with how often; else no word at all.

    The first minutes said « votes »: they are read as well.
    """
    trouve = _MOTS.fullmatch(ligne)
    if trouve is None:
        return "", []
    return trouve["tete"], [(un["mot"], int(un["nombre"])) for un in _MOT.finditer(trouve["mots"])]


def read_rencontre(ligne: str, titre: str) -> tuple[str, ...]:
    """When and where, of the line that says the meeting where it is called as the minutes are; else nothing."""
    trouve = _RENCONTRE.fullmatch(ligne)
    if trouve is None or trouve["titre"] != " ".join(titre.split()):
        return ()
    return trouve["quand"], trouve["ou"]


def read_rendez_vous(ligne: str) -> tuple[str, str]:
    """What the next meeting is called, and when and where it is; the whole line where it says it otherwise."""
    if not ligne.startswith(RENDEZ_VOUS) or ", le " not in ligne:
        return ligne, ""
    titre, _, quand = ligne.removeprefix(RENDEZ_VOUS).removesuffix(".").partition(", le ")
    return titre, quand


def summarize(parties: Sequence[Partie]) -> str:
    """The whole in one line: ``9 structures présentes, 14 personnes. 2 décisions.``; only what its lines say."""
    presence = next((lu[1] for partie in parties for bloc in partie.blocs if (lu := _PRESENCE.match(bloc.texte))), "")
    prises = sum(bloc.genre is GenreBloc.PUCE for p in parties if p.titre == DECISIONS for bloc in p.blocs)
    # A count keeps its word at the end of a line.
    presence = re.sub(r"(\d) ", "\\1\u00a0", presence)
    dits = [presence, format_pluriel(prises, "décision prise", "décisions prises") if prises else ""]
    return " ".join(f"{dit}." for dit in dits if dit)


def find_date(ligne: str) -> date | None:
    """The first day that a line says in full; None where it says none."""
    for trouve in _JOUR.finditer(ligne):
        with suppress(ValueError):
            return date(int(trouve["annee"]), MOIS.index(trouve["mois"]) + 1, int(trouve["jour"]))
    return None


def strip_question(ligne: str) -> str:
    """A question without the word that announces it."""
    return ligne.removeprefix(QUESTION)
