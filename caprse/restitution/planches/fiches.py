"""The heatmap as a list, for a screen too narrow for its columns. Pure HTML of ours.

A name is read once: its figures stand side by side under it, each above the short title of its axis. Where there are
several, each is a line, name, état and shades, that opens on them.
"""

from __future__ import annotations

from collections.abc import Sequence

from caprse.restitution.figures.axes import LigneCarte, get_manque, list_columns
from caprse.restitution.figures.formats import round_pourcent
from caprse.restitution.figures.libelles import format_score
from caprse.restitution.figures.notation import Figure
from caprse.restitution.graphiques.carte import PALIERS, get_palier, list_bornes
from caprse.restitution.graphiques.palette import VIDE, get_text_colour, list_shades
from caprse.socle.signes import escape_html

Rangs = Sequence[tuple[str, Figure | None]]
# Up to so many are compared at a glance, all their figures shown.
COTE_A_COTE = 2


def build_fiches(lignes: Sequence[LigneCarte]) -> str:
    """Structures × axes, in the order given; shades as on the heatmap, their key first."""
    axes = list_columns(lignes)
    plies = len(lignes) > COTE_A_COTE
    build = _build_pli if plies else _build_fiche
    fiches = (build(ligne, [(titre, _find(ligne, code)) for code, titre in axes.items()]) for ligne in lignes)
    cle = _build_cle(collectif=any(ligne.autre for ligne in lignes))
    if not plies:
        return f'<div class="cap-fiches">{cle}{"".join(fiches)}</div>'
    # The words of the columns stay above them; what the shades mean comes last, once they have been seen.
    tetes = "".join(f"<span>{escape_html(titre)}</span>" for titre in axes.values())
    return f'<div class="cap-fiches"><div class="tetes" aria-hidden="true">{tetes}</div>{"".join(fiches)}{cle}</div>'


def _build_cle(*, collectif: bool) -> str:
    """What is measured, and what each shade stands for, on one line."""
    teintes = zip(list_bornes(), list_shades(len(PALIERS), collectif=collectif), strict=True)
    bornes = "".join(f'<b style="{_paint(fond)}">{escape_html(borne)}</b>' for borne, fond in teintes)
    return f'<p>Part des marches franchies</p><p class="cle">{bornes}</p>'


def _find(ligne: LigneCarte, code: str) -> Figure | None:
    return next((figure for figure in ligne.figures if figure.code == code), None)


def _build_fiche(ligne: LigneCarte, rangs: Rangs) -> str:
    return f"<section><h3>{escape_html(ligne.nom)}</h3>{_build_cases(ligne, rangs)}</section>"


def _build_pli(ligne: LigneCarte, rangs: Rangs) -> str:
    """One line: whose, where its carnet stands, its figures on their shades; open, what they are of and the way on."""
    bande = "".join(f'<i style="{_paint(_shade(figure, ligne.autre))}">{_abrege(figure)}</i>' for _, figure in rangs)
    etat = f"<small>{escape_html(ligne.etat)}</small>" if ligne.etat else ""
    acte = ""
    if ligne.suite is not None:
        dit, adresse = ligne.suite
        acte = f'<p><a href="{escape_html(adresse)}" target="_self">{escape_html(dit)}</a></p>'
    return (
        f"<section><details><summary><h3>{escape_html(ligne.nom)}</h3>{etat}"
        f'<span class="bande" aria-hidden="true">{bande}</span></summary>'
        f"{_build_cases(ligne, rangs)}{acte}</details></section>"
    )


def _build_cases(ligne: LigneCarte, rangs: Rangs) -> str:
    return f"<ul>{''.join(_build_case(titre, ligne.autre, figure) for titre, figure in rangs)}</ul>"


def _build_case(titre: str, autre: bool, figure: Figure | None) -> str:
    dit = format_score(figure) if figure is not None else get_manque(None)
    style = _paint(_shade(figure, autre))
    return f'<li><b style="{style}">{escape_html(dit)}</b> <span>{escape_html(titre)}</span></li>'


def _shade(figure: Figure | None, autre: bool) -> str:
    score = figure.score if figure is not None else None
    fonds = list_shades(len(PALIERS), collectif=autre)
    return VIDE if score is None else fonds[get_palier(round_pourcent(score))]


def _abrege(figure: Figure | None) -> str:
    """A figure in little room: the key above says that these are per cents."""
    return str(round_pourcent(figure.score)) if figure is not None and figure.score is not None else "–"


def _paint(fond: str) -> str:
    return f"background:{fond};color:{get_text_colour(fond)}"
