"""From answers to figures: steps climbed, exact, one function per figure.

A niveau is an ordinal label, so niveaux are never averaged. What is added is *marches*: a critère at niveau 3 of an
échelle 0 to 4 has climbed 3 marches of 4. Three silences stay apart: niveau 0 is an answer, « pas répondu » is a
question left open (shown beside the score, never counted as 0), « non concerné » leaves the computation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from caprse.referentiel.schema import Thematique


@dataclass(frozen=True, slots=True)
class Cotation:
    """One answer: a niveau, or « non concerné », or neither (opened and left empty: pas répondu)."""

    niveau: int | None
    non_concerne: bool = False

    def __post_init__(self) -> None:
        if self.non_concerne and self.niveau is not None:
            raise ValueError("Une réponse « non concerné » ne porte pas de niveau.")


@dataclass(frozen=True, slots=True)
class Figure:
    """The figures of one axis for one structure.

    ``repartition[n]`` counts the answers at niveau n, ``applicables`` the critères that are not non concernés.
    Everything else follows from these, so that a figure cannot contradict itself.
    """

    code: str
    titre: str
    titre_court: str
    repartition: tuple[int, ...]
    applicables: int
    non_concernes: int

    def __post_init__(self) -> None:
        if min(*self.repartition, self.non_concernes) < 0 or self.repondus > self.applicables:
            raise ValueError(f"Les comptes de l’axe {self.code} se contredisent.")

    @property
    def repondus(self) -> int:
        return sum(self.repartition)

    @property
    def franchies(self) -> int:
        return sum(niveau * compte for niveau, compte in enumerate(self.repartition))

    @property
    def possibles(self) -> int:
        """The marches of answered critères only: what is not answered is not counted against anyone."""
        return self.repondus * (len(self.repartition) - 1)

    @property
    def score(self) -> Fraction | None:
        """Marches franchies / marches possibles, in [0, 1]; None when nothing is answered."""
        return Fraction(self.franchies, self.possibles) if self.possibles else None

    @property
    def mediane(self) -> int | None:
        """The median niveau, None when nothing is answered."""
        return lower_median(self.repartition)

    def to_contenu(self) -> dict[str, Any]:
        """Plain JSON for an arrêté. Marches are written too, so that SQL can read them."""
        return {
            "code": self.code,
            "titre": self.titre,
            "titre_court": self.titre_court,
            "repartition": list(self.repartition),
            "applicables": self.applicables,
            "non_concernes": self.non_concernes,
            "repondus": self.repondus,
            "franchies": self.franchies,
            "possibles": self.possibles,
        }

    @classmethod
    def from_contenu(cls, contenu: Mapping[str, Any]) -> Figure:
        """The figure kept in an arrêté. Raises ValueError when its marches do not follow from its répartition."""
        figure = cls(
            code=contenu["code"],
            titre=contenu["titre"],
            titre_court=contenu["titre_court"],
            repartition=tuple(contenu["repartition"]),
            applicables=contenu["applicables"],
            non_concernes=contenu["non_concernes"],
        )
        if figure.to_contenu() != dict(contenu):
            raise ValueError(f"L’arrêté de l’axe {figure.code} se contredit.")
        return figure


def lower_median(repartition: Sequence[int]) -> int | None:
    """The median niveau of counts per niveau, None when there are none.

    For an even number of answers, the lower of the two middle ones: an ordinal median must be a niveau that
    somebody chose (« low median », as `statistics.median_low`), and in doubt the échelle says to take the lowest.
    """
    rang = (sum(repartition) + 1) // 2
    for niveau, compte in enumerate(repartition):
        rang -= compte
        if compte and rang <= 0:
            return niveau
    return None


def compute_figure(
    code: str,
    titre: str,
    titre_court: str,
    questions: Iterable[str],
    niveau_max: int,
    cotations: Mapping[str, Cotation],
) -> Figure:
    """The figure of one axis over the codes of its questions.

    Answers to other questions are ignored. Raises ValueError for a niveau outside 0..niveau_max.
    """
    repartition = [0] * (niveau_max + 1)
    applicables = non_concernes = 0
    for question in questions:
        cotation = cotations.get(question)
        if cotation is not None and cotation.non_concerne:
            non_concernes += 1
            continue
        applicables += 1
        if cotation is None or cotation.niveau is None:
            continue
        if not 0 <= cotation.niveau <= niveau_max:
            raise ValueError(f"{question} : le niveau {cotation.niveau} n’existe pas dans l’échelle 0 à {niveau_max}.")
        repartition[cotation.niveau] += 1
    return Figure(code, titre, titre_court, tuple(repartition), applicables, non_concernes)


def compute_thematique(thematique: Thematique, niveau_max: int, cotations: Mapping[str, Cotation]) -> Figure:
    """The figure of a thématique over all its critères."""
    codes = (critere.code for critere in thematique.criteres)
    return compute_figure(thematique.code, thematique.titre, thematique.titre_court, codes, niveau_max, cotations)


def compute_enjeux(thematique: Thematique, niveau_max: int, cotations: Mapping[str, Cotation]) -> tuple[Figure, ...]:
    """The figure of each enjeu, in the order of the référentiel: the axes of a trimestre's radar."""
    return tuple(
        compute_figure(
            enjeu.code,
            enjeu.titre,
            enjeu.titre_court,
            (critere.code for critere in enjeu.criteres),
            niveau_max,
            cotations,
        )
        for enjeu in thematique.enjeux
    )


def compute_positionnement(
    thematique: Thematique, niveau_max: int, cotations: Mapping[str, Cotation]
) -> tuple[Figure, ...]:
    """The starting point: one question per enjeu, so the cotations are keyed by the codes of enjeux."""
    return tuple(
        compute_figure(enjeu.code, enjeu.titre, enjeu.titre_court, (enjeu.code,), niveau_max, cotations)
        for enjeu in thematique.enjeux
    )


def sum_figures(code: str, titre: str, titre_court: str, figures: Sequence[Figure]) -> Figure:
    """One figure out of several axes of the same échelle, such as a thématique out of its enjeux.

    Raises ValueError when there is none or when the échelles differ.
    """
    repartitions = [figure.repartition for figure in figures]
    return Figure(
        code,
        titre,
        titre_court,
        sum_repartitions(repartitions),
        sum(figure.applicables for figure in figures),
        sum(figure.non_concernes for figure in figures),
    )


def sum_repartitions(repartitions: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Counts per niveau added up. Raises ValueError when there is none or when the échelles differ."""
    if len({len(repartition) for repartition in repartitions}) != 1:
        raise ValueError("Des chiffres d’échelles différentes ne s’additionnent pas.")
    return tuple(sum(comptes) for comptes in zip(*repartitions, strict=True))


def partition_100(parts: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Whole percentages that add up to exactly 100, by the largest remainder (Hamilton's method).

    Equal remainders go to the first. A part of 0 stays 0; when all are 0 there is nothing to share and all stay 0.
    Raises ValueError for a negative part.
    """
    if any(part < 0 for part in parts):
        raise ValueError("Une part ne peut pas être négative.")
    total = sum(parts, Fraction(0))
    if not total:
        return (0,) * len(parts)
    exacts = [Fraction(part) * 100 / total for part in parts]
    entiers = [int(exact) for exact in exacts]
    par_reste = sorted(range(len(parts)), key=lambda rang: entiers[rang] - exacts[rang])
    for rang in par_reste[: 100 - sum(entiers)]:
        entiers[rang] += 1
    return tuple(entiers)
