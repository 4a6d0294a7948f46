"""What one publication says of a collectif: aggregates per axis, and the figures of those who agreed to be named.

Nothing here is about one structure, but for the names that were offered. Who may look is decided in `visibilite.py`,
whether it may appear at all in `regles.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from caprse.restitution.figures.agregats import Agregat, aggregate_axes, build_ensemble, compute_empreinte
from caprse.restitution.figures.bilan import Bilan, Source
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.mouvements import Unites
from caprse.restitution.publication.noms import choose_names
from caprse.restitution.publication.regles import Cadre, Parue, can_publish, list_shown, split_by_axe
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
    """The collectif's figures as one viewer may read them: ``carnets`` counted, on the day of ``publie_le``.

    ``population``: of its transversal block, as in `figures/comptages.py`, where it is known.
    """

    edition: Edition
    carnets: int
    publie_le: datetime
    population: str | None = None

    @property
    def jour(self) -> date:
        return self.publie_le.astimezone(FUSEAU).date()


def build_edition(
    bilans: Mapping[str, Bilan],
    nommees: Mapping[str, frozenset[str]],
    montres: Collection[str],
    numeros: Mapping[str, int],
) -> Edition:
    """The edition over these carnets, by structure. At least one bilan.

    ``nommees``: who is named on each axis. Axes that are not ``montres`` keep their titles alone. ``numeros``: the
    number of each structure's unit.
    """
    modele = next(iter(bilans.values()))
    nommes = []
    for structure_id, bilan in bilans.items():
        figures = tuple(figure for figure in bilan.axes if structure_id in nommees.get(figure.code, frozenset()))
        if figures:
            nommes.append(Nommee(structure_id, bilan.structure, figures))
    presentes = list_presentes(bilans)
    return Edition(
        source=modele.source,
        niveaux=modele.niveaux,
        total=modele.total.code,
        transversal=modele.transversal.code if modele.transversal else None,
        agregats=tuple(
            replace(agregat, groupes=count_groupes(presentes[agregat.code], numeros))
            if agregat.code in montres
            else agregat.hide()
            for agregat in aggregate_axes([bilan.axes for bilan in bilans.values()])
        ),
        nommees=tuple(sorted(nommes, key=lambda nommee: (sort_key(nommee.nom), nommee.structure_id))),
    )


def list_presentes(bilans: Mapping[str, Bilan]) -> dict[str, frozenset[str]]:
    """The structures that answered something, axis by axis."""
    presentes: dict[str, set[str]] = {}
    for structure_id, bilan in bilans.items():
        for figure in bilan.axes:
            if figure.repondus:
                presentes.setdefault(figure.code, set()).add(structure_id)
    return {code: frozenset(structures) for code, structures in presentes.items()}


def number_unites(structures: Iterable[str], unites: Unites) -> dict[str, int]:
    """A number for each structure, the same within a unit. It says nothing outside the publication."""
    structures = sorted(structures)
    rangs = {unite: rang for rang, unite in enumerate(dict.fromkeys(unites.get(un, un) for un in structures))}
    return {un: rangs[unites.get(un, un)] for un in structures}


def count_groupes(structures: Iterable[str], numeros: Mapping[str, int]) -> dict[int, int]:
    """How many of these structures each unit holds, for those that hold several."""
    comptes = Counter(numeros[structure] for structure in structures)
    return {unite: combien for unite, combien in sorted(comptes.items()) if combien > 1}


@dataclass(frozen=True, slots=True)
class Composee:
    """An edition that may be published, and the number of the unit of each structure that it counts."""

    edition: Edition
    numeros: Mapping[str, int]


def compose_edition(
    bilans: Mapping[str, Bilan],
    volontaires: Collection[str],
    anciennes: Sequence[Parue],
    restants: int,
    cadre: Cadre,
    *,
    cloture: bool,
) -> Composee | None:
    """The edition to publish over these carnets, by structure; None when the rules say to wait.

    ``volontaires`` agree to be named; ``anciennes`` are the editions of before, ``restants`` the carnets to come.
    """
    empreintes = build_ensemble({structure: compute_empreinte(bilan.axes) for structure, bilan in bilans.items()})
    if not empreintes:
        return None
    comptes = {structure: bilan for structure, bilan in bilans.items() if structure in empreintes}
    nouvelle = read_candidate(comptes, cadre)
    modele = next(iter(comptes.values()))
    if not can_publish(nouvelle, anciennes, restants, cadre, cloture=cloture):
        return None
    nommees = choose_names(
        nouvelle, volontaires, anciennes, modele.total.code, [enjeu.code for enjeu in modele.enjeux], cadre
    )
    if nommees is None:
        return None
    numeros = number_unites(comptes, cadre.unites)
    return Composee(build_edition(comptes, nommees, nouvelle.montres, numeros), numeros)


def read_candidate(bilans: Mapping[str, Bilan], cadre: Cadre) -> Parue:
    """What an edition over these carnets would count and show, as the rules compare it. No name is chosen yet."""
    modele = next(iter(bilans.values()))
    valeurs = split_by_axe({structure: compute_empreinte(bilan.axes) for structure, bilan in bilans.items()})
    return Parue(valeurs, list_shown(valeurs, modele.total.code, [enjeu.code for enjeu in modele.enjeux], cadre))
