"""The documents that a structure prints: which there are, how much of it each one holds. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from caprse.progres.regles import ETATS_OUVERTS, EtatAction, is_en_retard, sort_actions
from caprse.socle.dates import FUSEAU


class Sorte(StrEnum):
    """What is printed: for the board, of one trimestre, of all of them."""

    CONSEIL = "conseil"
    TRIMESTRE = "trimestre"
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True)
class Bornes:
    """How many pages at most, and what is said at most of each thing so that it stays so: the rest is counted."""

    pages: int
    actions: int
    mouvements: int
    traces: int
    texte: int

    def tighten(self, fois: int) -> Bornes:
        """So many times less of what may be many, and shorter: for what does not fit."""
        return replace(
            self,
            actions=max(1, self.actions // fois),
            mouvements=self.mouvements // fois,
            traces=self.traces // fois,
            texte=max(60, self.texte // fois),
        )


BORNES = {
    Sorte.CONSEIL: Bornes(1, 3, 0, 0, 110),
    Sorte.TRIMESTRE: Bornes(4, 6, 6, 16, 180),
    Sorte.CYCLE: Bornes(8, 12, 3, 40, 180),
}
SERRES = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the plan, as a document tells it."""

    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatAction
    change: str
    faite_le: datetime | None

    @property
    def jour(self) -> date | None:
        """The day on which it was done."""
        return self.faite_le.astimezone(FUSEAU).date() if self.faite_le is not None else None


@dataclass(frozen=True, slots=True)
class Triees:
    """The same in three heaps: what is late, what is to come, what was done, the latest first."""

    retard: tuple[Action, ...]
    a_venir: tuple[Action, ...]
    faites: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What a trimestre rests on. ``titre`` is None for a confidential one: it never leaves the base."""

    numero: int
    titre: str | None


def sort_heaps(actions: Iterable[Action], today: date, debut: date | None = None, fin: date | None = None) -> Triees:
    """``debut`` and ``fin``: what was done on other days is left out; what is open is told whenever it was born."""
    toutes = list(actions)
    ouvertes: Sequence[Action] = sort_actions([action for action in toutes if action.etat in ETATS_OUVERTS])
    faites = [
        action
        for action in toutes
        if action.etat is EtatAction.FAITE
        and action.jour is not None
        and (debut is None or debut <= action.jour)
        and (fin is None or action.jour <= fin)
    ]
    faites.sort(key=lambda action: action.jour or date.min, reverse=True)
    return Triees(
        tuple(action for action in ouvertes if is_en_retard(action.etat, action.echeance, today)),
        tuple(action for action in ouvertes if not is_en_retard(action.etat, action.echeance, today)),
        tuple(faites),
    )


def split_traces(traces: Iterable[Trace], numeros: Collection[int]) -> tuple[tuple[str, ...], int]:
    """The titles of these trimestres, each once, and how many others are confidential."""
    siennes = [trace for trace in traces if trace.numero in numeros]
    titres = tuple(dict.fromkeys(trace.titre for trace in siennes if trace.titre is not None))
    return titres, sum(trace.titre is None for trace in siennes)
