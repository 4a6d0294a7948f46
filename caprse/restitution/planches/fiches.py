"""The heatmap as a list, one card per axis, for a screen too narrow for its columns. Pure HTML of ours.

Under one axis the figures of the structures stand below each other: there they compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from caprse.restitution.figures.axes import LigneCarte, get_manque, list_columns
from caprse.restitution.figures.formats import round_pourcent
from caprse.restitution.figures.libelles import format_score
from caprse.restitution.figures.notation import Figure
from caprse.restitution.graphiques.carte import PALIERS, get_palier
from caprse.restitution.graphiques.palette import VIDE, get_text_colour, list_shades
from caprse.socle.signes import escape_html


def build_fiches(lignes: Sequence[LigneCarte]) -> str:
    """Structures × axes as cards, in the order given; shades as on the heatmap.

    A few structures have a card each, which is read from top to bottom; many are listed under each axis.
    """
    axes = list_columns(lignes)
    if len(lignes) < len(axes):
        fiches = (
            _build_fiche(ligne.nom, ((titre, ligne.autre, _find(ligne, code)) for code, titre in axes.items()))
            for ligne in lignes
        )
    else:
        fiches = (
            _build_fiche(titre, ((ligne.nom, ligne.autre, _find(ligne, code)) for ligne in lignes))
            for code, titre in axes.items()
        )
    return f'<div class="cap-fiches">{"".join(fiches)}</div>'


def _find(ligne: LigneCarte, code: str) -> Figure | None:
    return next((figure for figure in ligne.figures if figure.code == code), None)


def _build_fiche(titre: str, rangs: Iterable[tuple[str, bool, Figure | None]]) -> str:
    cases = "".join(_build_case(nom, autre, figure) for nom, autre, figure in rangs)
    return f"<section><h3>{escape_html(titre)}</h3><ul>{cases}</ul></section>"


def _build_case(nom: str, autre: bool, figure: Figure | None) -> str:
    score = figure.score if figure is not None else None
    fonds = list_shades(len(PALIERS), collectif=autre)
    fond = VIDE if score is None else fonds[get_palier(round_pourcent(score))]
    dit = format_score(figure) if figure is not None else get_manque(None)
    style = f"background:{fond};color:{get_text_colour(fond)}"
    return f'<li><span>{escape_html(nom)}</span><b style="{style}">{escape_html(dit)}</b></li>'
