"""The path of the trimestres: a line that climbs, walked up to where the structure stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import streamlit as st

from caprse.carnet.accueil.regles import COURANTS, Pas, choose_etapes
from caprse.carnet.accueil.service import EtapeDuChemin
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import MOIS
from caprse.socle.ecran.cadre import build_dessin, build_image
from caprse.socle.signes import escape_html

HAUT, BAS = 16.0, 66.0  # where the last and the first step stand, in % of the height
ETATS = {
    Pas.FAIT: "fait",
    Pas.ICI: "en ce moment",
    Pas.TRANSMIS: "transmis",
    Pas.PASSE: "terminé",
    Pas.A_VENIR: "à venir",
}


def show_chemin(etapes: Sequence[EtapeDuChemin]) -> None:
    """The path, under its title; nothing for a cycle of one."""
    if len(etapes) < 2:
        return
    with st.container(key="chemin", gap=None):
        st.html(build_chemin(etapes))


def build_chemin(etapes: Sequence[EtapeDuChemin]) -> str:
    """The path as HTML: a list that is read aloud, over a line that only the eye needs."""
    montrees = [etapes[rang] for rang in choose_etapes([etape.pas for etape in etapes])]
    hauteurs = [BAS + (HAUT - BAS) * rang / max(1, len(montrees) - 1) for rang in range(len(montrees))]
    largeurs = [(rang + 0.5) * 100 / len(montrees) for rang in range(len(montrees))]
    ici = max((rang for rang, etape in enumerate(montrees) if etape.pas is not Pas.A_VENIR), default=0)
    points = list(zip(largeurs, hauteurs, strict=True))
    trace = build_image(_draw_trace(points, ici), 'class="cap-trace"')
    pas = "".join(_build_etape(etape, *point) for etape, point in zip(montrees, points, strict=True))
    return f'<h2 class="cap-chemin-titre">Notre chemin</h2><div class="cap-chemin">{trace}<ol>{pas}</ol></div>'


def _build_etape(etape: EtapeDuChemin, x: float, y: float) -> str:
    theme = build_theme(etape.referentiel, etape.thematique)
    titre = escape_html(etape.referentiel.name_trimestre(etape.thematique))
    court = escape_html(theme.titre)
    style = f"left:{x:.1f}%;top:{y:.1f}%;--theme:{theme.couleur};--pale:{theme.fond}"
    quand = ETATS[etape.pas]
    if etape.pas is Pas.A_VENIR:
        quand = f"à partir de {MOIS[etape.debut.month - 1]}"
    ici = etape.pas in COURANTS
    dessin = build_dessin(theme, 28, "#FFFFFF") if ici else build_dessin(theme, 22)
    courant = ' aria-current="step"' if ici else ""
    classe = "ici transmis" if etape.pas is Pas.TRANSMIS else etape.pas.value.replace("_", "-")
    return (
        f'<li class="{classe}" style="{style}"{courant}>'
        f'<span class="cap-pas">{dessin}</span>'
        f'<span class="cap-pas-nom" title="{titre}"><b>{court}</b> <small>{quand}</small></span></li>'
    )


def _draw_trace(points: Sequence[tuple[float, float]], ici: int) -> str:
    """The line as SVG, stretched to its place: dotted where one has not been yet."""
    trait = 'fill="none" stroke-linecap="round" vector-effect="non-scaling-stroke"'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f'<path {trait} stroke="#7C9196" stroke-width="3" stroke-dasharray="1 9" d="{_draw(points[ici:])}"/>'
        f'<path {trait} stroke="#0B5C6B" stroke-width="5" d="{_draw(points[: ici + 1])}"/></svg>'
    )


def _draw(points: Sequence[tuple[float, float]]) -> str:
    """A soft climb through the points: level at each step, rising between two."""
    morceaux = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (x2, y2) in pairwise(points):
        milieu = (x + x2) / 2
        morceaux.append(f"C{milieu:.1f} {y:.1f} {milieu:.1f} {y2:.1f} {x2:.1f} {y2:.1f}")
    return "".join(morceaux)
