"""The heatmap as a list, one card per structure, for a screen too narrow for its columns. Pure HTML of ours."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.restitution.figures.axes import LigneCarte
from caprse.restitution.figures.formats import round_pourcent
from caprse.restitution.figures.libelles import format_score
from caprse.restitution.figures.notation import Figure
from caprse.restitution.graphiques.carte import PALIERS, get_palier
from caprse.restitution.graphiques.palette import VIDE, get_text_colour, list_shades
from caprse.socle.signes import escape_html


def build_fiches(lignes: Sequence[LigneCarte]) -> str:
    """Each structure with every axis by its whole title; shades as on the heatmap."""
    return '<div class="cap-fiches">' + "".join(map(_build_fiche, lignes)) + "</div>"


def _build_fiche(ligne: LigneCarte) -> str:
    cases = "".join(map(_build_case, ligne.figures))
    return f"<section><h3>{escape_html(ligne.nom)}</h3><ul>{cases}</ul></section>"


def _build_case(figure: Figure) -> str:
    fond = VIDE if figure.score is None else list_shades(len(PALIERS))[get_palier(round_pourcent(figure.score))]
    style = f"background:{fond};color:{get_text_colour(fond)}"
    return (
        f'<li><span>{escape_html(figure.titre)}</span><b style="{style}">{escape_html(format_score(figure))}</b></li>'
    )
