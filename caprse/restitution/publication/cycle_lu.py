"""The collectif's figures of the cycle as one viewer may read them. Pure: contents of the base in, figures out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from caprse.restitution.figures.cycle import AgregatCycle
from caprse.restitution.publication.regles import list_axes
from caprse.restitution.publication.visibilite import can_read_cycle
from caprse.socle.dates import FUSEAU


@dataclass(frozen=True, slots=True)
class CyclePublie:
    """The collectif on one thématique of the cycle, as of the closing of trimestre ``numero``.

    ``population``: alike where two figures count the same structures on the same questions; None where nobody knows.
    """

    thematique: str
    numero: int
    structures: int
    publie_le: datetime
    cycle: AgregatCycle
    population: str | None = None

    @property
    def jour(self) -> date:
        return self.publie_le.astimezone(FUSEAU).date()


def read_cycle(bruts: Iterable[Mapping[str, Any]], seuil: int) -> tuple[CyclePublie, ...]:
    """What the viewer may read of these, the latest of each thématique.

    ``siens``: of each of the viewer's own structures that is counted, its fingerprint and the number of its unit.
    """
    lus = []
    for brut in bruts:
        siens: Sequence[tuple[str, int]] = brut.get("siens") or ()
        cycle = AgregatCycle.from_contenu(brut["agregats"])
        axes = [frozenset({cycle.agregat.code, *(a for a, _ in list_axes(empreinte))}) for empreinte, _ in siens]
        if can_read_cycle(cycle, axes, seuil, [unite for _, unite in siens]):
            publie_le = datetime.fromisoformat(brut["publie_le"])
            population = brut.get("population")
            lus.append(
                CyclePublie(brut["thematique"], brut["numero"], brut["structures"], publie_le, cycle, population)
            )
    return tuple(lus)
