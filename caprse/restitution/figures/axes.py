"""What charts, tables and sentences all read: one axis with its figures side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from caprse.restitution.figures.agregats import Agregat, Quartiles
from caprse.restitution.figures.formats import format_pourcent
from caprse.restitution.figures.notation import Figure

# Under three axes there is no polygon; over nine, no legible label.
AXES_MIN, AXES_MAX = 3, 9
PAS_REPONDU = "sans réponse"
SANS_OBJET = "s.o."
NON_MONTRE = "n.m."
ABSENT = "—"
# Beside a figure that no line leads to.
AUTRES_QUESTIONS = "pas les mêmes critères qu’avant"
MANQUES = {
    PAS_REPONDU: "sans réponse",
    SANS_OBJET: "sans objet, non concerné",
    NON_MONTRE: "non montré, trop peu de réponses",
    ABSENT: "pas de chiffre",
}


@dataclass(frozen=True, slots=True)
class Axe:
    """One axis: the structure's figure, the collectif's, and the structure's of the trimestre before."""

    code: str
    titre: str
    titre_court: str
    nous: Figure | None = None
    collectif: Agregat | None = None
    precedent: Figure | None = None
    couleur: str | None = None  # of its thématique, where the axes are thématiques
    tenue: tuple[int, int] | None = None  # of its answers, where it is a state: given then, carried over
    collectif_repris: bool = False  # of the collectif's: none of its answers was given or looked at again then

    @property
    def score(self) -> Fraction | None:
        return self.nous.score if self.nous is not None else None

    @property
    def repris(self) -> bool:
        """Whether none of its answers was given then: it is drawn hollow."""
        return self.tenue is not None and self.tenue[0] == 0 and self.tenue[1] > 0

    @property
    def quartiles(self) -> Quartiles | None:
        return self.collectif.quartiles if self.collectif is not None else None

    @property
    def mediane(self) -> Fraction | None:
        return self.quartiles.mediane if self.quartiles is not None else None

    @property
    def score_precedent(self) -> Fraction | None:
        return self.precedent.score if self.precedent is not None else None


@dataclass(frozen=True, slots=True)
class Noms:
    """How the series are named on a picture. None: the series is not drawn, even where it has figures.

    ``mediane_dite``: the figure printed at each axis is the collectif's, though « nous » is drawn too. A structure
    reads everyday words; who animates or compares collectifs reads the exact ones (``NOMS_COLLECTIF``).
    """

    nous: str | None = "Nous"
    collectif: str | None = "Collectif"
    etendue: str = "La moitié des structures"
    precedent: str | None = "Trimestre précédent"
    repris: str = "Repris d’avant"
    collectif_repris: str = "Médiane reprise d’avant"
    mediane_dite: bool = False

    @property
    def dit_nous(self) -> bool:
        """Whether the figure printed at each axis is the structure's."""
        return self.nous is not None and not self.mediane_dite


NOMS = Noms()
NOMS_COLLECTIF = Noms(None, "Médiane du collectif", "Moitié centrale du collectif", None)
NOMS_COLLECTIF_ET_NOUS = Noms(precedent=None, mediane_dite=True)


@dataclass(frozen=True, slots=True)
class Progres:
    """One axis over the trimestres: a figure per trimestre, None where there is none.

    ``lies``: the ranks of the figures that are over the very same questions as the one before, the only ones to which
    a line leads.
    """

    code: str
    titre: str
    titre_court: str
    figures: tuple[Figure | None, ...]
    lies: frozenset[int]

    def changes_at(self, rang: int) -> bool:
        """Whether the figure at this rank, and the one before, are over different questions."""
        scores = [figure.score if figure else None for figure in self.figures[rang - 1 : rang + 1]]
        return rang > 0 and rang not in self.lies and None not in scores


@dataclass(frozen=True, slots=True)
class LigneCarte:
    """One structure of the heatmap, with the figures that it has; ``nous``: whether it is the one that looks.

    ``etat`` and ``suite``, for whoever may know: where its carnet stands, what may be done with it and where.
    """

    nom: str
    figures: tuple[Figure, ...]
    nous: bool | None = None
    etat: str = ""
    suite: tuple[str, str] | None = None

    @property
    def autre(self) -> bool:
        """Whether it is another structure than the one that looks: its hue is then that of the collectif."""
        return self.nous is False


class Reparti(Protocol):
    """An axis with counts per niveau: a Figure or an Agregat."""

    @property
    def code(self) -> str: ...
    @property
    def titre(self) -> str: ...
    @property
    def titre_court(self) -> str: ...
    @property
    def repartition(self) -> tuple[int, ...]: ...


def build_axes(
    figures: Sequence[Figure], agregats: Iterable[Agregat] = (), precedents: Iterable[Figure] = ()
) -> tuple[Axe, ...]:
    """The axes of one structure, in the order of its figures; the others are matched by code.

    An axis whose aggregate may not be shown is simply left out of ``agregats``.
    """
    agregat_par_code = {agregat.code: agregat for agregat in agregats}
    precedent_par_code = {figure.code: figure for figure in precedents}
    return tuple(
        Axe(
            figure.code,
            figure.titre,
            figure.titre_court,
            figure,
            agregat_par_code.get(figure.code),
            precedent_par_code.get(figure.code),
        )
        for figure in figures
    )


def build_axes_collectif(
    labels: Sequence[Reparti], agregats: Iterable[Agregat], nous: Iterable[Figure] = ()
) -> tuple[Axe, ...]:
    """The axes of the collectif: one per label, so that an axis that may not be shown still has its place.

    ``nous``: the figures of the one structure that looks, its own.
    """
    par_code = {agregat.code: agregat for agregat in agregats}
    notres = {figure.code: figure for figure in nous}
    return tuple(
        Axe(label.code, label.titre, label.titre_court, notres.get(label.code), par_code.get(label.code))
        for label in labels
    )


def list_columns(lignes: Iterable[LigneCarte]) -> dict[str, str]:
    """The axes of a heatmap, code → titre court, in the order that all rows share.

    Two axes of the same titre court carry their code too, so that neither column hides the other.
    """
    lignes = list(lignes)
    titres = {figure.code: figure.titre_court for ligne in lignes for figure in ligne.figures}
    fois = Counter(titres.values())
    codes = merge_codes([[figure.code for figure in ligne.figures] for ligne in lignes])
    return {code: titres[code] if fois[titres[code]] == 1 else f"{titres[code]} {code}" for code in codes}


def merge_codes(suites: Iterable[Sequence[str]]) -> list[str]:
    """One order out of several partial ones: a new code goes after its predecessor, else before its next known one."""
    codes: list[str] = []
    for suite in suites:
        for rang, code in enumerate(suite):
            if code in codes:
                continue
            suivants = [codes.index(suivant) for suivant in suite[rang + 1 :] if suivant in codes]
            place = codes.index(suite[rang - 1]) + 1 if rang else min(suivants, default=len(codes))
            codes.insert(place, code)
    return codes


def get_manque(figure: Figure | None) -> str:
    """Why an axis has no score: `s.o.`, `vide` or `—`; empty when it has one."""
    if figure is None:
        return ABSENT
    if figure.score is not None:
        return ""
    return PAS_REPONDU if figure.applicables else SANS_OBJET


def get_manque_agregat(agregat: Agregat | None) -> str:
    """The same for the collectif: `n.m.` or empty."""
    return "" if agregat is not None and agregat.quartiles is not None else NON_MONTRE


def get_etiquette(axe: Axe, noms: Noms = NOMS) -> str:
    """What is printed at the end of an axis: the score, or the median where there is no « nous », or why neither."""
    valeur = get_valeur(axe, noms)
    return format_pourcent(valeur) if valeur is not None else get_manque_axe(axe, noms)


def get_valeur(axe: Axe, noms: Noms = NOMS) -> Fraction | None:
    """The figure that an axis prints: the score, or the median where there is no « nous »."""
    return axe.score if noms.dit_nous else axe.mediane


def get_manque_axe(axe: Axe, noms: Noms = NOMS) -> str:
    """Why an axis prints no figure; empty when it has one."""
    return get_manque(axe.nous) if noms.dit_nous else get_manque_agregat(axe.collectif)
