"""Two rounds of the same question stand side by side: what moves between them is nobody, or enough people. Pure.

The rule of moves of figures, for votes: whoever knows that only one person changed their mind reads that person's vote
in the difference.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from caprse.restitution.publication.mouvements import build_unites, count_unites
from caprse.seance.contenus.tours import Bulletin, BulletinPoints

Cle = TypeVar("Cle", bound=Hashable)


@dataclass(frozen=True, slots=True)
class VoteLu:
    """One vote: the device, what it said, for which structure where structures vote."""

    appareil: UUID
    bulletin: Bulletin
    structure: UUID | None = None


def hides_each(
    avant: Sequence[VoteLu], apres: Sequence[VoteLu], k: int, ensembles: Iterable[Collection[UUID]] = ()
) -> bool:
    """Whether no vote follows from showing both rounds. Points are looked at choice by choice: each is an axis.

    ``k``: how many move together, as the collectif sets it; ``ensembles``: the structures that one account directs,
    which count as one.
    """
    ensembles = [frozenset(ensemble) for ensemble in ensembles]
    structures = {vote.appareil: vote.structure for vote in (*avant, *apres) if vote.structure is not None}
    for bouges in _list_moved(avant, apres):
        nombre = len(bouges)
        if structures:
            nombre = min(nombre, count_voix({structures[appareil] for appareil in bouges}, ensembles))
        if 0 < nombre < k:
            return False
    return True


def count_voix(structures: Collection[UUID], ensembles: Iterable[Collection[UUID]]) -> int:
    """How many structures, those that one account directs counted as one."""
    unites = build_unites([[str(structure) for structure in ensemble] for ensemble in ensembles])
    return count_unites(map(str, structures), unites)


def _list_moved(avant: Sequence[VoteLu], apres: Sequence[VoteLu]) -> list[set[UUID]]:
    """The devices whose answer was added, removed or changed, axis by axis."""
    ancien, nouveau = _index(avant), _index(apres)
    axes = ancien.keys() | nouveau.keys()
    return [_diff(ancien.get(axe, {}), nouveau.get(axe, {})) for axe in sorted(axes)]


def _index(votes: Sequence[VoteLu]) -> dict[int, dict[UUID, object]]:
    """What each device said, by axis: the points of each choice that it gave some, or its whole answer."""
    par_axe: dict[int, dict[UUID, object]] = {}
    for vote in votes:
        if isinstance(vote.bulletin, BulletinPoints):
            for rang, points in enumerate(vote.bulletin.points):
                if points:
                    par_axe.setdefault(rang, {})[vote.appareil] = points
        else:
            par_axe.setdefault(0, {})[vote.appareil] = vote.bulletin
    return par_axe


def _diff(avant: Mapping[UUID, object], apres: Mapping[UUID, object]) -> set[UUID]:
    return {cle for cle in avant.keys() | apres.keys() if avant.get(cle) != apres.get(cle)}
