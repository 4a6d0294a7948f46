"""What every trimestre asks, from one trimestre to the next: like is compared with like. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caprse.restitution.federation.service import CollectifVu
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.comptages import Comptage, can_compare


@dataclass(frozen=True, slots=True)
class Etape:
    """One trimestre of a collectif on the block that all trimestres ask. ``autre``: asked by another version of the
    référentiel than the figure before. ``lie``: it counts the same answers as the figure before, so that both compare.
    """

    numero: int
    agregat: Agregat
    autre: bool = False
    lie: bool = False


@dataclass(frozen=True, slots=True)
class Evolution:
    """One collectif, its trimestres that have a figure, in order."""

    collectif: CollectifVu
    etapes: tuple[Etape, ...]


def list_evolutions(collectifs: Sequence[CollectifVu], code: str) -> tuple[Evolution, ...]:
    """Those of the collectifs that have at least two figures on this block."""
    evolutions = []
    for collectif in collectifs:
        etapes: list[Etape] = []
        avant: Comptage | None = None
        for numero, publiee in sorted(zip(collectif.numeros, collectif.publications, strict=True), key=_get_numero):
            agregat = next((a for a in publiee.edition.ensembles if a.code == code), None)
            if agregat is None or agregat.quartiles is None or publiee.edition.transversal != code:
                continue
            comptage = Comptage(publiee.edition.source.id, publiee.population, len(agregat.repartition))
            autre = avant is not None and avant.source != comptage.source
            etapes.append(Etape(numero, agregat, autre, lie=avant is not None and can_compare(avant, comptage)))
            avant = comptage
        if len(etapes) > 1:
            evolutions.append(Evolution(collectif, tuple(etapes)))
    return tuple(evolutions)


def _get_numero(paire: tuple[int, object]) -> int:
    return paire[0]
