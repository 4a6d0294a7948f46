"""All the figures of one carnet: what closing freezes, and what a screen computes while the trimestre is open.

A bilan is self-contained: it carries its titles, the names of its niveaux and the version of its référentiel, so that
a closed trimestre reads the same whatever is renamed, renumbered or imported later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.schema import BILAN, Referentiel, Thematique
from caprse.restitution.figures.etats import Etat
from caprse.restitution.figures.forces import CritereCote, Rangs, rank_forces
from caprse.restitution.figures.notation import (
    Cotation,
    Figure,
    compute_enjeux,
    compute_figure,
    compute_positionnement,
    compute_thematique,
    sum_figures,
)

# The code of an axis that no question belongs to; no thématique can have it.
SANS_QUESTION = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """The référentiel that figures were computed with: the id of its stored version, its number, its title."""

    id: str
    version: str
    titre: str

    @property
    def libelle(self) -> str:
        return f"{self.titre}, version {self.version}"


@dataclass(frozen=True, slots=True)
class ReponseCotee:
    """What was answered to one critère, with its title. Neither a niveau nor non concerné: pas répondu."""

    code: str
    titre: str
    niveau: int | None
    non_concerne: bool


@dataclass(frozen=True, slots=True)
class Bilan:
    """One carnet in figures.

    ``total`` is its thématique (in the bilan of the cycle, the transversal block), ``enjeux`` the axes of that one,
    ``transversal`` the block asked every trimestre (None when there is none). ``depart`` holds the positionnement on
    the same axes, only those that were answered then.
    ``etat`` is where the structure stands over the whole cycle at that trimestre, ``revisions`` what of it was looked
    at again then: no figure above counts them. Arrêtés of before have neither.
    """

    structure: str
    source: Source
    niveaux: tuple[str, ...]
    enjeux: tuple[Figure, ...]
    total: Figure
    transversal: Figure | None
    depart: tuple[Figure, ...]
    reponses: tuple[ReponseCotee, ...]
    rangs: Rangs
    revisions: tuple[ReponseCotee, ...] = ()
    etat: Etat | None = None

    @property
    def axes(self) -> tuple[Figure, ...]:
        """Every axis on which the collectif is compared: the enjeux, the thématique, the transversal block."""
        return (*self.enjeux, self.total, *([self.transversal] if self.transversal else []))

    @property
    def ensembles(self) -> tuple[Figure, ...]:
        """The thématique and the transversal block: the axes of the whole cycle."""
        return (self.total, *([self.transversal] if self.transversal else []))

    def to_contenu(self) -> dict[str, Any]:
        """Plain JSON for an arrêté."""
        return {
            "structure": self.structure,
            "referentiel": asdict(self.source),
            "niveaux": list(self.niveaux),
            "enjeux": [figure.to_contenu() for figure in self.enjeux],
            "total": self.total.to_contenu(),
            "transversal": self.transversal.to_contenu() if self.transversal else None,
            "depart": [figure.to_contenu() for figure in self.depart],
            "reponses": [asdict(reponse) for reponse in self.reponses],
            "rangs": _write_rangs(self.rangs),
            # A carnet without any reads as those of before.
            **({"revisions": [asdict(revision) for revision in self.revisions]} if self.revisions else {}),
            **({"etat": self.etat.to_contenu()} if self.etat is not None else {}),
        }

    @classmethod
    def from_contenu(cls, contenu: Mapping[str, Any]) -> Bilan:
        """The bilan kept in an arrêté; what a query left out of it (answers, starting point, ranks) reads as empty."""
        rangs = contenu.get("rangs") or {"forces_ex_aequo": 0, "a_travailler_ex_aequo": 0}
        return cls(
            structure=contenu["structure"],
            source=Source(**contenu["referentiel"]),
            niveaux=tuple(contenu["niveaux"]),
            enjeux=_read_figures(contenu["enjeux"]),
            total=Figure.from_contenu(contenu["total"]),
            transversal=Figure.from_contenu(contenu["transversal"]) if contenu["transversal"] else None,
            depart=_read_figures(contenu.get("depart", ())),
            reponses=tuple(ReponseCotee(**reponse) for reponse in contenu.get("reponses", ())),
            rangs=Rangs(
                tuple(CritereCote(**cote) for cote in rangs.get("forces", ())),
                tuple(CritereCote(**cote) for cote in rangs.get("a_travailler", ())),
                rangs["forces_ex_aequo"],
                rangs["a_travailler_ex_aequo"],
            ),
            revisions=tuple(ReponseCotee(**revision) for revision in contenu.get("revisions", ())),
            etat=Etat.from_contenu(contenu["etat"]) if contenu.get("etat") else None,
        )


def _write_rangs(rangs: Rangs) -> dict[str, Any]:
    """What is not said is left out: what was kept before first steps were written reads and is written the same."""
    contenu = asdict(rangs)
    for cote in (*contenu["forces"], *contenu["a_travailler"]):
        if cote["premier_pas"] is None:
            del cote["premier_pas"]
    return contenu


def compute_bilan(
    referentiel: Referentiel,
    source_id: str,
    thematique: str,
    structure: str,
    cotations: Mapping[str, Cotation],
    positions: Mapping[str, Cotation],
) -> Bilan:
    """The bilan of one carnet; ``cotations`` by critère, ``positions`` (the positionnement) by enjeu.

    Raises KeyError for a thématique that the référentiel does not hold, ValueError for a niveau outside its échelle.
    """
    capsule = referentiel.capsule(thematique)
    enjeux, ensembles = compute_axes(referentiel, thematique, cotations)
    criteres = [critere for part in capsule for critere in part.criteres]
    vides = Cotation(None)
    reponses = tuple(
        ReponseCotee(critere.code, critere.titre, cotation.niveau, cotation.non_concerne)
        for critere in criteres
        for cotation in (cotations.get(critere.code, vides),)
    )
    return Bilan(
        structure=structure,
        source=Source(source_id, referentiel.version, referentiel.titre),
        niveaux=list_niveaux(referentiel),
        enjeux=enjeux,
        total=ensembles[0],
        transversal=ensembles[1] if ensembles[1:] else None,
        depart=compute_depart(capsule, referentiel.niveau_max, positions),
        reponses=reponses,
        rangs=rank_forces(capsule[0].criteres if capsule else (), referentiel.niveau_max, cotations),
    )


def compute_axes(
    referentiel: Referentiel, thematique: str, cotations: Mapping[str, Cotation]
) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """The figures of a capsule: its enjeux, then its thématique and the transversal block. Raises as compute_bilan."""
    capsule = referentiel.capsule(thematique)
    if not capsule:
        # The bilan of a référentiel without a transversal block asks nothing by itself: its révisions are its answers.
        return (), (compute_figure(SANS_QUESTION, BILAN, BILAN, (), referentiel.niveau_max, cotations),)
    return (
        compute_enjeux(capsule[0], referentiel.niveau_max, cotations),
        tuple(compute_thematique(part, referentiel.niveau_max, cotations) for part in capsule),
    )


def compute_depart(
    thematiques: Iterable[Thematique], niveau_max: int, positions: Mapping[str, Cotation]
) -> tuple[Figure, ...]:
    """The positionnement on each enjeu and on each thématique as a whole; axes without an answer are left out."""
    figures: list[Figure] = []
    for thematique in thematiques:
        enjeux = compute_positionnement(thematique, niveau_max, positions)
        figures += enjeux
        figures.append(sum_figures(thematique.code, thematique.titre, thematique.titre_court, enjeux))
    return tuple(figure for figure in figures if figure.repondus)


def _read_figures(contenus: Sequence[Mapping[str, Any]]) -> tuple[Figure, ...]:
    return tuple(Figure.from_contenu(contenu) for contenu in contenus)
