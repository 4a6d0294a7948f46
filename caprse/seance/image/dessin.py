"""Pictures for a wall: plain SVG, read from 8 metres, still readable when it is printed in the minutes.

Strokes are 4 px or more and letters 28 px or more on a wall of 1920 × 1080. Colours are written as attributes, for
paper, and carry classes, by which the wall's style changes them in the dark. What moves carries ``data-de``: the
attributes it starts from, which the wall's script brings to their final values; without script the final picture is
simply there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from caprse.restitution.figures.axes import AXES_MAX, AXES_MIN
from caprse.restitution.figures.formats import INSECABLE, MOINS
from caprse.restitution.graphiques.cadran import Cadran, Etiquette, lay_out_radar
from caprse.restitution.graphiques.palette import GRILLE_FORTE
from caprse.restitution.graphiques.series import QUARTS
from caprse.restitution.graphiques.texte import INTERLIGNE, measure, wrap
from caprse.seance.contenus.axes import AxeMontre
from caprse.seance.image.traits import CORPS, LARGEUR_BARRES, TRAIT, circle, format_depart, line, wrap_svg, write
from caprse.socle.francais import format_pluriel

PETIT = 28
CLE = 34  # what a radar says beside itself: the whole picture is made smaller on a wall
TRAIT_FORT = 8
LARGEUR_RADAR = 1140
ANCRE = {"left": "start", "center": "middle", "right": "end"}


def draw_axes(
    axes: Sequence[AxeMontre], avant: str | None, maintenant: str, alternative: str, *, seule: bool = False
) -> str:
    """The collectif on its axes: a radar where they are few, else a dot plot.

    ``seule``: without its key, which stands elsewhere, so that a wall gives its whole height to the dial.
    """
    if AXES_MIN <= len(axes) <= AXES_MAX:
        return draw_radar(axes, avant, maintenant, alternative, seule=seule)
    return draw_points(axes, avant, maintenant, alternative, seule=seule)


def draw_radar(
    axes: Sequence[AxeMontre], avant: str | None, maintenant: str, alternative: str, *, seule: bool = False
) -> str:
    """Outlines on one scale, clockwise from 12 o'clock; an axis without a figure leaves a gap, never a false side."""
    plan = lay_out_radar([axe.court for axe in axes], [(_format_valeur(axe),) for axe in axes], LARGEUR_RADAR, CORPS)
    cadran, corps = plan.cadran, [*_draw_anneaux(plan.cadran)]
    for rang, axe in enumerate(axes):
        if axe.q1 is not None and axe.q3 is not None and axe.q1 != axe.q3:
            corps.append(line((*_place(cadran, rang, axe.q1), *_place(cadran, rang, axe.q3)), "etendue", 26))
    if avant:
        corps += _draw_outline(cadran, [axe.avant for axe in axes], "avant", None)
    corps += _draw_outline(cadran, [axe.mediane for axe in axes], "maintenant", [axe.avant for axe in axes])
    corps += _draw_echelle(cadran)
    for etiquette in plan.etiquettes:
        corps += _draw_etiquette(etiquette)
    if seule:
        return wrap_svg(LARGEUR_RADAR, plan.hauteur, corps, alternative)
    bas = plan.hauteur + CORPS
    cles, hauteur = _draw_cles(list_cles(axes, avant, maintenant), LARGEUR_RADAR, bas)
    return wrap_svg(LARGEUR_RADAR, bas + hauteur, [*corps, *cles], alternative)


def draw_points(
    axes: Sequence[AxeMontre], avant: str | None, maintenant: str, alternative: str, *, seule: bool = False
) -> str:
    """One row per axis from 0 to 100 %: a full dot now, a hollow one before, a bar between them."""
    marge, droite, pas = 480, 250, 92
    debut, fin = marge, LARGEUR_BARRES - droite
    corps = []
    bas = pas * len(axes)
    for part in (0, 25, 50, 75, 100):
        x = debut + (fin - debut) * part / 100
        corps.append(line((x, 0, x, bas), "grille", 3))
        corps.append(write(x, bas + PETIT * 1.3, f"{part}{INSECABLE}%", PETIT, "middle", "doux"))
    for rang, axe in enumerate(axes):
        y = pas * (rang + 0.5)
        titre = wrap(axe.court, marge - CORPS, CORPS).split("\n")
        for numero, ligne in enumerate(titre):
            haut = y + CORPS * (0.35 + INTERLIGNE * (numero - (len(titre) - 1) / 2))
            corps.append(write(marge - CORPS, haut, ligne, CORPS, "end"))
        ici, ancien = (debut + (fin - debut) * v / 100 if v is not None else None for v in (axe.mediane, axe.avant))
        if ancien is not None and avant:
            if ici is not None:
                corps.append(line((ancien, y, ici, y), "avant", TRAIT))
            corps.append(circle(ancien, y, 13, "avant creux"))
        if ici is not None:
            de = format_depart(("cx",), (ancien,)) if ancien is not None else ""
            corps.append(circle(ici, y, 17, "maintenant", de))
        corps.append(write(fin + CORPS, y + CORPS * 0.35, _format_valeur(axe), CORPS, gras=True))
    bas += 3 * PETIT
    if seule:
        return wrap_svg(LARGEUR_BARRES, bas, corps, alternative)
    cles, hauteur = _draw_cles(list_cles((), avant, maintenant), LARGEUR_BARRES, bas)
    return wrap_svg(LARGEUR_BARRES, bas + hauteur, [*corps, *cles], alternative)


def list_cles(axes: Sequence[AxeMontre], avant: str | None, maintenant: str) -> list[tuple[str, str]]:
    """What each line of a radar is: its class and its words. A dot plot has no spread."""
    cles = [("maintenant", maintenant)]
    if avant:
        cles.append(("avant", avant[:1].upper() + avant[1:]))
    if any(axe.q1 != axe.q3 for axe in axes):
        cles.append(("etendue", "moitié centrale des structures"))
    return cles


def describe_axes(axes: Sequence[AxeMontre], avant: str | None) -> str:
    """The picture in words, for who does not see it."""
    morceaux = []
    for axe in axes:
        if axe.mediane is None:
            morceaux.append(f"{axe.court} : non montré")
        elif avant and axe.avant is not None:
            morceaux.append(f"{axe.court} : {axe.mediane} %, {avant} {axe.avant} %")
        else:
            morceaux.append(f"{axe.court} : {axe.mediane} %")
    return " ; ".join(morceaux)


def format_ecart(points: int) -> str:
    """``+12``, ``−3``, ``=``: the change beside a figure."""
    return "=" if points == 0 else f"{'+' if points > 0 else MOINS}{abs(points)}"


def format_votes(nombre: int) -> str:
    return format_pluriel(nombre, "vote")


def _format_valeur(axe: AxeMontre) -> str:
    if axe.mediane is None:
        return "non montré"
    ecart = f" ({format_ecart(axe.points)})" if axe.points is not None else ""
    return f"{axe.mediane}{INSECABLE}%{ecart}"


def _place(cadran: Cadran, rang: int, pourcent: int) -> tuple[float, float]:
    return cadran.place(rang, Fraction(pourcent, 100))


def _draw_anneaux(cadran: Cadran) -> Iterator[str]:
    for anneau in QUARTS[1:]:
        yield (
            f'<circle class="grille" cx="{cadran.x:.1f}" cy="{cadran.y:.1f}" r="{cadran.get_radius(anneau):.1f}"'
            f' fill="none" stroke="{GRILLE_FORTE}" stroke-width="3"/>'
        )
    for rang in range(cadran.axes):
        yield line((*cadran.place(rang, Fraction(0)), *cadran.place(rang, Fraction(1))), "grille", 3)


def _draw_echelle(cadran: Cadran) -> Iterator[str]:
    """The names of two rings, over the outlines: between two axes, where they hide no figure."""
    for anneau in (Fraction(1, 2), Fraction(1)):
        x, y = cadran.place(0.5, anneau)
        yield write(x, y + CLE * 0.35, f"{int(anneau * 100)}{INSECABLE}%", CLE, "middle", "doux halo")


def _draw_outline(
    cadran: Cadran, valeurs: Sequence[int | None], classe: str, depuis: Sequence[int | None] | None
) -> Iterator[str]:
    """The sides between neighbouring axes that both have a value, then a dot on each; moving from ``depuis``."""
    nombre = len(valeurs)
    anciens = [
        ancien if depuis is not None and ancien is not None else valeur
        for ancien, valeur in zip(depuis or valeurs, valeurs, strict=True)
    ]
    for rang, valeur in enumerate(valeurs):
        suivant = (rang + 1) % nombre
        autre, ancien, ancien_autre = valeurs[suivant], anciens[rang], anciens[suivant]
        if valeur is None or autre is None or ancien is None or ancien_autre is None:
            continue
        ici = (*_place(cadran, rang, valeur), *_place(cadran, suivant, autre))
        avant = (*_place(cadran, rang, ancien), *_place(cadran, suivant, ancien_autre))
        de = format_depart(("x1", "y1", "x2", "y2"), avant) if depuis is not None and avant != ici else ""
        yield line(ici, classe, TRAIT_FORT if depuis is not None else 5, de)
    for rang, valeur in enumerate(valeurs):
        ancien = anciens[rang]
        if valeur is None or ancien is None:
            continue
        x, y = _place(cadran, rang, valeur)
        avant_point = _place(cadran, rang, ancien)
        de = format_depart(("cx", "cy"), avant_point) if depuis is not None and avant_point != (x, y) else ""
        yield circle(x, y, 13 if depuis is not None else 10, classe if depuis is not None else f"{classe} creux", de)


def _draw_etiquette(etiquette: Etiquette) -> Iterator[str]:
    lignes = etiquette.texte.split("\n")
    for numero, ligne in enumerate([*lignes, *etiquette.lignes]):
        y = etiquette.y + CORPS * (0.95 + INTERLIGNE * numero)
        yield write(etiquette.ancre, y, ligne, CORPS, ANCRE[etiquette.align], gras=numero >= len(lignes))


def _draw_cles(cles: Sequence[tuple[str, str]], largeur: float, y: float) -> tuple[list[str], float]:
    """What each line is, in words beside a piece of it, on as many lines as it takes; and their height."""
    marques: list[str] = []
    x, haut = 0.0, y
    for classe, mot in cles:
        large = 106 + measure(mot, CLE)
        if x and x + large > largeur:
            x, haut = 0.0, haut + 1.8 * CLE
        milieu = haut + CLE / 2
        if classe == "etendue":
            marques.append(line((x, milieu, x + 90, milieu), classe, 26))
        else:
            marques.append(line((x, milieu, x + 90, milieu), classe, TRAIT_FORT if classe == "maintenant" else 5))
            marques.append(circle(x + 45, milieu, 12, classe if classe == "maintenant" else f"{classe} creux"))
        marques.append(write(x + 106, milieu + CLE * 0.35, mot, CLE))
        x += large + 50
    return marques, haut + 1.5 * CLE - y
