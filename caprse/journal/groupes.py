"""The lines of a page as one reads them: by day, by person, the changes of one answer in a row as one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from caprse.journal.service import LigneJournal
from caprse.socle.dates import FUSEAU


@dataclass(frozen=True, slots=True)
class Personne:
    """What one person did on one day, the newest first; each item is one line, or several changes of one answer."""

    qui: str
    suites: tuple[tuple[LigneJournal, ...], ...]

    @property
    def nombre(self) -> int:
        return sum(len(suite) for suite in self.suites)


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
    suites: list[list[LigneJournal]] = []
    for ligne in lignes:
        if suites and ligne.sujet and suites[-1][0].sujet == ligne.sujet:
            suites[-1].append(ligne)
        else:
            suites.append([ligne])
    return tuple(tuple(suite) for suite in suites)
