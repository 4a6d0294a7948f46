"""What one publication says of a collectif: aggregates per axis, and the figures of those who agreed to be named.

Nothing here is about one structure, but for the names that were offered. Who may look is decided in `visibilite.py`,
whether it may appear at all in `regles.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from caprse.restitution.figures.agregats import Agregat, aggregate_axes
from caprse.restitution.figures.bilan import Bilan, Source
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.regles import can_name
from caprse.socle.dates import FUSEAU
from caprse.socle.francais import sort_key


@dataclass(frozen=True, slots=True)
class Nommee:
    """A structure that agreed to be named, with its figures on the axes where naming it gives nobody else away."""

    structure_id: str
    nom: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """What a publication says; ``total`` is the code of its thématique, ``transversal`` that of the other block."""

    source: Source
    niveaux: tuple[str, ...]
    total: str
    transversal: str | None
    agregats: tuple[Agregat, ...]
    nommees: tuple[Nommee, ...]

    @property
    def enjeux(self) -> tuple[Agregat, ...]:
        """The aggregates of the thématique's enjeux, in the order of the référentiel."""
        return tuple(agregat for agregat in self.agregats if agregat.code not in {self.total, self.transversal})

    @property
    def ensembles(self) -> tuple[Agregat, ...]:
        """The aggregates of the thématique and of the transversal block."""
        return tuple(agregat for agregat in self.agregats if agregat.code in {self.total, self.transversal})

    def to_contenu(self) -> dict[str, Any]:
        """Plain JSON for a publication."""
        return {
            "referentiel": asdict(self.source),
            "niveaux": list(self.niveaux),
            "total": self.total,
            "transversal": self.transversal,
            "agregats": [agregat.to_contenu() for agregat in self.agregats],
            "nommees": [
                {
                    "structure_id": nommee.structure_id,
                    "nom": nommee.nom,
                    "figures": [figure.to_contenu() for figure in nommee.figures],
                }
                for nommee in self.nommees
            ],
        }

    @classmethod
    def from_contenu(cls, contenu: Mapping[str, Any]) -> Edition:
        """The content of a publication; names that a query left out read as none."""
        return cls(
            source=Source(**contenu["referentiel"]),
            niveaux=tuple(contenu["niveaux"]),
            total=contenu["total"],
            transversal=contenu["transversal"],
            agregats=tuple(Agregat.from_contenu(agregat) for agregat in contenu["agregats"]),
            nommees=tuple(
                Nommee(
                    nommee["structure_id"],
                    nommee["nom"],
                    tuple(Figure.from_contenu(figure) for figure in nommee["figures"]),
                )
                for nommee in contenu.get("nommees") or ()
            ),
        )


@dataclass(frozen=True, slots=True)
class Publiee:
    """The collectif's figures as one viewer may read them: ``carnets`` counted, on the day of ``publie_le``."""

    edition: Edition
    carnets: int
    publie_le: datetime

    @property
    def jour(self) -> date:
        return self.publie_le.astimezone(FUSEAU).date()


@dataclass(frozen=True, slots=True)
class Parue:
    """An earlier publication of the same trimestre, as the rule on names needs it.

    ``presentes`` lists the structures that answered on each axis, ``nommees`` those that were named on it.
    """

    presentes: Mapping[str, frozenset[str]]
    nommees: Mapping[str, frozenset[str]]


def build_edition(
    bilans: Mapping[str, Bilan], volontaires: Collection[str], anterieures: Sequence[Parue] = ()
) -> Edition:
    """The edition over these carnets, by structure; ``volontaires`` agreed to be named. At least one bilan."""
    modele = next(iter(bilans.values()))
    nommables = list_nommables(list_presentes(bilans), volontaires, anterieures)
    nommees = []
    for structure_id, bilan in bilans.items():
        figures = tuple(figure for figure in bilan.axes if structure_id in nommables.get(figure.code, frozenset()))
        if figures:
            nommees.append(Nommee(structure_id, bilan.structure, figures))
    return Edition(
        source=modele.source,
        niveaux=modele.niveaux,
        total=modele.total.code,
        transversal=modele.transversal.code if modele.transversal else None,
        agregats=aggregate_axes([bilan.axes for bilan in bilans.values()]),
        nommees=tuple(sorted(nommees, key=lambda nommee: (sort_key(nommee.nom), nommee.structure_id))),
    )


def list_presentes(bilans: Mapping[str, Bilan]) -> dict[str, frozenset[str]]:
    """The structures that answered something, axis by axis."""
    presentes: dict[str, set[str]] = {}
    for structure_id, bilan in bilans.items():
        for figure in bilan.axes:
            if figure.repondus:
                presentes.setdefault(figure.code, set()).add(structure_id)
    return {code: frozenset(structures) for code, structures in presentes.items()}


def list_nommables(
    presentes: Mapping[str, frozenset[str]], volontaires: Collection[str], anterieures: Iterable[Parue]
) -> dict[str, frozenset[str]]:
    """The structures that may be named, axis by axis.

    On each axis, all volunteers or none: beside a figure over all, the unnamed must be none, or too many to be told
    apart by each other. This is asked of every publication of the trimestre, and whoever was named in one of them is
    known in all: people keep pictures, and a name given now would also open an older figure.
    """
    anterieures = tuple(anterieures)
    nommables = {}
    for code, ici in presentes.items():
        offertes = ici & frozenset(volontaires)
        connues = offertes.union(*(parue.nommees.get(code, frozenset()) for parue in anterieures))
        ensembles = [ici, *(parue.presentes.get(code, frozenset()) for parue in anterieures)]
        if offertes and all(_hides_unnamed(ensemble, connues) for ensemble in ensembles):
            nommables[code] = offertes
    return nommables


def can_edit(
    presentes: Mapping[str, frozenset[str]], volontaires: Collection[str], anterieures: Sequence[Parue]
) -> bool:
    """Whether an edition over these sets keeps the unnamed hidden from those who remember earlier names.

    Six structures that were all named, then three more that are not: each of the three would read the other two.
    """
    nommables = list_nommables(presentes, volontaires, anterieures)
    for code, ici in presentes.items():
        connues = nommables.get(code, frozenset()).union(
            *(parue.nommees.get(code, frozenset()) for parue in anterieures)
        )
        if ici & connues and not _hides_unnamed(ici, connues):
            return False
    return True


def _hides_unnamed(ensemble: frozenset[str], connues: frozenset[str]) -> bool:
    """Whether nobody in the set can subtract: neither a named one, nor an unnamed one, who knows itself besides."""
    nommees, total = len(ensemble & connues), len(ensemble)
    return can_name(nommees, total) and (nommees == total or can_name(nommees, total - 1))
