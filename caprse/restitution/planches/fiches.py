"""The heatmap as a list, one card per structure, for a screen too narrow for its columns. Pure HTML of ours.

A name is read once: its figures stand side by side under it, each above the short title of its axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from caprse.restitution.figures.axes import LigneCarte, get_manque, list_columns
from caprse.restitution.figures.formats import round_pourcent
from caprse.restitution.figures.libelles import format_score
from caprse.restitution.figures.notation import Figure
from caprse.restitution.graphiques.carte import PALIERS, get_palier, list_bornes
from caprse.restitution.graphiques.palette import VIDE, get_text_colour, list_shades
from caprse.socle.signes import escape_html


def build_fiches(lignes: Sequence[LigneCarte]) -> str:
    """Structures × axes as cards, in the order given; shades as on the heatmap, their key first."""
    axes = list_columns(lignes)
    fiches = (_build_fiche(ligne, ((titre, _find(ligne, code)) for code, titre in axes.items())) for ligne in lignes)
    cle = _build_cle(collectif=any(ligne.autre for ligne in lignes))
    return f'<div class="cap-fiches">{cle}{"".join(fiches)}</div>'


def _build_cle(*, collectif: bool) -> str:
    """What is measured, and what each shade stands for, on one line."""
    teintes = zip(list_bornes(), list_shades(len(PALIERS), collectif=collectif), strict=True)
    bornes = "".join(f'<b style="{_paint(fond)}">{escape_html(borne)}</b>' for borne, fond in teintes)
    return f'<p>Part des marches franchies</p><p class="cle">{bornes}</p>'


def _find(ligne: LigneCarte, code: str) -> Figure | None:
    return next((figure for figure in ligne.figures if figure.code == code), None)


def _build_fiche(ligne: LigneCarte, rangs: Iterable[tuple[str, Figure | None]]) -> str:
    cases = "".join(_build_case(titre, ligne.autre, figure) for titre, figure in rangs)
    return f"<section><h3>{escape_html(ligne.nom)}</h3><ul>{cases}</ul></section>"


def _build_case(titre: str, autre: bool, figure: Figure | None) -> str:
    score = figure.score if figure is not None else None
    fonds = list_shades(len(PALIERS), collectif=autre)
    fond = VIDE if score is None else fonds[get_palier(round_pourcent(score))]
    dit = format_score(figure) if figure is not None else get_manque(None)
    return f'<li><b style="{_paint(fond)}">{escape_html(dit)}</b> <span>{escape_html(titre)}</span></li>'


def _paint(fond: str) -> str:
    return f"background:{fond};color:{get_text_colour(fond)}"
