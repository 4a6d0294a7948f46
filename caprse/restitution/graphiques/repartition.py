"""How many answers at each niveau, axis by axis: one bar per axis, its parts in the order of the échelle.

Each part carries its count, and below it its niveau, by name where there is room: no shade has to be recognised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.axes import PAS_REPONDU, Reparti
from caprse.restitution.graphiques.cles import lay_out_swatches
from caprse.restitution.graphiques.palette import CONTOUR, ENCRE_DOUCE, FOND, NOIR, get_text_colour, list_shades
from caprse.restitution.graphiques.texte import (
    INTERLIGNE,
    get_small_size,
    get_text_size,
    measure,
    measure_height,
    wrap,
)
from caprse.restitution.graphiques.toile import MARGE, Marque, Rectangles, Textes, draw
from caprse.socle.francais import format_pluriel


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar in px."""

    x: float
    largeur: float
    niveau: int
    compte: int

    @property
    def milieu(self) -> float:
        return self.x + self.largeur / 2


@dataclass(frozen=True, slots=True)
class Barre:
    """One axis in px: its title, then its bar, then the names of the niveaux."""

    y: float
    titre: str
    total: str
    haut: float
    bas: float
    parts: tuple[Part, ...]


def build_repartition(
    axes: Sequence[Reparti],
    niveaux: Sequence[str],
    *,
    taille: int = 420,
    corps: float | None = None,
    titre: str = "",
    pied: str = "",
) -> alt.LayerChart:
    """The bars of any number of axes, for one structure (Figure) or for the collectif (Agregat).

    ``niveaux`` names the échelle from 0 up. Each bar spans the whole width: lengths are shares, numbers are counts.
    A part too narrow for its number leaves it to the table. Raises ValueError when an axis has another échelle.
    """
    if any(len(axe.repartition) != len(niveaux) for axe in axes):
        raise ValueError("Chaque axe doit compter autant de niveaux que l’échelle.")
    corps = corps or get_text_size(taille)
    largeur = taille - 2 * MARGE
    fonds = list_shades(len(niveaux), collectif=any(isinstance(axe, Agregat) for axe in axes))
    barres, bas = lay_out_bars(axes, largeur, corps)
    cles, hauteur = _lay_out_scale(niveaux, fonds, largeur, bas, corps)
    return draw(
        [*_draw_bars(barres, niveaux, fonds, largeur, corps), *cles], largeur, bas + hauteur, corps, titre, pied
    )


def lay_out_bars(axes: Sequence[Reparti], largeur: float, corps: float) -> tuple[list[Barre], float]:
    """The bars below each other, and where they end. A niveau that nobody chose has no part."""
    barres = []
    y = 0.0
    for axe in axes:
        total = sum(axe.repartition)
        reponses = format_pluriel(total, "réponse") if total else PAS_REPONDU
        texte = wrap(axe.titre_court, largeur - measure(reponses, corps) - corps, corps)
        haut = y + measure_height(texte, corps) + 0.3 * corps
        bas = haut + 2 * corps
        parts = []
        x = 0.0
        for niveau, compte in enumerate(axe.repartition):
            if compte:
                parts.append(Part(x, largeur * compte / total, niveau, compte))
                x += parts[-1].largeur
        barres.append(Barre(y, texte, reponses, haut, bas, tuple(parts)))
        y = bas + 2.2 * corps
    return barres, y


def _draw_bars(
    barres: Sequence[Barre], niveaux: Sequence[str], fonds: Sequence[str], largeur: float, corps: float
) -> Iterator[Marque]:
    petit = get_small_size(corps)
    yield Textes("axes", [(0, barre.y, barre.titre) for barre in barres], corps)
    totaux = [(largeur, barre.y + barre.titre.count("\n") * corps * INTERLIGNE, barre.total) for barre in barres]
    yield Textes("totaux", totaux, corps, "right", couleur=ENCRE_DOUCE)
    vides = [(0, barre.haut, largeur, barre.bas, FOND) for barre in barres if not barre.parts]
    paires = [(barre, part) for barre in barres for part in barre.parts]
    parts = [(p.x, barre.haut, p.x + p.largeur, barre.bas, fonds[p.niveau]) for barre, p in paires]
    yield Rectangles("parts", [*vides, *parts], CONTOUR)
    for couleur in (NOIR, FOND):
        comptes = [
            (part.milieu, (barre.haut + barre.bas) / 2, str(part.compte))
            for barre, part in paires
            if get_text_colour(fonds[part.niveau]) == couleur and _fits(str(part.compte), part, corps)
        ]
        yield Textes("comptes", comptes, corps, "center", "middle", couleur, gras=True)
    noms = [
        (part.milieu, barre.bas + 0.2 * corps, nom)
        for barre, part in paires
        if (nom := _name_part(part, niveaux[part.niveau], petit))
    ]
    yield Textes("niveaux", noms, petit, "center", couleur=ENCRE_DOUCE)


def _name_part(part: Part, nom: str, corps: float) -> str:
    """The niveau by its number and name, else by its number, else not at all."""
    return next((dit for dit in (f"{part.niveau} · {nom}", str(part.niveau)) if _fits(dit, part, corps)), "")


def _fits(texte: str, part: Part, corps: float) -> bool:
    return measure(texte, corps) + 2 <= part.largeur


def _lay_out_scale(
    niveaux: Sequence[str], fonds: Sequence[str], largeur: float, haut: float, corps: float
) -> tuple[list[Marque], float]:
    """The key: a swatch per niveau with its number and name, as many a line as fit, and its height."""
    cles = [(f"{niveau} · {nom}", fond) for niveau, (nom, fond) in enumerate(zip(niveaux, fonds, strict=True))]
    marques, bas = lay_out_swatches(cles, largeur, haut, corps, lettres=corps, ecart=1.2 * corps)
    return marques, bas - haut
