"""What two figures of the collectif may be set against each other: those that count the same answers. Pure.

As many of each is not enough: one structure may have left and another come. What differs would then not be what
moved, but who was counted, or what was asked. The path, the fédération and the wall all ask here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comptage:
    """What a published figure counts.

    ``population``: alike where two figures count the same structures on the same questions; None where nobody knows.
    ``niveaux``: how many its scale has. ``suivi``: it asks today's questions one for one, whatever its version.
    """

    source: str
    population: str | None
    niveaux: int
    suivi: bool = False


def can_compare(avant: Comptage, apres: Comptage) -> bool:
    """Whether what differs between two figures of a thématique is what moved, and nothing else."""
    if avant.source != apres.source and not (avant.suivi and apres.suivi):
        return False
    return avant.population is not None and avant.population == apres.population and avant.niveaux == apres.niveaux
