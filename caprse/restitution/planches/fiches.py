"""The heatmap as a list, one card per axis, for a screen too narrow for its columns. Pure HTML of ours.

Under one axis the figures of the structures stand below each other: there they compare.
"""

from __future__ import annotations

from collections.abc import Sequence

from caprse.restitution.figures.axes import LigneCarte, get_manque, list_columns
from caprse.restitution.figures.formats import round_pourcent
from caprse.restitution.figures.libelles import format_score
from caprse.restitution.figures.notation import Figure
from caprse.restitution.graphiques.carte import PALIERS, get_palier
from caprse.restitution.graphiques.palette import VIDE, get_text_colour, list_shades
from caprse.socle.signes import escape_html


def build_fiches(lignes: Sequence[LigneCarte]) -> str:
    """Each axis by the name of its column, with every structure in the order given; shades as on the heatmap."""
    fiches = (_build_fiche(code, titre, lignes) for code, titre in list_columns(lignes).items())
    return f'<div class="cap-fiches">{"".join(fiches)}</div>'


def _build_fiche(code: str, titre: str, lignes: Sequence[LigneCarte]) -> str:
    cases = "".join(
        _build_case(ligne.nom, next((figure for figure in ligne.figures if figure.code == code), None))
        for ligne in lignes
    )
    return f"<section><h3>{escape_html(titre)}</h3><ul>{cases}</ul></section>"


def _build_case(nom: str, figure: Figure | None) -> str:
    score = figure.score if figure is not None else None
    fond = VIDE if score is None else list_shades(len(PALIERS))[get_palier(round_pourcent(score))]
    dit = format_score(figure) if figure is not None else get_manque(None)
    style = f"background:{fond};color:{get_text_colour(fond)}"
    return f'<li><span>{escape_html(nom)}</span><b style="{style}">{escape_html(dit)}</b></li>'
