"""The frame of every page: its title, one line that says where one is, and the width that the eye needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

import streamlit as st

from caprse.socle.ecran.affichage import escape
from caprse.socle.fictif import drop_mention
from caprse.socle.signes import escape_html

MENU_REPLIE = "menu_replie"  # a page asked for it: the next run of that page begins so, and nothing jumps
FICTIF = "Données inventées"
# Kept for whoever is at the screen: all that an invented person reaches is invented.
# Whether this run of the page has drawn its head.
ENTETE = "entete_vue"
INVENTEE = "personne-inventee"
# Whoever is of no structure steers: their pages are all of one width.
PILOTE = "personne-pilote"


class Largeur(StrEnum):
    """What the page is for: answering and reading (880 px), or steering, tables and charts (up to 1,200 px)."""

    LECTURE = "lecture"
    TRAVAIL = "travail"


@dataclass(frozen=True)
class Theme:
    """The face of a theme: its colour (``#RRGGBB``, readable on white), a pale ground, its drawing, its short name.

    ``dessin`` is the path of a 24 × 24 drawing made of strokes.
    """

    couleur: str
    fond: str
    dessin: str
    titre: str


def show_entete(
    titre: str,
    *,
    reperes: Sequence[str] = (),
    theme: Theme | None = None,
    fictif: bool = False,
    largeur: Largeur = Largeur.LECTURE,
) -> None:
    """The head of a page: ``titre``, then on one line the theme, the landmarks (which period, days left, état).

    All texts are plain, shown as typed. ``fictif``: the data are invented, and the line says so, as on every page of
    an invented person.
    """
    st.session_state[ENTETE] = True
    fictif = fictif or bool(st.session_state.get(INVENTEE))
    if st.session_state.get(PILOTE):
        largeur = Largeur.TRAVAIL
    with st.container(key=f"cadre-{largeur}", gap=None):
        st.title(escape(titre), anchor=False)
        if ligne := build_reperes(reperes, theme, fictif):
            st.html(ligne)


def fold_menu() -> None:
    """The whole width for the work of this page: its menu is one press away, at its every run."""
    st.session_state[MENU_REPLIE] = True
    st.set_page_config(initial_sidebar_state="collapsed")


def build_reperes(reperes: Sequence[str], theme: Theme | None, fictif: bool) -> str:
    """The line under a title, in HTML; empty when it has nothing to say."""
    morceaux = [build_pastille(theme)] if theme else []
    if fictif:
        # Once is enough on a line.
        reperes = [drop_mention(repere) for repere in reperes]
    dits = [escape_html(repere) for repere in reperes if repere]
    morceaux += [f'<span class="cap-repere cap-repere-{rang}">{dit}</span>' for rang, dit in enumerate(dits, start=1)]
    if fictif:
        morceaux.append(f'<span class="cap-fictif">{FICTIF}</span>')
    return f'<p class="cap-reperes">{"".join(morceaux)}</p>' if morceaux else ""


def build_tetes(classes: str, *titres: str) -> str:
    """The titles of the columns of a list, in HTML; each line says them itself to whoever does not see them."""
    colonnes = "".join(f"<span>{escape_html(titre)}</span>" for titre in titres)
    return f'<div class="{classes} cap-rangs-tete" aria-hidden="true">{colonnes}</div>'


def fold_on_phone(titre: str, corps: str) -> str:
    """``corps`` under ``titre``, both in HTML: folded where the screen is narrow, plain where there is room."""
    return f'<details class="cap-etroit"><summary>{titre}</summary>{corps}</details>'


def fold_always(titre: str, corps: str) -> str:
    """The same at every width, for what is not asked first; a printed page shows it."""
    return f'<details class="cap-pli"><summary>{titre}</summary>{corps}</details>'


def build_pastille(theme: Theme) -> str:
    """The chip of a theme, in HTML: its drawing and its name, in its colour."""
    return (
        f'<span class="cap-theme" style="color:{theme.couleur};background:{theme.fond}">{build_dessin(theme)}'
        f"{escape_html(theme.titre)}</span>"
    )


def build_dessin(theme: Theme, cote: int = 18, couleur: str | None = None) -> str:
    """The drawing of a theme, ``cote`` px wide, in its colour or another; it repeats a name that stands beside it."""
    return build_image(build_svg(theme, couleur), f'width="{cote}" height="{cote}"')


def build_svg(theme: Theme, couleur: str | None = None) -> str:
    """The same drawing for a page of ours that Streamlit does not carry: SVG that stands in its HTML."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{couleur or theme.couleur}" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f'<path d="{theme.dessin}"/></svg>'
    )


def build_image(svg: str, attributs: str = "", alternative: str = "") -> str:
    """A drawing of ours as an image: Streamlit takes SVG out of the HTML of a page. Most say nothing themselves."""
    return f'<img alt="{escape_html(alternative)}" src="data:image/svg+xml,{quote(svg)}" {attributs}>'
