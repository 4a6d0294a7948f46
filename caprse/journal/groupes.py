"""The lines of a page as one reads them: by day, by what they are about, what is alike in a row as one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from caprse.journal.dossiers import Dossier
from caprse.journal.genres import Genre
from caprse.journal.service import LigneJournal
from caprse.socle.dates import FUSEAU

# Two lines that are alike are read as fast as their sum.
PAREILLES = 3


@dataclass(frozen=True, slots=True)
class Groupe:
    """What was done to one thing on one day, the newest first; each item is one line, or several that are alike."""

    dossier: Dossier
    suites: tuple[tuple[LigneJournal, ...], ...]

    @property
    def lignes(self) -> tuple[LigneJournal, ...]:
        return tuple(ligne for suite in self.suites for ligne in suite)

    @property
    def gens(self) -> tuple[str, ...]:
        """Who did it, each once, whoever acted last first."""
        return tuple(dict.fromkeys(ligne.qui for ligne in self.lignes))


@dataclass(frozen=True, slots=True)
class Jour:
    """One day, what it was about in the order of the last act."""

    jour: date
    groupes: tuple[Groupe, ...]


def group_lignes(lignes: Sequence[LigneJournal]) -> tuple[Jour, ...]:
    """``lignes``: the newest first. None is left out, none is there twice."""
    return tuple(
        Jour(jour, _group_dossiers(tuple(du_jour)))
        for jour, du_jour in groupby(lignes, key=lambda ligne: ligne.instant.astimezone(FUSEAU).date())
    )


def _group_dossiers(lignes: Sequence[LigneJournal]) -> tuple[Groupe, ...]:
    par_dossier: dict[Dossier, list[LigneJournal]] = {}
    for ligne in lignes:
        par_dossier.setdefault(ligne.dossier, []).append(ligne)
    return tuple(Groupe(dossier, _fold(siennes)) for dossier, siennes in par_dossier.items())


def _fold(lignes: Sequence[LigneJournal]) -> tuple[tuple[LigneJournal, ...], ...]:
    """Changes of one answer in a row are one, as is one act done again; so are acts of one kind, from three on."""
    suites: list[tuple[LigneJournal, ...]] = []
    for genre, pareilles in groupby(_fold_sujets(_gather(lignes)), key=_find_genre):
        lot = tuple(pareilles)
        if genre is not None and len(lot) >= PAREILLES:
            suites.append(tuple(ligne for suite in lot for ligne in suite))
        else:
            suites.extend(lot)
    return tuple(suites)


def _gather(lignes: Sequence[LigneJournal]) -> Iterator[LigneJournal]:
    """What one person did in one minute, by kind: who answers and comments in turn did two things, not twelve."""
    for _, minute in groupby(lignes, key=lambda ligne: (ligne.qui, ligne.instant.replace(second=0, microsecond=0))):
        par_genre: dict[Genre | int, list[LigneJournal]] = {}
        for ligne in minute:
            par_genre.setdefault(ligne.genre or ligne.id, []).append(ligne)
        for siennes in par_genre.values():
            yield from siennes


def _fold_sujets(lignes: Iterable[LigneJournal]) -> Iterator[tuple[LigneJournal, ...]]:
    for _, suite in groupby(
        lignes, key=lambda ligne: (ligne.qui, ligne.genre, ligne.sujet or (ligne.structure, ligne.geste))
    ):
        yield tuple(suite)


def _find_genre(suite: tuple[LigneJournal, ...]) -> tuple[str, Genre, str] | None:
    """What it may be counted with: its kind, by one person, in its structure where the kind is its own."""
    derniere, *autres = suite
    if derniere.genre is None or (autres and not derniere.sujet):
        return None
    return derniere.qui, derniere.genre, derniere.structure if derniere.genre.par_structure else ""
