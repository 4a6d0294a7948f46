"""The path of the collectif, of nothing but what was published of it at each closing: points, and what lies between.

A point is the figure of one thématique of the cycle (``cycle``) as it came out at a closing. Where nothing came out
there is no point: nobody knows more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.autour import PositionCollectif
from caprse.restitution.figures.chemin import ActionFaite, Sommes


@dataclass(frozen=True, slots=True)
class PointCollectif:
    """A thématique at a closing. ``revus``: how many answers were given or looked at again then, None if not told.

    ``creux``: nothing new in it; ``lie``: the point before is of the very same questions and structures.
    """

    numero: int
    jour: date
    structures: int
    agregat: Agregat
    revus: int | None
    creux: bool
    lie: bool

    @property
    def score(self) -> Fraction | None:
        """The middle of the structures."""
        return self.agregat.quartiles.mediane if self.agregat.quartiles else None

    @property
    def etendue(self) -> tuple[Fraction, Fraction] | None:
        """From where to where the middle half of them stands."""
        quartiles = self.agregat.quartiles
        return (quartiles.q1, quartiles.q3) if quartiles else None


@dataclass(frozen=True, slots=True)
class EtapeCollectif:
    """How many marches more (fewer) all answers hold together, from one point to the one that is joined to it."""

    numero: int
    depuis: int
    pas: int

    @property
    def gagnees(self) -> int:
        return max(self.pas, 0)

    @property
    def perdues(self) -> int:
        return max(-self.pas, 0)


class SansAction:
    """What a structure alone has, actions of its own: how many were done is told of all thématiques together."""

    __slots__ = ()

    @property
    def actions(self) -> tuple[ActionFaite, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class RangeeCollectif(SansAction):
    """The path of one thématique. ``depart`` and ``arrivee``: both or none, of the same structures and questions."""

    code: str
    titre: str
    titre_court: str
    points: tuple[PointCollectif, ...] = ()
    etapes: tuple[EtapeCollectif, ...] = ()
    couleur: str = ""
    dessin: str = ""
    depart: PositionCollectif | None = None
    arrivee: PositionCollectif | None = None

    @property
    def fleche(self) -> bool:
        """Whether the one leads to the other: the same questions, to the same structures."""
        return self.depart is not None and self.arrivee is not None

    def find_point(self, numero: int) -> PointCollectif | None:
        return next((point for point in self.points if point.numero == numero), None)

    def find_etape(self, numero: int) -> EtapeCollectif | None:
        return next((etape for etape in self.etapes if etape.numero == numero), None)


@dataclass(frozen=True, slots=True)
class Cloture:
    """A trimestre that is closed; ``demandees``: the thématiques that it asked, by the codes of today.

    ``actions``: how many were done since the closing before, None where it is not told.
    """

    numero: int
    titre: str
    fin: date
    demandees: tuple[str, ...] = ()
    actions: int | None = None


@dataclass(frozen=True, slots=True)
class CheminCollectif(Sommes):
    """All thématiques over the whole calendar; ``clotures``: the trimestres that are closed, in order.

    ``repris``: those that were over before the workbook.
    """

    jours: tuple[tuple[int, date, date], ...]
    clotures: tuple[Cloture, ...]
    rangees: tuple[RangeeCollectif, ...]
    repris: frozenset[int] = frozenset()

    @property
    def totaux(self) -> tuple[tuple[int, int], ...]:
        """The closings at which it is told how many actions were done."""
        return tuple((cloture.numero, cloture.actions) for cloture in self.clotures if cloture.actions)

    def list_parues(self, numero: int) -> list[RangeeCollectif]:
        """The thématiques of which a figure came out at this closing."""
        return [rangee for rangee in self.rangees if rangee.find_point(numero) is not None]

    def list_tues(self, numero: int) -> list[RangeeCollectif]:
        """Those that had been asked by then, and of which none did."""
        demandees = {code for cloture in self.clotures if cloture.numero <= numero for code in cloture.demandees}
        return [r for r in self.rangees if r.code in demandees and r.find_point(numero) is None]
