"""Progress over the trimestres: one small chart per axis, all on the same 0–100 % scale.

A trimestre without a score leaves a gap that no line runs over, nor does a line lead to a figure over other questions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

import altair as alt

from caprse.restitution.figures.axes import Progres
from caprse.restitution.figures.formats import format_pourcent
from caprse.restitution.graphiques.palette import ENCRE_DOUCE, GRILLE, GRILLE_FORTE, NOUS
from caprse.restitution.graphiques.series import CORPS_USUEL, Ligne, draw_nous, draw_outline
from caprse.restitution.graphiques.texte import get_small_size, get_text_size, measure, measure_height, wrap
from caprse.restitution.graphiques.toile import GRILLES, MARGE, Marque, Segments, Textes, draw

PANNEAU_MIN = 10  # letter sizes: narrower, six trimestres would not be told apart
COLONNES_MAX = 3
REPERES = (Fraction(0), Fraction(1, 2), Fraction(1))
BAS_LIBRE = Fraction(3, 10)  # lower, a label below its point would cover the names of the trimestres


@dataclass(frozen=True, slots=True)
class Panneau:
    """One small chart in px: its title at the top left, then its frame, inside it the room of the points."""

    x: float
    y: float
    titre: str
    bord: float
    gauche: float
    droite: float
    haut: float
    bas: float
    trimestres: int

    @property
    def pas(self) -> float:
        return (self.droite - self.gauche) / max(1, self.trimestres - 1)

    def place(self, rang: int, score: Fraction) -> tuple[float, float]:
        x = self.gauche + rang * self.pas if self.trimestres > 1 else (self.gauche + self.droite) / 2
        return x, self.bas - (self.bas - self.haut) * float(score)


def build_progres(
    progres: Sequence[Progres],
    trimestres: Sequence[str],
    *,
    taille: int = 420,
    corps: float | None = None,
    titre: str = "",
    pied: str = "",
) -> alt.LayerChart:
    """Small multiples, as many a row as fit in ``taille`` px; ``trimestres`` names the points (« T1 », « T2 »…).

    Raises ValueError when an axis does not have one figure, or None, per trimestre.
    """
    if any(len(axe.figures) != len(trimestres) for axe in progres):
        raise ValueError("Chaque axe doit avoir un chiffre, ou rien, par trimestre.")
    corps = corps or get_text_size(taille)
    largeur, k = taille - 2 * MARGE, corps / CORPS_USUEL
    panneaux, hauteur = lay_out_panels([axe.titre_court for axe in progres], len(trimestres), largeur, corps)
    scores = [[figure.score if figure else None for figure in axe.figures] for axe in progres]
    lies = [axe.lies for axe in progres]
    marques = [*_draw_frames(panneaux, trimestres, corps), *_draw_lines(panneaux, scores, lies, corps, k)]
    return draw(marques, largeur, hauteur, corps, titre, pied)


def list_steps(scores: Sequence[Fraction | None], lies: Set[int]) -> list[tuple[int, int]]:
    """The stretches of a line: trimestres that follow each other, both with a score, on the same questions."""
    return [
        (rang - 1, rang)
        for rang in range(1, len(scores))
        if rang in lies and scores[rang - 1] is not None and scores[rang] is not None
    ]


def lay_out_panels(
    titres: Sequence[str], trimestres: int, largeur: float, corps: float
) -> tuple[list[Panneau], float]:
    """The panels row by row, titles of a row on the same height, and the height of it all."""
    ecart = 1.5 * corps
    colonnes = max(1, min(COLONNES_MAX, len(titres), int((largeur + ecart) / (PANNEAU_MIN * corps + ecart))))
    large = (largeur - (colonnes - 1) * ecart) / colonnes
    gouttiere = measure(format_pourcent(Fraction(1)), corps) + 0.3 * corps
    panneaux: list[Panneau] = []
    y = 0.0
    for debut in range(0, len(titres), colonnes):
        textes = [wrap(titre, large, corps) for titre in titres[debut : debut + colonnes]]
        haut = y + max(measure_height(texte, corps) for texte in textes) + 1.7 * corps
        bas = haut + 5.5 * corps
        for rang, texte in enumerate(textes):
            x = rang * (large + ecart)
            bord, droite = x + gouttiere, x + large - 1.3 * corps
            panneaux.append(Panneau(x, y, texte, bord, bord + 1.3 * corps, droite, haut, bas, trimestres))
        y = bas + 3.2 * corps
    return panneaux, y - 1.2 * corps


def _draw_frames(panneaux: Sequence[Panneau], trimestres: Sequence[str], corps: float) -> Iterator[Marque]:
    petit = get_small_size(corps)
    yield Textes("axes", [(p.x, p.y, p.titre) for p in panneaux], corps, gras=True)
    lignes: dict[bool, list[Ligne]] = {True: [], False: []}
    for p in panneaux:
        for part in REPERES:
            _, y = p.place(0, part)
            lignes[part == 0].append((p.bord, y, p.droite + 0.8 * corps, y))
    yield Segments("reperes", lignes[False], GRILLE, corps / CORPS_USUEL, plan=GRILLES)
    yield Segments("base", lignes[True], GRILLE_FORTE, corps / CORPS_USUEL, plan=GRILLES)
    reperes = [
        (p.bord - 0.4 * corps, p.place(0, part)[1], format_pourcent(part) if part == 1 else f"{int(part * 100)}")
        for p in panneaux
        for part in REPERES
    ]
    yield Textes("reperes-texte", reperes, petit, "right", "middle", ENCRE_DOUCE)
    noms = [
        (p.place(rang, Fraction(0))[0], p.bas + 0.5 * corps, trimestres[rang])
        for p in panneaux
        for rang in list_named(p, trimestres, petit)
    ]
    yield Textes("trimestres", noms, petit, "center", couleur=ENCRE_DOUCE)


def list_named(panneau: Panneau, trimestres: Sequence[str], corps: float) -> list[int]:
    """Which trimestres have room for their name: all, or every second, third… counted back from the last."""
    if len(trimestres) < 2:
        return list(range(len(trimestres)))
    large = max(measure(nom, corps) for nom in trimestres) + 0.4 * corps
    return list(range(len(trimestres) - 1, -1, -math.ceil(large / panneau.pas)))


def _draw_lines(
    panneaux: Sequence[Panneau],
    scores: Sequence[Sequence[Fraction | None]],
    lies: Sequence[Set[int]],
    corps: float,
    k: float,
) -> Iterator[Marque]:
    traits: list[Ligne] = []
    points: list[tuple[float, float]] = []
    dessus: list[tuple[float, float, str]] = []
    dessous: list[tuple[float, float, str]] = []
    for panneau, serie, siens in zip(panneaux, scores, lies, strict=True):
        places = {rang: panneau.place(rang, score) for rang, score in enumerate(serie) if score is not None}
        traits += [(*places[rang], *places[suivant]) for rang, suivant in list_steps(serie, siens)]
        points += places.values()
        for rang, score in _list_labelled(panneau, serie, corps):
            x, y = places[rang]
            if _goes_below(rang, serie):
                dessous.append((x, y + 0.55 * corps, format_pourcent(score)))
            else:
                dessus.append((x, y - 0.55 * corps, format_pourcent(score)))
    serre = min((panneau.pas for panneau in panneaux), default=0) / (14 * k)
    yield draw_outline("nous", traits, 0.8 * k)
    yield draw_nous(points, k * max(0.5, min(0.85, serre)))
    petit = get_small_size(corps)
    yield Textes("valeurs", dessus, petit, "center", "bottom", NOUS, gras=True, halo=True)
    yield Textes("valeurs-dessous", dessous, petit, "center", "top", NOUS, gras=True, halo=True)


def _list_labelled(panneau: Panneau, serie: Sequence[Fraction | None], corps: float) -> list[tuple[int, Fraction]]:
    """The first and the last score are printed, the first only where it does not run into the last."""
    notes = [(rang, score) for rang, score in enumerate(serie) if score is not None]
    if len(notes) > 1 and (notes[-1][0] - notes[0][0]) * panneau.pas > 3.2 * corps:
        return [notes[0], notes[-1]]
    return notes[-1:]


def _goes_below(rang: int, serie: Sequence[Fraction | None]) -> bool:
    """Whether a label stands below its point: when the line climbs away from it, and the scale leaves room there."""
    score = serie[rang]
    voisins = [serie[voisin] for voisin in (rang - 1, rang + 1) if 0 <= voisin < len(serie)]
    return score is not None and score >= BAS_LIBRE and any(v is not None and v > score for v in voisins)
