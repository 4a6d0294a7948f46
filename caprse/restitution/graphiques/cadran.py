"""The geometry of the radar: where a score falls, how large the dial may be, where the labels go."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from string import ascii_uppercase

from caprse.restitution.graphiques.texte import (
    INTERLIGNE,
    SUSPENSION,
    balance,
    measure,
    measure_height,
    wrap,
    wrap_each,
)
from caprse.restitution.graphiques.toile import Align

RAYON_ZERO = 0.14  # 0 % is a small ring, so that a score of zero still shows its axis
RAYON_MAX = 0.36  # of the width
RAYON_BON = 0.21  # below it, labels take more lines
RAYON_MIN = 0.18  # below it, they are cut
# Lines of a label, part of the width it may take beside the dial, and above or below it: ever narrower, then lower.
ESSAIS = (
    *((2, 1.0, 0.6), (2, 1.0, 0.42), (3, 1.0, 0.34), (3, 0.27, 0.3), (3, 0.23, 0.28), (3, 0.19, 0.26)),
    *((2, 0.27, 0.3), (2, 0.23, 0.28), (1, 0.27, 0.3), (1, 0.19, 0.26)),
)
PRESQUE_VERTICAL = 0.2  # the sine under which a label stands above or below its axis
ECART = 0.9  # of the letter size, between the dial and its labels
ETROIT = 25  # letter sizes: where the width holds fewer, labels beside the dial would make it tiny
REPERES = ascii_uppercase  # what stands at the end of an axis on a phone: figures name trimestres and niveaux
LIGNES_LISTE = 3
CREUX = 1.4  # of the letter size, between a title and its figure, and from a letter to its title
ANCRES: dict[Align, float] = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True, slots=True)
class Cadran:
    """The dial: centre and radius of 100 % in px, number of axes. From 12 o'clock, clockwise."""

    x: float
    y: float
    rayon: float
    axes: int

    def get_radius(self, score: Fraction) -> float:
        return self.rayon * (RAYON_ZERO + (1 - RAYON_ZERO) * float(score))

    def place(self, rang: float, score: Fraction) -> tuple[float, float]:
        """The point of a score on an axis."""
        angle, rayon = _get_angle(rang, self.axes), self.get_radius(score)
        return self.x + rayon * math.sin(angle), self.y - rayon * math.cos(angle)

    def cross(self, rang: int, score: Fraction, demi: float) -> tuple[float, float, float, float]:
        """A short bar across an axis, ``demi`` px on each side of the score."""
        x, y = self.place(rang, score)
        angle = _get_angle(rang, self.axes)
        dx, dy = demi * math.cos(angle), demi * math.sin(angle)
        return x - dx, y - dy, x + dx, y + dy


@dataclass(frozen=True, slots=True)
class Etiquette:
    """The label of an axis: its box in px, how it is aligned in it, its text and the figures below it.

    ``series`` names the figures where there are two. ``repere``: what stands for it at the end of its axis; its
    figures are then at the right of its first line.
    """

    x: float
    y: float
    largeur: float
    hauteur: float
    align: Align
    texte: str
    valeurs: tuple[str, ...]
    series: tuple[str, ...] = ()
    repere: str = ""

    @property
    def ancre(self) -> float:
        """Where text of this alignment is anchored."""
        return self.x + ANCRES[self.align] * self.largeur

    @property
    def lignes(self) -> list[str]:
        """Its figures below its text, a line each: named where there are two."""
        return name_valeurs(self.valeurs, self.series)

    def covers(self, autre: Etiquette) -> bool:
        return (
            self.x < autre.x + autre.largeur
            and autre.x < self.x + self.largeur
            and self.y < autre.y + autre.hauteur
            and autre.y < self.y + self.hauteur
        )


@dataclass(frozen=True, slots=True)
class Disposition:
    """A dial with its labels, and the height they take together.

    ``bouts``: where letters stand, if any; ``droites``: where the columns of figures of their list end.
    """

    cadran: Cadran
    etiquettes: tuple[Etiquette, ...]
    hauteur: float
    bouts: tuple[tuple[float, float], ...] = ()
    droites: tuple[float, ...] = ()

    @property
    def entiere(self) -> bool:
        """No label is cut."""
        return not any(SUSPENSION in etiquette.texte for etiquette in self.etiquettes)

    @property
    def lisible(self) -> bool:
        """No label covers another."""
        return not any(
            etiquette.covers(autre)
            for rang, etiquette in enumerate(self.etiquettes)
            for autre in self.etiquettes[rang + 1 :]
        )


def name_valeurs(valeurs: Sequence[str], series: Sequence[str]) -> list[str]:
    """`44 %`; `Nous 44 %` and `Collectif 59 %` where there are two. `sans réponse` needs no name."""
    if len(valeurs) < 2:
        return list(valeurs)
    return [f"{nom} {dit}" if dit.endswith("%") else dit for nom, dit in zip(series, valeurs, strict=True)]


def lay_out_radar(
    titres: Sequence[str],
    valeurs: Sequence[tuple[str, ...]],
    largeur: float,
    corps: float,
    series: tuple[str, ...] = (),
) -> Disposition:
    """The largest legible layout for these labels, ``largeur`` px wide.

    Labels are tried ever narrower until the dial is large enough, none is cut and no two of them cover each other. On
    a phone, the dial takes the width with a letter at the end of each axis, and the labels are a list below it.
    ``valeurs``: of each axis one figure, or two, which ``series`` names.
    """
    if largeur < ETROIT * corps:
        return _list_below(titres, valeurs, largeur, corps, series)
    dispositions = []
    for lignes, cote, sommet in ESSAIS:
        disposition = _try_disposition(
            titres, valeurs, series, largeur, corps, lignes, cote * largeur, sommet * largeur
        )
        if disposition.lisible and disposition.entiere and disposition.cadran.rayon >= RAYON_BON * largeur:
            return disposition
        dispositions.append(disposition)
    return max(
        dispositions,
        key=lambda d: (
            d.lisible,
            d.cadran.rayon >= RAYON_MIN * largeur,
            d.entiere,
            d.cadran.rayon,
        ),
    )


def _try_disposition(
    titres: Sequence[str],
    valeurs: Sequence[tuple[str, ...]],
    series: tuple[str, ...],
    largeur: float,
    corps: float,
    lignes: int,
    cote: float,
    sommet: float,
) -> Disposition:
    """The layout with labels of so many lines, and so many px beside the dial (``cote``) or above it (``sommet``)."""
    angles = [_get_angle(rang, len(titres)) for rang in range(len(titres))]
    textes = [
        wrap(titre, sommet, corps, lignes)
        if _get_align(angle) == "center"
        else wrap_each(balance(titre, corps, lignes), cote, corps)
        for titre, angle in zip(titres, angles, strict=True)
    ]
    blocs = ["\n".join([texte, *name_valeurs(dites, series)]) for texte, dites in zip(textes, valeurs, strict=True)]
    largeurs = [measure(bloc, corps) for bloc in blocs]
    limites = [
        (largeur / 2 - large) / abs(math.sin(angle)) - ECART * corps
        for angle, large in zip(angles, largeurs, strict=True)
        if _get_align(angle) != "center"
    ]
    rayon = min(RAYON_MAX * largeur, *limites)
    etiquettes = []
    for angle, texte, dites, bloc, large in zip(angles, textes, valeurs, blocs, largeurs, strict=True):
        align, haute = _get_align(angle), measure_height(bloc, corps)
        x = largeur / 2 + (rayon + ECART * corps) * math.sin(angle) - ANCRES[align] * large
        y = -(rayon + ECART * corps) * math.cos(angle) - (1 + math.cos(angle)) / 2 * haute
        etiquettes.append(Etiquette(x, y, large, haute, align, texte, dites, series))
    haut = min(-rayon, *(etiquette.y for etiquette in etiquettes))
    bas = max(rayon, *(etiquette.y + etiquette.hauteur for etiquette in etiquettes))
    descendues = tuple(replace(etiquette, y=etiquette.y - haut) for etiquette in etiquettes)
    return Disposition(Cadran(largeur / 2, -haut, rayon, len(titres)), descendues, bas - haut)


def _list_below(
    titres: Sequence[str], valeurs: Sequence[tuple[str, ...]], largeur: float, corps: float, series: Sequence[str]
) -> Disposition:
    """The dial as large as its width allows, letters around it, and under it one line an axis."""
    rayon = RAYON_MAX * largeur
    milieu, bord = largeur / 2, rayon + ECART * corps + corps * INTERLIGNE / 2
    bouts = tuple(
        (milieu + bord * math.sin(angle), bord * (1 - math.cos(angle)) + corps)
        for angle in (_get_angle(rang, len(titres)) for rang in range(len(titres)))
    )
    droites = _place_columns(valeurs, largeur, corps, series)
    # The names of two columns stand above their first figures.
    y = 2 * bord + (4.2 if len(droites) > 1 else 3) * corps
    gauche = droites[0] - max(measure(dites[0], corps) for dites in valeurs)
    etiquettes = []
    for repere, (titre, dites) in zip(REPERES, zip(titres, valeurs, strict=True), strict=False):
        texte = wrap(titre, gauche - 2 * CREUX * corps, corps, LIGNES_LISTE)
        haute = measure_height(texte, corps)
        etiquettes.append(Etiquette(0, y, largeur, haute, "left", texte, dites, repere=repere))
        y += haute + corps * 0.55
    return Disposition(Cadran(milieu, bord + corps, rayon, len(titres)), tuple(etiquettes), y, bouts, droites)


def _place_columns(
    valeurs: Sequence[tuple[str, ...]], largeur: float, corps: float, series: Sequence[str]
) -> tuple[float, ...]:
    """Where the figures end at the right: one column, or ours and then the collectif's."""
    seconds = [dites[1] for dites in valeurs if len(dites) > 1]
    if not seconds:
        return (largeur,)
    return (largeur - max(measure(texte, corps) for texte in (*seconds, *series[1:])) - CREUX * corps, largeur)


def _get_angle(rang: float, axes: int) -> float:
    return 2 * math.pi * rang / axes


def _get_align(angle: float) -> Align:
    sinus = math.sin(angle)
    if abs(sinus) < PRESQUE_VERTICAL:
        return "center"
    return "left" if sinus > 0 else "right"
