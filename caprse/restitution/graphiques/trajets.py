"""What a path must hold to be drawn: that of a structure and that of the collectif are drawn alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Protocol

from caprse.restitution.figures.chemin import ActionFaite


class PointDessine(Protocol):
    """A point at a closing, its spread (``etendue``); ``creux``: nothing new; ``lie``: joined to the one before."""

    @property
    def numero(self) -> int: ...
    @property
    def score(self) -> Fraction | None: ...
    @property
    def etendue(self) -> tuple[Fraction, Fraction] | None: ...
    @property
    def creux(self) -> bool: ...
    @property
    def lie(self) -> bool: ...


class EtapeDessinee(Protocol):
    """The marches gained and lost up to a closing."""

    @property
    def numero(self) -> int: ...
    @property
    def gagnees(self) -> int: ...
    @property
    def perdues(self) -> int: ...


class PositionDessinee(Protocol):
    """What was said at the start, or in the bilan."""

    @property
    def score(self) -> Fraction | None: ...


class RangeeDessinee(Protocol):
    """One thématique, with its face."""

    @property
    def titre(self) -> str: ...
    @property
    def titre_court(self) -> str: ...
    @property
    def points(self) -> Sequence[PointDessine]: ...
    @property
    def etapes(self) -> Sequence[EtapeDessinee]: ...
    @property
    def actions(self) -> Sequence[ActionFaite]: ...
    @property
    def depart(self) -> PositionDessinee | None: ...
    @property
    def arrivee(self) -> PositionDessinee | None: ...
    @property
    def fleche(self) -> bool: ...
    @property
    def couleur(self) -> str: ...
    @property
    def dessin(self) -> str: ...


class Trajet(Protocol):
    """All thématiques over the whole calendar; ``totaux``: how many actions were done up to a closing, in all."""

    @property
    def jours(self) -> tuple[tuple[int, date, date], ...]: ...
    @property
    def rangees(self) -> Sequence[RangeeDessinee]: ...
    @property
    def totaux(self) -> Sequence[tuple[int, int]]: ...


class TrajetDate(Trajet, Protocol):
    """A path that tells which of its trimestres were over before the workbook."""

    @property
    def repris(self) -> frozenset[int]: ...
