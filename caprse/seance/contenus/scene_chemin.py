"""The collectif's path as a wall shows it and as ``fige`` keeps it: whole per cent, nobody's figure. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

from caprse.restitution.figures.chemin_collectif import EtapeCollectif, SansAction
from caprse.seance.contenus.axes import AxeMontre
from caprse.seance.contenus.brut import Brut
from caprse.seance.regles import GenreEtape


@dataclass(frozen=True, slots=True)
class PointMontre:
    """A thématique at a closing, in whole per cent; ``pas``: marches more since the point to which it is joined."""

    numero: int
    mediane: int
    q1: int
    q3: int
    creux: bool = False
    lie: bool = False
    pas: int = 0

    @property
    def score(self) -> Fraction:
        return Fraction(self.mediane, 100)

    @property
    def etendue(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.q1, 100), Fraction(self.q3, 100)


@dataclass(frozen=True, slots=True)
class PositionMontree:
    """What the middle of the structures said of itself, in whole per cent."""

    mediane: int

    @property
    def score(self) -> Fraction:
        return Fraction(self.mediane, 100)


@dataclass(frozen=True, slots=True)
class RangeeMontree(SansAction):
    """The path of one thématique, as the graph of paths draws it; on a wall all have the colour of the collectif."""

    code: str
    titre: str
    titre_court: str
    points: tuple[PointMontre, ...] = ()
    depart: PositionMontree | None = None
    arrivee: PositionMontree | None = None

    @property
    def fleche(self) -> bool:
        return self.depart is not None and self.arrivee is not None

    @property
    def etapes(self) -> tuple[EtapeCollectif, ...]:
        return tuple(EtapeCollectif(un.numero, 0, un.pas) for un in self.points if un.lie and un.pas)

    @property
    def couleur(self) -> str:
        return ""

    @property
    def dessin(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class SceneChemin:
    """The collectif from closing to closing; without any point, the ``raison`` why, and nothing else.

    ``numeros``: the trimestres of the calendar; ``tu``: what was not published at the last closing; ``autour``: what
    stands beside the points, in the sentences of the page.
    """

    titre: str
    raison: str = ""
    phrase: str = ""
    numeros: tuple[int, ...] = ()
    rangees: tuple[RangeeMontree, ...] = ()
    tu: str = ""
    source: str = ""
    autour: tuple[str, ...] = ()
    genre: ClassVar[GenreEtape] = GenreEtape.CHEMIN

    @property
    def jours(self) -> tuple[tuple[int, date, date], ...]:
        """The graph places what has a day between two closings: here nothing has."""
        return tuple((numero, date.min, date.min) for numero in self.numeros)

    @property
    def totaux(self) -> tuple[tuple[int, int], ...]:
        """They are told in words: in columns, no row is under all others."""
        return ()

    @property
    def parues(self) -> tuple[RangeeMontree, ...]:
        """The thématiques of which something was published."""
        return tuple(rangee for rangee in self.rangees if rangee.points)

    @property
    def axes(self) -> tuple[AxeMontre, ...]:
        """The latest figure of each thématique, with what moved up to it, as minutes write the axes of a radar."""
        return tuple(
            AxeMontre(
                rangee.code, f"{rangee.titre} (T{point.numero})", rangee.titre_court, point.mediane, point.q1, point.q3
            )
            for rangee in self.parues
            for point in rangee.points[-1:]
        )

    def to_contenu(self) -> dict[str, object]:
        """Plain JSON for the wall and for ``fige``."""
        return {
            "genre": str(self.genre),
            "titre": self.titre,
            "raison": self.raison,
            "phrase": self.phrase,
            "numeros": list(self.numeros),
            "rangees": [_encode(rangee) for rangee in self.rangees],
            "tu": self.tu,
            "source": self.source,
            **({"autour": list(self.autour)} if self.autour else {}),
        }

    @classmethod
    def from_contenu(cls, contenu: Brut) -> SceneChemin:
        """As it was kept."""
        return cls(
            contenu["titre"],
            contenu["raison"],
            contenu["phrase"],
            tuple(contenu["numeros"]),
            tuple(
                RangeeMontree(
                    rangee["code"],
                    rangee["titre"],
                    rangee["titre_court"],
                    tuple(PointMontre(**point) for point in rangee["points"]),
                    *(PositionMontree(**dite) if (dite := rangee.get(nom)) else None for nom in ("depart", "arrivee")),
                )
                for rangee in contenu["rangees"]
            ),
            contenu["tu"],
            contenu["source"],
            tuple(contenu.get("autour", ())),
        )


def _encode(rangee: RangeeMontree) -> dict[str, object]:
    """What is not told is left out, as in what was kept before it could be."""
    contenu = asdict(rangee) | {"points": [asdict(point) for point in rangee.points]}
    return {nom: valeur for nom, valeur in contenu.items() if valeur is not None}
