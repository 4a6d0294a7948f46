"""What stands strongest and what comes next, critère by critère: on the results, and once transmitted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.referentiel.marches import build_marches
from caprse.restitution.figures.forces import CritereCote
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.navigation import link_to_page


def show_marche(cote: CritereCote, niveaux: Sequence[str]) -> None:
    """One critère with the step above it, and the way to make an action of it."""
    with st.container(key=f"marche-{cote.code}", gap=None):
        st.markdown(f"**{escape(cote.titre)}**")
        st.html(build_marches(cote.niveau, niveaux))
        adresse = {"critere": cote.code}
        if cote.suivant:
            st.markdown(f"Prochaine marche, {escape(niveaux[cote.niveau + 1])} : {escape(cote.suivant)}")
            adresse["quoi"] = f"Arriver à ceci : {cote.suivant}"
        if cote.premier_pas:
            st.markdown(f"**Premier pas :** {escape(cote.premier_pas)}")
            adresse["quoi"] = cote.premier_pas
        link_to_page("actions", "En faire une action", ":material/add_task:", **adresse)


def show_force(cote: CritereCote, niveaux: Sequence[str]) -> None:
    """One critère that holds."""
    with st.container(key=f"force-{cote.code}", gap=None):
        st.markdown(f"**{escape(cote.titre)}**")
        st.html(build_marches(cote.niveau, niveaux))
