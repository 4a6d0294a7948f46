"""The collectif in aggregate: quartiles of the structures' scores, and their answers per niveau added up.

What may be shown of these, and when, is decided in `regles.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from caprse.restitution.figures.notation import Figure, lower_median, sum_repartitions


@dataclass(frozen=True, slots=True)
class Quartiles:
    """First quartile, median and third quartile of ``n`` scores, exact."""

    q1: Fraction
    mediane: Fraction
    q3: Fraction
    n: int


@dataclass(frozen=True, slots=True)
class Agregat:
    """One axis over a set of structures.

    ``n`` counts the structures that answered something on this axis; ``quartiles`` is None when there is none.
    ``repartition`` adds up their answers per niveau. ``groupes``: how many of the ``n`` each unit holds that holds
    several (`publication/mouvements.py`), by its number in the publication.
    """

    code: str
    titre: str
    titre_court: str
    n: int
    quartiles: Quartiles | None
    repartition: tuple[int, ...]
    # Charts are kept in memory by what they show: what they do not is left out of the key.
    groupes: Mapping[int, int] = field(default_factory=dict, hash=False)

    @property
    def mediane_niveau(self) -> int | None:
        """The median niveau of all answers taken together, None when there are none."""
        return lower_median(self.repartition)

    def to_contenu(self) -> dict[str, Any]:
        """Plain JSON for a publication; fractions as ``"2/3"``, so that they stay exact."""
        quartiles = self.quartiles
        return {
            "code": self.code,
            "titre": self.titre,
            "titre_court": self.titre_court,
            "n": self.n,
            "quartiles": quartiles and [str(quartiles.q1), str(quartiles.mediane), str(quartiles.q3)],
            "repartition": list(self.repartition),
            "groupes": {str(unite): combien for unite, combien in self.groupes.items()},
        }

    @classmethod
    def from_contenu(cls, contenu: Mapping[str, Any]) -> Agregat:
        """The aggregate kept in a publication."""
        quartiles = None
        if contenu["quartiles"] is not None:
            q1, mediane, q3 = (Fraction(score) for score in contenu["quartiles"])
            quartiles = Quartiles(q1, mediane, q3, contenu["n"])
        return cls(
            code=contenu["code"],
            titre=contenu["titre"],
            titre_court=contenu["titre_court"],
            n=contenu["n"],
            quartiles=quartiles,
            repartition=tuple(contenu["repartition"]),
            groupes={int(unite): combien for unite, combien in contenu.get("groupes", {}).items()},
        )

    def count_autres(self, siennes: Mapping[int, int], seules: int = 0) -> int:
        """How many units answered this axis besides the viewer's own structures.

        ``siennes``: how many of these answered it, by the number of their unit; ``seules``: those without a number.
        """
        unites = self.n - sum(combien - 1 for combien in self.groupes.values())
        entieres = sum(combien >= self.groupes.get(unite, 1) for unite, combien in siennes.items())
        return unites - entieres - seules

    def hide(self) -> Agregat:
        """The same axis without any figure: it keeps its place, and nothing else."""
        return Agregat(self.code, self.titre, self.titre_court, 0, None, (0,) * len(self.repartition))


def compute_quartiles(scores: Sequence[Fraction]) -> Quartiles:
    """The quartiles of at least one score, in any order. Raises ValueError when there is none.

    Linear interpolation between the two neighbours at rank (n − 1) · p, counted from 0: type 7 of Hyndman and Fan
    (1996), the default of R, NumPy and spreadsheets (QUARTILE.INC), here in exact fractions.
    """
    if not scores:
        raise ValueError("Il n’y a aucun score à résumer.")
    ranges = sorted(scores)
    q1, mediane, q3 = (_interpolate(ranges, Fraction(quart, 4)) for quart in (1, 2, 3))
    return Quartiles(q1, mediane, q3, len(ranges))


def aggregate(figures_par_structure: Sequence[Figure | None]) -> Agregat | None:
    """One axis over a set of structures; None stands for a structure without figures.

    A structure that answered nothing on the axis does not weigh in it. Returns None when no structure has figures.
    Raises ValueError when the figures are of several axes or of several échelles.
    """
    figures = [figure for figure in figures_par_structure if figure is not None]
    if not figures:
        return None
    if len({figure.code for figure in figures}) != 1:
        raise ValueError("Des axes différents ne se résument pas ensemble.")
    scores = [figure.score for figure in figures if figure.score is not None]
    premiere = figures[0]
    return Agregat(
        premiere.code,
        premiere.titre,
        premiere.titre_court,
        len(scores),
        compute_quartiles(scores) if scores else None,
        sum_repartitions([figure.repartition for figure in figures]),
    )


def aggregate_axes(figures_par_structure: Sequence[Sequence[Figure]]) -> tuple[Agregat, ...]:
    """Every axis over a set of structures, in the order in which axes first come.

    An axis that a structure does not have is simply not there for it. Raises ValueError when échelles differ.
    """
    par_code: dict[str, list[Figure]] = {}
    for figures in figures_par_structure:
        for figure in figures:
            par_code.setdefault(figure.code, []).append(figure)
    return tuple(agregat for figures in par_code.values() if (agregat := aggregate(figures)) is not None)


def compute_empreinte(figures: Sequence[Figure]) -> str:
    """The fingerprint of what the aggregates read from one carnet: `regles.py` compares it axis by axis.

    Only the spread per niveau enters it. A critère that turns from pas répondu to non concerné moves no aggregate and
    must not pass for a move behind which another carnet could be read. Empty when nothing is answered.

    Give it every figure that will be shown, the thématique's as well as its enjeux': a total is an axis too.
    """
    return " ".join(
        f"{figure.code}:{hashlib.sha256(repr(figure.repartition).encode()).hexdigest()[:16]}"
        for figure in sorted(figures, key=lambda figure: figure.code)
        if figure.repondus
    )


def build_ensemble(empreintes: Mapping[str, str]) -> dict[str, str]:
    """The set that the publication rules compare: carnet → empreinte, without the carnets that answered nothing."""
    return {carnet: empreinte for carnet, empreinte in empreintes.items() if empreinte}


def _interpolate(ranges: Sequence[Fraction], part: Fraction) -> Fraction:
    rang = (len(ranges) - 1) * part
    bas = int(rang)
    haut = min(bas + 1, len(ranges) - 1)
    return ranges[bas] + (ranges[haut] - ranges[bas]) * (rang - bas)
