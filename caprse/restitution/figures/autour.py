"""What stands beside the points of the collectif's path: départ and arrivée, how many actions were done. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from caprse.restitution.figures.agregats import Agregat, aggregate
from caprse.restitution.figures.bilan import Source
from caprse.restitution.figures.notation import Figure


@dataclass(frozen=True, slots=True)
class PositionCollectif:
    """What the structures said of themselves on a thématique, at the start or in the bilan."""

    agregat: Agregat

    @property
    def score(self) -> Fraction | None:
        """The middle of the structures."""
        return self.agregat.quartiles.mediane if self.agregat.quartiles else None


@dataclass(frozen=True, slots=True)
class PositionsPubliees:
    """Départ and arrivée on one thématique: the same structures, each on the same questions at both moments."""

    source: Source
    depart: Agregat
    arrivee: Agregat

    def to_contenu(self) -> dict[str, Any]:
        """Plain JSON for a publication."""
        return {
            "referentiel": asdict(self.source),
            "depart": self.depart.to_contenu(),
            "arrivee": self.arrivee.to_contenu(),
        }

    @classmethod
    def from_contenu(cls, contenu: Mapping[str, Any]) -> PositionsPubliees:
        """What a publication keeps."""
        return cls(
            Source(**contenu["referentiel"]),
            Agregat.from_contenu(contenu["depart"]),
            Agregat.from_contenu(contenu["arrivee"]),
        )


def aggregate_positions(
    source: Source, figures: Sequence[tuple[Figure, Figure]], groupes: Mapping[int, int]
) -> PositionsPubliees | None:
    """Both moments over these structures, each with its départ and its arrivée; None where nobody has both."""
    depart, arrivee = (aggregate([paire[rang] for paire in figures]) for rang in (0, 1))
    if depart is None or arrivee is None:
        return None
    return PositionsPubliees(source, _group(depart, groupes), _group(arrivee, groupes))


def describe_paire(depart: Figure, arrivee: Figure) -> str:
    """The fingerprint of what one structure said at both moments of one thématique."""
    return hashlib.sha256(repr((depart.repartition, arrivee.repartition)).encode()).hexdigest()[:16]


def count_actions(faites: Sequence[int], groupes: Mapping[int, int]) -> dict[str, Any]:
    """Plain JSON for a publication: how many actions were done, and by how many structures, one number for each."""
    agregat = Agregat("actions", "", "", len(faites), None, (), groupes)
    return {"faites": sum(faites), "agregat": agregat.to_contenu()}


def _group(agregat: Agregat, groupes: Mapping[int, int]) -> Agregat:
    return Agregat(
        agregat.code,
        agregat.titre,
        agregat.titre_court,
        agregat.n,
        agregat.quartiles,
        agregat.repartition,
        groupes,
    )
