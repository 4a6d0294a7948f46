"""What stands strongest and what comes next, critère by critère: on the results, and once transmitted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.progres.engagees import Engagee
from caprse.referentiel.marches import bind_niveau, build_marches, name_niveau
from caprse.restitution.figures.forces import CritereCote
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.navigation import link_to_page


def show_marche(cote: CritereCote, niveaux: Sequence[str], engagee: Engagee | None, *, agit: bool) -> None:
    """One critère with the step above it; for whoever may write actions (``agit``), the way to make one of it.

    ``engagee``: the open action that serves it already: it is shown, and not proposed once more.
    """
    with st.container(key=f"marche-{cote.code}", gap=None):
        st.markdown(f"**{escape(cote.titre)}**")
        st.html(build_marches(cote.niveau, niveaux))
        adresse = {"critere": cote.code}
        vers = escape(bind_niveau(name_niveau(cote.niveau + 1, niveaux)))
        if cote.suivant:
            adresse["quoi"] = f"Arriver à ceci : {cote.suivant}"
        if cote.premier_pas:
            st.markdown(f"**Premier pas :** {escape(cote.premier_pas)}")
            adresse["quoi"] = cote.premier_pas
            if cote.suivant:
                # What to begin with is enough to decide; what the step asks in full is one touch away.
                with st.expander(f"Ce que demande {vers}", key=f"viser-{cote.code}"):
                    st.markdown(escape(cote.suivant))
        elif cote.suivant:
            st.markdown(f"Prochaine marche, {vers} : {escape(cote.suivant)}")
        if engagee is not None:
            show_engagee(engagee)
        elif agit:
            link_to_page("actions", "En faire une action", ":material/add_task:", **adresse)


def show_engagee(engagee: Engagee) -> None:
    """The action under way, and the way to it."""
    # One element for both: what stands last in each critère is set on one line.
    with st.container(gap=None):
        st.markdown(f"**{escape(engagee.etat_dit)}\u00a0:** {escape(engagee.dite)}")
        link_to_page("actions", "Voir l’action", ":material/arrow_forward:")


def show_force(cote: CritereCote, niveaux: Sequence[str]) -> None:
    """One critère that holds."""
    with st.container(key=f"force-{cote.code}", gap=None):
        st.markdown(f"**{escape(cote.titre)}**")
        st.html(build_marches(cote.niveau, niveaux))
