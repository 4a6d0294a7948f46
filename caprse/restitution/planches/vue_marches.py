"""What stands strongest and what comes next, critère by critère: on the results, and once transmitted."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape as escape_html

import streamlit as st

from caprse.restitution.figures.forces import CritereCote
from caprse.restitution.figures.libelles import name_niveau
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.signes import drop_signes


def show_marche(cote: CritereCote, niveaux: Sequence[str]) -> None:
    """One critère with the step above it, and the way to make an action of it."""
    with st.container(key=f"marche-{cote.code}", gap=None):
        st.markdown(f"**{escape(cote.titre)}**")
        st.html(build_marches(cote.niveau, niveaux))
        if cote.suivant:
            st.markdown(f"Prochaine marche, {escape(niveaux[cote.niveau + 1])} : {escape(cote.suivant)}")
        link_to_page("actions", "En faire une action", ":material/add_task:", critere=cote.code)


def show_force(cote: CritereCote, niveaux: Sequence[str]) -> None:
    """One critère that holds."""
    with st.container(key=f"force-{cote.code}", gap=None):
        st.markdown(f"**{escape(cote.titre)}**")
        st.html(build_marches(cote.niveau, niveaux))


def build_marches(niveau: int, niveaux: Sequence[str]) -> str:
    """The stair of a critère as HTML: the steps climbed, and the name of the niveau."""
    marches = "".join(
        f'<i class="{"franchie" if rang <= niveau else "a-franchir"}" style="--rang:{rang}"></i>'
        for rang in range(1, len(niveaux))
    )
    nom = escape_html(drop_signes(name_niveau(niveau, niveaux)))
    return f'<p class="cap-marches"><span aria-hidden="true">{marches}</span> {nom}</p>'
