"""A canvas in pixels: the few marks that every chart here is made of, and the Altair chart that draws them.

Vega-Lite has no polar coordinates, and its own axes and legends leave no say over what overlaps on a phone. So each
chart computes its positions, in px from the top left corner, and hands over plain marks. What is drawn can thus be
tested as data (each row says which series it belongs to), and nothing depends on a number locale: every text arrives
already written in French. Marks that may share a layer do: Altair takes milliseconds for each, whatever it holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import altair as alt

from caprse.restitution.graphiques.palette import ENCRE, ENCRE_DOUCE, FOND, POLICE
from caprse.restitution.graphiques.texte import INTERLIGNE, measure_height, wrap

MARGE = 8  # all around, so that a mark on the edge is not cut

Align = Literal["left", "center", "right"]
Baseline = Literal["top", "middle", "bottom"]
Rangee = dict[str, Any]
Place = tuple[alt.X, alt.Y]

# From the back to the front.
GRILLES, BANDES, TRAITS, BARRES, POINTS, TEXTES = range(6)
# Part of the letter size from a given edge of a line of text to its top edge, as Vega places them.
VERS_LE_HAUT: dict[Baseline, float] = {"top": 0.0, "middle": 0.49, "bottom": 1.0}


@dataclass(frozen=True, slots=True)
class Segments:
    """Straight lines, each (x, y, x2, y2). ``tirets`` is a dash pattern; ``rond`` gives round ends."""

    nom: str
    lignes: Sequence[tuple[float, float, float, float]]
    couleur: str
    epaisseur: float = 1
    tirets: tuple[float, ...] = ()
    rond: bool = False
    plan: int = TRAITS


@dataclass(frozen=True, slots=True)
class Cercles:
    """Concentric circles around one point, each (radius, colour)."""

    nom: str
    x: float
    y: float
    cercles: Sequence[tuple[float, str]]
    epaisseur: float = 1
    plan: int = GRILLES


@dataclass(frozen=True, slots=True)
class Points:
    """Dots of one radius, each (x, y); ``fond`` None leaves them hollow, with what lies below in sight."""

    nom: str
    points: Sequence[tuple[float, float]]
    rayon: float
    couleur: str
    fond: str | None
    epaisseur: float = 2
    plan: int = POINTS


@dataclass(frozen=True, slots=True)
class Rectangles:
    """Filled boxes, each (x, y, x2, y2, colour)."""

    nom: str
    boites: Sequence[tuple[float, float, float, float, str]]
    contour: str
    epaisseur: float = 1
    plan: int = BANDES


@dataclass(frozen=True, slots=True)
class Dessins:
    """A drawing made of strokes on 24 × 24, ``cote`` px wide, each from its (left, top)."""

    nom: str
    places: Sequence[tuple[float, float]]
    cote: float
    trace: str
    couleur: str
    plan: int = POINTS


@dataclass(frozen=True, slots=True)
class Textes:
    """Texts of one style, each (x, y, text); a line break in a text starts a new line. ``halo`` keeps lines off."""

    nom: str
    textes: Sequence[tuple[float, float, str]]
    corps: float
    align: Align = "left"
    baseline: Baseline = "top"
    couleur: str = ENCRE
    gras: bool = False
    halo: bool = False
    plan: int = TEXTES


Marque = Segments | Cercles | Points | Rectangles | Dessins | Textes


def draw(
    marques: Iterable[Marque],
    largeur: float,
    hauteur: float,
    corps: float,
    titre: str = "",
    pied: str = "",
    dessus: float = 0,
) -> alt.LayerChart:
    """The Altair chart of the marks on a white canvas; a title above and a note below make it taller.

    ``dessus``: the height of the marks that stand above zero, where a key comes first.

    With its margin it is ``largeur + 2 * MARGE`` px wide. It has a fixed size: shown with `width="content"` and
    `theme=None`, it is neither stretched nor recoloured.
    """
    haut, marques = dessus, list(marques)
    if titre:
        lignes = wrap(titre, largeur, corps * 1.2, lignes=3)
        haut += measure_height(lignes, corps * 1.2) + corps
        marques.append(Textes("titre", [(0, -haut, lignes)], corps * 1.2, gras=True))
    bas = hauteur
    if pied:
        lignes = wrap(pied, largeur, corps, lignes=4)
        bas += corps + measure_height(lignes, corps)
        marques.append(Textes("pied", [(0, hauteur + corps, lignes)], corps, couleur=ENCRE_DOUCE))
    bas = math.ceil(bas + haut) - haut
    # One px of data is one px on screen, y downwards. All at once: every Altair method copies the whole chart.
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, largeur], nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[bas, -haut], nice=False, zero=False), axis=None)
    return alt.LayerChart(
        layer=list(_list_layers(marques, (x, y))),
        width=largeur,
        height=bas + haut,
        background=FOND,
        # Streamlit completes a margin side by side: one number breaks it. And it fits charts by default: the
        # margin would be taken off the picture and flatten its circles.
        padding={"left": MARGE, "right": MARGE, "top": MARGE, "bottom": MARGE},
        autosize=alt.AutoSizeParams(type="none", contains="content"),
        config=alt.Config(font=POLICE, view=alt.ViewConfig(stroke=None), mark=alt.MarkConfig(aria=False)),
    )


def _list_layers(marques: Sequence[Marque], place: Place) -> Iterable[alt.Chart]:
    """One layer for all the marks of a plane and style, planes from the back to the front, marks as they come."""
    pleines = [(_get_style(marque), marque) for marque in marques if _list_rows(marque)]
    premiers = {style: rang for rang, (style, _) in reversed(list(enumerate(pleines)))}
    pleines.sort(key=lambda paire: (paire[1].plan, premiers[paire[0]]))
    for _, groupe in groupby(pleines, key=lambda paire: paire[0]):
        semblables = [marque for _, marque in groupe]
        rangees = [rangee for marque in semblables for rangee in _list_rows(marque)]
        yield from _draw_layer(semblables[0], rangees, place)


def _get_style(marque: Marque) -> tuple[Any, ...]:
    """What a layer can hold only once; the rest comes with each row."""
    match marque:
        case Segments():
            return Segments, marque.plan, marque.rond, marque.tirets
        case Textes():
            return Textes, marque.plan, marque.align, marque.corps, marque.gras, marque.halo
        case Rectangles():
            return Rectangles, marque.plan, marque.contour, marque.epaisseur
        case Cercles():
            return Cercles, marque.plan, marque.x, marque.y, marque.epaisseur
        case Points():
            return Points, marque.plan
        case Dessins():
            return Dessins, marque.plan, marque.trace, marque.cote


def _list_rows(marque: Marque) -> list[Rangee]:
    match marque:
        case Segments():
            trait = {"nom": marque.nom, "couleur": marque.couleur, "epaisseur": marque.epaisseur}
            return [{"x": x, "y": y, "x2": x2, "y2": y2} | trait for x, y, x2, y2 in marque.lignes]
        case Cercles():
            return [{"nom": marque.nom, "rayon": rayon, "couleur": couleur} for rayon, couleur in marque.cercles]
        case Points():
            point = {
                "nom": marque.nom,
                "aire": 3.1416 * marque.rayon**2,
                "couleur": marque.couleur,
                "fond": marque.fond or "transparent",
                "epaisseur": marque.epaisseur,
            }
            return [{"x": x, "y": y} | point for x, y in marque.points]
        case Rectangles():
            return [
                {"nom": marque.nom, "x": x, "y": y, "x2": x2, "y2": y2, "fond": fond}
                for x, y, x2, y2, fond in marque.boites
            ]
        case Dessins():
            return [{"nom": marque.nom, "x": x, "y": y, "couleur": marque.couleur} for x, y in marque.places]
        case Textes():
            monte = VERS_LE_HAUT[marque.baseline] * marque.corps
            return [
                {"nom": marque.nom, "x": x, "y": y - monte, "texte": texte, "couleur": marque.couleur}
                for x, y, texte in marque.textes
            ]


X2, Y2, TEXTE = alt.X2("x2:Q"), alt.Y2("y2:Q"), alt.Text("texte:N")
COULEUR, FOND_COULEUR = alt.Color("couleur:N", scale=None), alt.Color("fond:N", scale=None)
CONTOUR_COULEUR, FOND_POINT = alt.Stroke("couleur:N", scale=None), alt.Fill("fond:N", scale=None)
EPAISSEUR, AIRE = alt.StrokeWidth("epaisseur:Q", scale=None), alt.Size("aire:Q", scale=None)


def _draw_layer(modele: Marque, rangees: Sequence[Rangee], place: Place) -> list[alt.Chart]:
    if isinstance(modele, Cercles):
        return [_draw_circles(modele, place)]
    chart = alt.Chart(alt.InlineData(values=[_round(rangee) for rangee in rangees]))
    match modele:
        case Segments():
            bout: Literal["round", "butt"] = "round" if modele.rond else "butt"
            # Dashes are the layer's, not the row's: on its way to the browser, Streamlit breaks lists inside data.
            dessin: dict[str, Any] = {"strokeDash": list(modele.tirets)} if modele.tirets else {}
            trace = chart.mark_rule(strokeCap=bout, **dessin)
            return [trace.encode(*place, X2, Y2, COULEUR, EPAISSEUR)]
        case Points():
            rond = chart.mark_point(shape="circle", opacity=1)
            return [rond.encode(*place, AIRE, CONTOUR_COULEUR, FOND_POINT, EPAISSEUR)]
        case Dessins():
            # Vega multiplies a path by half the square root of the size; its strokes keep their width.
            trait = chart.mark_point(
                shape=modele.trace,
                size=(modele.cote / 12) ** 2,
                filled=False,
                strokeWidth=1.6,
                opacity=1,
                strokeCap="round",
                strokeJoin="round",
            )
            return [trait.encode(*place, CONTOUR_COULEUR)]
        case Rectangles():
            boite = chart.mark_rect(stroke=modele.contour, strokeWidth=modele.epaisseur)
            return [boite.encode(*place, X2, Y2, FOND_COULEUR)]
        case Textes():
            style: dict[str, Any] = {
                "align": modele.align,
                "baseline": "top",
                "fontSize": modele.corps,
                "fontWeight": "bold" if modele.gras else "normal",
                "lineBreak": "\n",
                "lineHeight": modele.corps * INTERLIGNE,
            }
            lettres = chart.mark_text(**style).encode(*place, TEXTE, COULEUR)
            if not modele.halo:
                return [lettres]
            # A halo painted over the letters would eat them: it goes on a layer of its own, below.
            halo = chart.mark_text(color=FOND, stroke=FOND, strokeWidth=4, strokeJoin="round", **style).encode(
                *place, TEXTE
            )
            return [halo, lettres]


def _draw_circles(marque: Cercles, place: Place) -> alt.Chart:
    """The points of the circles are computed where they are drawn: sixty of them each would weigh on every page."""
    rayons = ",".join(f"{{r:{rayon:.2f},c:'{couleur}'}}" for rayon, couleur in marque.cercles)
    trace: alt.Chart = (
        alt.Chart(alt.sequence(0, 366, 6, as_="angle"))
        .transform_calculate(cercle=f"[{rayons}]")
        .transform_flatten(["cercle"])
        .transform_calculate(
            rayon="datum.cercle.r",
            couleur="datum.cercle.c",
            x=f"{marque.x:.2f} + datum.cercle.r * sin(datum.angle * PI / 180)",
            y=f"{marque.y:.2f} - datum.cercle.r * cos(datum.angle * PI / 180)",
        )
        .mark_line(strokeWidth=marque.epaisseur, interpolate="cardinal")
        .encode(*place, COULEUR, alt.Detail("rayon:Q"), alt.Order("angle:Q"))
    )
    return trace


def _round(rangee: Rangee) -> Rangee:
    return {cle: round(valeur, 2) if isinstance(valeur, float) else valeur for cle, valeur in rangee.items()}
