"""The rule of moves for what is shown critère by critère, with fingerprints of its own. Pure.

A publication moves axis by axis; inside an axis that three carnets moved, a single critère may have moved by one. The
one place where this room asks the rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from caprse.seance.vote.mouvements import count_voix


@dataclass(frozen=True, slots=True)
class Mouvement:
    """One structure's answer to one critère is not the same in the publication of this ``numero`` as in the last."""

    numero: int
    critere: str
    structure: UUID


def can_show_criteres(
    mouvements: Iterable[Mouvement], nommees: Collection[UUID], ensembles: Collection[Collection[UUID]], k: int
) -> bool:
    """Whether the critères of an axis may be shown beside what every earlier publication showed of them.

    Against each, on each critère: nobody moved, or ``k`` did, as the collectif sets it. ``nommees`` are known by name
    and hide nobody; ``ensembles``: the structures that one account directs, which count as one. All critères of the
    axis or none: the axis less the others gives the last one.
    """
    bouges: dict[tuple[int, str], set[UUID]] = {}
    for mouvement in mouvements:
        bouges.setdefault((mouvement.numero, mouvement.critere), set()).add(mouvement.structure)
    # Where only named ones moved, what is read is theirs, and only their axis was offered by name: none is too few.
    return all(count_voix(bouge - set(nommees), ensembles) >= k for bouge in bouges.values())
