"""The outline of one structure as a small picture that draws itself: no chart library, so that it comes with the page.

The drawing is an image, where no font of the page reaches; its words stand over it, where the page's own letters are.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from caprse.restitution.figures.axes import AXES_MAX, AXES_MIN, Axe
from caprse.restitution.graphiques.cadran import Cadran, Etiquette, lay_out_radar
from caprse.restitution.graphiques.palette import GRILLE, GRILLE_FORTE, NOUS
from caprse.restitution.graphiques.radar import list_sides
from caprse.restitution.graphiques.series import QUARTS
from caprse.restitution.planches.places import say_nous
from caprse.socle.ecran.cadre import build_image
from caprse.socle.signes import escape_html

LARGEUR, CORPS = 400.0, 15.0
# Once, as soon as it is seen; at once for whoever asked for less movement.
_STYLE = (
    "<style>"
    "@keyframes trace{from{stroke-dashoffset:1}}@keyframes vient{from{opacity:0}}"
    ".trace{stroke-dasharray:1;animation:trace 1s ease-out}.vient{animation:vient .4s .8s ease-out backwards}"
    "@media(prefers-reduced-motion:reduce){.trace,.vient{animation:none}}"
    "</style>"
)


def build_rose(axes: Sequence[Axe]) -> str:
    """The figure of 3 to 9 axes, three of them with a score, as HTML; else empty: no outline would be legible.

    An axis that has no score leaves a gap: the outline is never closed across it.
    """
    if len(axes) > AXES_MAX or sum(axe.score is not None for axe in axes) < AXES_MIN:
        return ""
    dits = [say_nous(axe) for axe in axes]
    plan = lay_out_radar([axe.titre_court for axe in axes], [(dit,) for dit in dits], LARGEUR, CORPS)
    alternative = " ; ".join(f"{axe.titre_court} : {dit}" for axe, dit in zip(axes, dits, strict=True))
    dessin = build_image(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR:g} {plan.hauteur:.0f}">{_STYLE}'
        f"{_draw_grid(plan.cadran)}{_draw_outline(plan.cadran, [axe.score for axe in axes])}</svg>",
        alternative=alternative,
    )
    mots = "".join(_write(etiquette, plan.hauteur) for etiquette in plan.etiquettes)
    return f'<div class="cap-rose">{dessin}{mots}</div>'


def _draw_grid(cadran: Cadran) -> str:
    cercles = "".join(
        f'<circle cx="{cadran.x:.1f}" cy="{cadran.y:.1f}" r="{cadran.get_radius(anneau):.1f}" fill="none"'
        f' stroke="{GRILLE_FORTE if anneau == 1 else GRILLE}"/>'
        for anneau in QUARTS[1:]
    )
    rayons = "".join(
        f'<path d="M{_place(cadran, rang, Fraction(0))}L{_place(cadran, rang, Fraction(1))}" stroke="{GRILLE}"/>'
        for rang in range(cadran.axes)
    )
    return cercles + rayons


def _draw_outline(cadran: Cadran, scores: Sequence[Fraction | None]) -> str:
    points = {rang: _place(cadran, rang, score) for rang, score in enumerate(scores) if score is not None}
    fond = ""
    if len(points) == cadran.axes:
        fond = f'<path class="vient" d="M{"L".join(points.values())}Z" fill="{NOUS}" fill-opacity=".12"/>'
    cotes = "".join(
        f'<path class="trace" pathLength="1" d="M{points[rang]}L{points[suivant]}" stroke="{NOUS}" stroke-width="3"'
        ' stroke-linecap="round"/>'
        for rang, suivant in list_sides(scores)
    )
    bouts = "".join(
        f'<circle class="vient" cx="{x}" cy="{y}" r="5" fill="{NOUS}"/>'
        for x, y in (point.split() for point in points.values())
    )
    return fond + cotes + bouts


def _place(cadran: Cadran, rang: int, score: Fraction) -> str:
    x, y = cadran.place(rang, score)
    return f"{x:.1f} {y:.1f}"


def _write(etiquette: Etiquette, hauteur: float) -> str:
    """A label over the picture, at its place in parts of both sides; hidden from who has the alternative."""
    place = f"left:{100 * etiquette.ancre / LARGEUR:.2f}%;top:{100 * etiquette.y / hauteur:.2f}%"
    lignes = "<br>".join(escape_html(ligne) for ligne in etiquette.texte.split("\n"))
    dit = escape_html(etiquette.valeurs[0])
    chiffre = f"<b>{dit}</b>" if dit.endswith("%") else f"<br>{dit}"
    return f'<span class="cap-rose-{etiquette.align}" style="{place}" aria-hidden="true">{lignes}{chiffre}</span>'
