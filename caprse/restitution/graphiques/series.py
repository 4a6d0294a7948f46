"""The look of each series, the same on every chart, and the key that explains it.

Nous: a full dot, hollow where its answers are carried over. Médiane: a bar across the axis, hollow as well. Moitié
centrale (Q1 to Q3): a pale strip along the axis. Trimestre précédent: a hollow ring, wider than the dot so that both
show where they coincide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from caprse.restitution.figures.axes import Axe, Noms, get_etiquette
from caprse.restitution.graphiques.cles import lay_out_meanings
from caprse.restitution.graphiques.palette import (
    COLLECTIF,
    ETENDUE,
    ETENDUE_CONTOUR,
    FOND,
    NOUS,
    PRECEDENT,
)
from caprse.restitution.graphiques.texte import measure, wrap
from caprse.restitution.graphiques.toile import BANDES, BARRES, Marque, Points, Segments, Textes

Genre = Literal["nous", "repris", "collectif", "collectif_repris", "etendue", "precedent"]
Ligne = tuple[float, float, float, float]
TIRETS_COLLECTIF = (7.0, 4.0)
TIRETS_PRECEDENT = (2.0, 3.0)
QUARTS = tuple(Fraction(quart, 4) for quart in range(5))  # where a scale from 0 to 100 % has its marks
CORPS_USUEL = 14  # the letters for which the sizes below are drawn; larger ones enlarge everything


@dataclass(frozen=True, slots=True)
class Cle:
    """One entry of the key."""

    genre: Genre
    texte: str


def list_keys(axes: Sequence[Axe], noms: Noms) -> tuple[Cle, ...]:
    """The series that are named and have a figure on at least one axis; one alone is what the page is about."""
    mediane = any(axe.mediane is not None for axe in axes)
    presents: tuple[tuple[Genre, str | None, bool], ...] = (
        ("nous", noms.nous, any(axe.score is not None and not axe.repris for axe in axes)),
        ("repris", noms.nous and noms.repris, any(axe.score is not None and axe.repris for axe in axes)),
        ("collectif", noms.collectif, any(axe.mediane is not None and not axe.collectif_repris for axe in axes)),
        (
            "collectif_repris",
            noms.collectif and noms.collectif_repris,
            any(axe.mediane is not None and axe.collectif_repris for axe in axes),
        ),
        ("etendue", noms.etendue, mediane and noms.collectif is not None),
        ("precedent", noms.precedent, any(axe.score_precedent is not None for axe in axes)),
    )
    cles = tuple(Cle(genre, nom) for genre, nom, present in presents if nom and present)
    return () if [cle.genre for cle in cles] == ["nous"] else cles


def draw_etendue(lignes: Sequence[Ligne], k: float) -> list[Marque]:
    """The pale strips from Q1 to Q3, with an edge that can be seen on white."""
    return [
        Segments("etendue-contour", lignes, ETENDUE_CONTOUR, 11 * k, rond=True, plan=BANDES),
        Segments("etendue", lignes, ETENDUE, 8.5 * k, rond=True, plan=BANDES),
    ]


def draw_mediane(lignes: Sequence[Ligne], k: float) -> Marque:
    """The bars across, one per axis."""
    return Segments("mediane", lignes, COLLECTIF, 3.5 * k, plan=BARRES)


def draw_mediane_reprise(lignes: Sequence[Ligne], k: float) -> list[Marque]:
    """The bars of what nobody looked at again: white inside, as the dots are."""
    return [
        Segments("mediane-reprise", lignes, COLLECTIF, 7 * k, rond=True, plan=BARRES),
        Segments("mediane-reprise-fond", lignes, FOND, 3 * k, rond=True, plan=BARRES),
    ]


def draw_nous(points: Sequence[tuple[float, float]], k: float) -> Points:
    return Points("nous", points, 5.5 * k, NOUS, NOUS, 0)


def draw_repris(points: Sequence[tuple[float, float]], k: float) -> Points:
    """The dots of what was not looked at again: white inside, so that no line is seen through."""
    return Points("repris", points, 5.5 * k, NOUS, FOND, 2.5 * k)


def draw_precedent(points: Sequence[tuple[float, float]], k: float) -> Marque:
    return Points("precedent", points, 8 * k, PRECEDENT, None, 2 * k)


def draw_outline(genre: Genre, lignes: Sequence[Ligne], k: float) -> Segments:
    """The sides of a polygon: solid, dashed or dotted."""
    match genre:
        case "nous" | "repris":
            return Segments("nous-trait", lignes, NOUS, 3.5 * k)
        case "precedent":
            return Segments("precedent-trait", lignes, PRECEDENT, 2 * k, tuple(k * part for part in TIRETS_PRECEDENT))
        case _:
            return Segments("mediane-trait", lignes, COLLECTIF, 2 * k, tuple(k * part for part in TIRETS_COLLECTIF))


def lay_out_keys(
    cles: Sequence[Cle], axes: Sequence[Axe], noms: Noms, largeur: float, haut: float, corps: float, traits: bool
) -> tuple[list[Marque], float]:
    """The key of a chart, from ``haut`` on, as many entries a line as fit, and the height it takes.

    Abbreviations that the chart prints (vide, s.o.) are spelled out on the last lines.
    """
    k, pas = corps / CORPS_USUEL, corps * 1.8
    echantillon = (40 if traits else 26) * k
    marques: list[Marque] = []
    textes: list[tuple[float, float, str]] = []
    x, y = 0.0, haut + pas / 2
    for cle in cles:
        largeur_cle = echantillon + 8 * k + measure(cle.texte, corps)
        if x and x + largeur_cle > largeur:
            x, y = 0.0, y + pas
        marques += _draw_sample(cle.genre, x, y, echantillon, k, traits)
        textes.append((x + echantillon + 8 * k, y, wrap(cle.texte, largeur - echantillon - 8 * k, corps, lignes=1)))
        x += largeur_cle + 22 * k
    marques.append(Textes("cle", textes, corps, baseline="middle"))
    bas = (y + pas / 2) if cles else haut
    etiquettes = (get_etiquette(axe, noms) for axe in axes)
    sens, bas = lay_out_meanings(etiquettes, largeur, bas, corps, ecart=corps * 0.3)
    return [*marques, *sens], bas - haut


def _draw_sample(genre: Genre, x: float, y: float, largeur: float, k: float, traits: bool) -> list[Marque]:
    milieu = x + largeur / 2
    trait = [draw_outline(genre, [(x, y, x + largeur, y)], k)] if traits and genre != "etendue" else []
    match genre:
        case "nous":
            return [*trait, draw_nous([(milieu, y)], k)]
        case "repris":
            return [*trait, draw_repris([(milieu, y)], k)]
        case "collectif":
            return [*trait, draw_mediane([(milieu, y - 9 * k, milieu, y + 9 * k)], k)]
        case "collectif_repris":
            return [*trait, *draw_mediane_reprise([(milieu, y - 9 * k, milieu, y + 9 * k)], k)]
        case "etendue":
            return draw_etendue([(x + 6 * k, y, x + largeur - 6 * k, y)], k)
        case "precedent":
            return [*trait, draw_precedent([(milieu, y)], k)]
