"""The lines of a page as one reads them: by day, by person, what is alike in a row as one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from caprse.journal.genres import Genre
from caprse.journal.service import LigneJournal
from caprse.socle.dates import FUSEAU

# Two lines that are alike are read as fast as their sum.
PAREILLES = 3


@dataclass(frozen=True, slots=True)
class Personne:
    """What one person did on one day, the newest first; each item is one line, or several that are alike."""

    qui: str
    suites: tuple[tuple[LigneJournal, ...], ...]


@dataclass(frozen=True, slots=True)
class Jour:
    """One day, its people in the order of their last act."""

    jour: date
    personnes: tuple[Personne, ...]


def group_lignes(lignes: Sequence[LigneJournal]) -> tuple[Jour, ...]:
    """``lignes``: the newest first. None is left out, none is there twice."""
    return tuple(
        Jour(jour, _group_personnes(tuple(du_jour)))
        for jour, du_jour in groupby(lignes, key=lambda ligne: ligne.instant.astimezone(FUSEAU).date())
    )


def _group_personnes(lignes: Sequence[LigneJournal]) -> tuple[Personne, ...]:
    par_personne: dict[str, list[LigneJournal]] = {}
    for ligne in lignes:
        par_personne.setdefault(ligne.qui, []).append(ligne)
    return tuple(Personne(qui, _fold(siennes)) for qui, siennes in par_personne.items())


def _fold(lignes: Sequence[LigneJournal]) -> tuple[tuple[LigneJournal, ...], ...]:
    """Changes of one answer in a row are one, as is one act done again; so are acts of one kind, from three on."""
    suites: list[tuple[LigneJournal, ...]] = []
    for genre, pareilles in groupby(_fold_sujets(lignes), key=_find_genre):
        lot = tuple(pareilles)
        if genre is not None and len(lot) >= PAREILLES:
            suites.append(tuple(ligne for (ligne,) in lot))
        else:
            suites.extend(lot)
    return tuple(suites)


def _fold_sujets(lignes: Sequence[LigneJournal]) -> Iterator[tuple[LigneJournal, ...]]:
    for _, suite in groupby(lignes, key=lambda ligne: ligne.sujet or (ligne.structure, ligne.geste)):
        yield tuple(suite)


def _find_genre(suite: tuple[LigneJournal, ...]) -> tuple[Genre, str] | None:
    """What a line alone may be counted with: its kind, in its structure where the kind is a structure's own."""
    derniere, *autres = suite
    if autres or derniere.genre is None:
        return None
    return derniere.genre, derniere.structure if derniere.genre.par_structure else ""
