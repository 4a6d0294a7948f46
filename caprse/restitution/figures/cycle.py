"""Where the collectif stands over the whole cycle, one thématique at a time: the states of its structures. Pure.

Thématiques are never added up: each asks its own questions, and no whole is told beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from caprse.referentiel.schema import Referentiel
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.bilan import Source
from caprse.restitution.figures.etats import Etat
from caprse.restitution.figures.notation import Figure, compute_enjeux, compute_thematique


@dataclass(frozen=True, slots=True)
class AxeTenu:
    """One thématique in the state of a structure, with its ``parts``: its enjeux; itself, where it is the block that
    every trimestre asks, whose enjeux nobody is shown.

    ``revus``: how many of its niveaux were given at that trimestre. What is not concerned is not counted.
    ``origines``: of which trimestres the niveaux of each part are. ``questions``: the critères that have one.
    """

    figure: Figure
    parts: tuple[Figure, ...]
    revus: int
    origines: Mapping[str, tuple[int, ...]]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgregatCycle:
    """The collectif on one thématique of the cycle. ``parts`` hold how many answered each enjeu, and no figure.

    ``revus``: how many of the niveaux were given or looked at again at that trimestre, None where it is not told.
    """

    source: Source
    niveaux: tuple[str, ...]
    agregat: Agregat
    parts: tuple[Agregat, ...]
    revus: int | None

    @property
    def repris(self) -> int | None:
        """How many of the niveaux were carried over."""
        return sum(self.agregat.repartition) - self.revus if self.revus is not None else None

    def to_contenu(self) -> dict[str, Any]:
        """Plain JSON for a publication."""
        return {
            "referentiel": asdict(self.source),
            "niveaux": list(self.niveaux),
            "agregat": self.agregat.to_contenu(),
            "parts": [part.to_contenu() for part in self.parts],
            "revus": self.revus,
        }

    @classmethod
    def from_contenu(cls, contenu: Mapping[str, Any]) -> AgregatCycle:
        """What a publication keeps."""
        return cls(
            Source(**contenu["referentiel"]),
            tuple(contenu["niveaux"]),
            Agregat.from_contenu(contenu["agregat"]),
            tuple(Agregat.from_contenu(part) for part in contenu["parts"]),
            contenu["revus"],
        )


def list_axes_tenus(referentiel: Referentiel, etat: Etat) -> dict[str, AxeTenu]:
    """The thématiques of a state that hold a niveau, by code, in the terms of this version."""
    cotations = {tenue.critere: tenue.cotation for tenue in etat.tenues}
    niveaux = {tenue.critere: tenue.trimestre for tenue in etat.tenues if tenue.cotation.niveau is not None}
    axes = {}
    for thematique in referentiel.thematiques:
        figure = compute_thematique(thematique, referentiel.niveau_max, cotations)
        if not figure.repondus:
            continue
        siens = [critere.code for critere in thematique.criteres if critere.code in niveaux]
        parts: tuple[Figure, ...] = (figure,)
        questions = {thematique.code: siens}
        if thematique.code != referentiel.transversal:
            parts = compute_enjeux(thematique, referentiel.niveau_max, cotations)
            questions = {e.code: [c.code for c in e.criteres if c.code in niveaux] for e in thematique.enjeux}
        axes[thematique.code] = AxeTenu(
            figure,
            parts,
            sum(niveaux[code] == etat.numero for code in siens),
            {part: tuple(sorted({niveaux[code] for code in codes})) for part, codes in questions.items()},
            tuple(siens),
        )
    return axes
