"""The path of the collectif from what was published at its closings: which points, which may be joined. Pure.

Two figures are joined when they count the same structures on the same questions (`figures/comptages.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from caprse.restitution.chemin.regles import ThematiqueSuivie
from caprse.restitution.figures import comptages
from caprse.restitution.figures.autour import PositionCollectif, PositionsPubliees
from caprse.restitution.figures.chemin_collectif import (
    CheminCollectif,
    Cloture,
    EtapeCollectif,
    PointCollectif,
    RangeeCollectif,
)
from caprse.restitution.publication.cycle_lu import CyclePublie


@dataclass(frozen=True, slots=True)
class Paru:
    """A published figure, under the ``code`` that its thématique has today.

    ``codes``: today's code of each of its parts, where it asks today's questions one for one; None where it does not.
    """

    code: str
    lu: CyclePublie
    codes: Mapping[str, str] | None = None


def build_chemin_collectif(
    axes: Sequence[ThematiqueSuivie],
    jours: Sequence[tuple[int, date, date]],
    clotures: Sequence[Cloture],
    parus: Sequence[Paru],
    positions: Mapping[str, PositionsPubliees] | None = None,
) -> CheminCollectif:
    """The path, from figures in any order; of one closing, the latest of each thématique.

    ``positions``: départ and arrivée, by the code that their thématique has today.

    A thématique of an earlier version that ``axes`` lacks comes after them.
    """
    derniers: dict[tuple[str, int], Paru] = {}
    for paru in sorted(parus, key=lambda paru: (paru.lu.numero, paru.lu.publie_le)):
        derniers[paru.code, paru.lu.numero] = paru
    suites: dict[str, list[Paru]] = {axe.code: [] for axe in axes}
    for paru in derniers.values():
        suites.setdefault(paru.code, []).append(paru)
    titres = {axe.code: (axe.titre, axe.titre_court) for axe in axes}
    return CheminCollectif(
        tuple(sorted(jours)),
        tuple(sorted(clotures, key=lambda cloture: cloture.numero)),
        tuple(
            RangeeCollectif(
                code,
                *(titres.get(code) or _name(suite)),
                _list_points(suite),
                _list_etapes(suite),
                depart=PositionCollectif(dites.depart) if (dites := (positions or {}).get(code)) else None,
                arrivee=PositionCollectif(dites.arrivee) if dites else None,
            )
            for code, suite in suites.items()
        ),
    )


def can_compare(avant: Paru, apres: Paru) -> bool:
    """Whether what differs between two figures of a thématique is what moved, and nothing else."""
    return comptages.can_compare(_read_comptage(avant), _read_comptage(apres))


def _read_comptage(paru: Paru) -> comptages.Comptage:
    cycle = paru.lu.cycle
    return comptages.Comptage(
        cycle.source.id, paru.lu.population, len(cycle.agregat.repartition), suivi=paru.codes is not None
    )


def _list_points(suite: Sequence[Paru]) -> tuple[PointCollectif, ...]:
    points = []
    avant: Paru | None = None
    for paru in suite:
        lu, revus = paru.lu, paru.lu.cycle.revus
        lie = avant is not None and can_compare(avant, paru)
        pareil = lie and avant is not None and _is_like(avant, paru)
        creux = revus == 0 if revus is not None else pareil
        points.append(PointCollectif(lu.numero, lu.jour, lu.structures, lu.cycle.agregat, revus, creux, lie))
        avant = paru
    return tuple(points)


def _is_like(avant: Paru, apres: Paru) -> bool:
    un, autre = avant.lu.cycle.agregat, apres.lu.cycle.agregat
    return (un.quartiles, un.repartition) == (autre.quartiles, autre.repartition)


def _list_etapes(suite: Sequence[Paru]) -> tuple[EtapeCollectif, ...]:
    return tuple(
        EtapeCollectif(apres.lu.numero, avant.lu.numero, _count_marches(apres) - _count_marches(avant))
        for avant, apres in pairwise(suite)
        if can_compare(avant, apres)
    )


def _count_marches(paru: Paru) -> int:
    return sum(niveau * compte for niveau, compte in enumerate(paru.lu.cycle.agregat.repartition))


def _name(suite: Sequence[Paru]) -> tuple[str, str]:
    agregat = suite[-1].lu.cycle.agregat
    return agregat.titre, agregat.titre_court
