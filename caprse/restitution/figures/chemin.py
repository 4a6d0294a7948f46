"""What the picture, the table and the sentences of the path all read: points, what moved between them, what was done.

Every figure is that of a state (``etats``); the positionnement, another instrument, stands apart from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Protocol

from caprse.restitution.figures.notation import Figure


@dataclass(frozen=True, slots=True)
class ActionFaite:
    """An action that was done: when, for which critères, and what it changed in the words of the structure."""

    quoi: str
    le: date
    criteres: tuple[str, ...] = ()
    change: str = ""


@dataclass(frozen=True, slots=True)
class VisiteFaite:
    """A visit of a binôme that took place: when, with whom, what was taken from it."""

    avec: str
    le: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A thématique in one state; ``lie``: at the trimestre before, the very same questions had an answer."""

    numero: int
    figure: Figure
    revus: int
    repris: int
    lie: bool

    @property
    def score(self) -> Fraction | None:
        return self.figure.score

    @property
    def etendue(self) -> None:
        """One structure has no spread."""
        return None

    @property
    def creux(self) -> bool:
        """Whether nothing of it was looked at in that trimestre."""
        return self.revus == 0 and self.repris > 0


@dataclass(frozen=True, slots=True)
class Mouvement:
    """One critère that climbed or came down. ``mot``: what was said with the answer; ``actions``: done in between."""

    critere: str
    titre: str
    de: int
    vers: int
    niveaux: tuple[str, ...]
    mot: str
    actions: tuple[ActionFaite, ...]

    @property
    def pas(self) -> int:
        return self.vers - self.de


@dataclass(frozen=True, slots=True)
class Etape:
    """What happened to one thématique from the state at trimestre ``depuis`` to the one at ``numero``.

    ``revus``: of the ``communs`` critères that have a niveau in both, those that were looked at again.
    """

    numero: int
    depuis: int
    communs: int
    revus: int
    mouvements: tuple[Mouvement, ...]

    @property
    def gagnees(self) -> int:
        return sum(mouvement.pas for mouvement in self.mouvements if mouvement.pas > 0)

    @property
    def perdues(self) -> int:
        return -sum(mouvement.pas for mouvement in self.mouvements if mouvement.pas < 0)


@dataclass(frozen=True, slots=True)
class CheminThematique:
    """The path of one thématique. ``depart`` and ``arrivee``: the positionnement, never joined to the points.

    ``fleche``: both answered the same questions, so that the one may be drawn to lead to the other. ``couleur`` and
    ``dessin``: its face, where it is drawn; empty leaves the colour of one's own figures.
    """

    code: str
    titre: str
    titre_court: str
    points: tuple[Point, ...]
    etapes: tuple[Etape, ...]
    actions: tuple[ActionFaite, ...]
    depart: Figure | None = None
    arrivee: Figure | None = None
    fleche: bool = False
    couleur: str = ""
    dessin: str = ""

    @property
    def debut(self) -> Point | None:
        """The first point, where all others compare with it: the marches in between are then those of the sums."""
        compares = len(self.points) > 1 and all(point.lie for point in self.points[1:])
        return self.points[0] if compares else None

    @property
    def bouges(self) -> tuple[Mouvement, ...]:
        """One move for each critère that moved, from where it was first to where it is now, the latest first.

        Its actions are those of all its moves, its word that of the last; it may be back where it was.
        """
        siens: dict[str, list[Mouvement]] = {}
        for etape in self.etapes:
            for mouvement in etape.mouvements:
                siens.setdefault(mouvement.critere, []).append(mouvement)
        ensemble = [
            replace(
                suite[-1],
                de=suite[0].de,
                actions=tuple(dict.fromkeys(action for mouvement in suite for action in mouvement.actions)),
            )
            for suite in siens.values()
        ]
        return tuple(reversed(ensemble))

    @property
    def gagnees(self) -> int:
        """How many marches more, where points compare."""
        return sum(etape.gagnees for etape in self.etapes)

    @property
    def perdues(self) -> int:
        return sum(etape.perdues for etape in self.etapes)

    @property
    def sans_effet(self) -> tuple[ActionFaite, ...]:
        """The actions that no move comes after."""
        citees = {action for etape in self.etapes for mouvement in etape.mouvements for action in mouvement.actions}
        return tuple(action for action in self.actions if action not in citees)


class Numerote(Protocol):
    """What stands at a trimestre."""

    @property
    def numero(self) -> int: ...


class Marchee(Protocol):
    """What was climbed and lost between two points."""

    @property
    def gagnees(self) -> int: ...
    @property
    def perdues(self) -> int: ...


class Suivie(Protocol):
    """One thématique of any path: its points, and what lies between those that compare."""

    @property
    def points(self) -> Sequence[Numerote]: ...
    @property
    def etapes(self) -> Sequence[Marchee]: ...


class Sommes:
    """What any path says over all its thématiques: of a structure, of the collectif."""

    __slots__ = ()

    rangees: Sequence[Suivie]

    @property
    def numeros(self) -> tuple[int, ...]:
        """The trimestres that have a point."""
        return tuple(sorted({point.numero for rangee in self.rangees for point in rangee.points}))

    @property
    def totaux(self) -> tuple[tuple[int, int], ...]:
        """How many actions were done up to a closing, where that is all that is known of them."""
        return ()

    @property
    def gagnees(self) -> int:
        """How many marches more, where points compare."""
        return sum(etape.gagnees for rangee in self.rangees for etape in rangee.etapes)

    @property
    def perdues(self) -> int:
        return sum(etape.perdues for rangee in self.rangees for etape in rangee.etapes)


@dataclass(frozen=True, slots=True)
class Chemin(Sommes):
    """All thématiques over the whole calendar; ``autres``: the actions that serve no critère.

    ``repris``: the trimestres that were over before the workbook.
    """

    jours: tuple[tuple[int, date, date], ...]
    ouvert: int | None
    rangees: tuple[CheminThematique, ...]
    autres: tuple[ActionFaite, ...]
    repris: frozenset[int] = frozenset()

    @property
    def faites(self) -> int:
        """How many actions were done, each counted once."""
        return len({*self.autres, *(action for rangee in self.rangees for action in rangee.actions)})

    def find_numero(self, jour: date) -> int:
        """The trimestre in which a day falls; the one that comes, between two; the last one, after all."""
        return next((numero for numero, _, fin in self.jours if jour <= fin), self.jours[-1][0])
