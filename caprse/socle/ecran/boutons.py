"""Gestures that several pages share: ask before what cannot be undone, go from one part of a list to the next."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from caprse.socle.ecran.affichage import Affichable, run_action

CONFIRMATION = "acces-confirmation"


def show_bouton_prudent(libelle: Affichable, cle: str, question: Affichable, action: Callable[[], str | None]) -> None:
    """A button that asks first; ``action`` is a use case that returns the sentence to show."""
    if st.session_state.get(CONFIRMATION) != cle:
        st.button(libelle, key=cle, on_click=_ask, args=(cle,))
        return
    st.warning(question, icon=":material/help:")
    with st.container(horizontal=True):
        st.button(f"Oui : {libelle}", key=f"{cle}-oui", type="primary", on_click=_confirm, args=(action,))
        st.button("Non, ne rien changer", key=f"{cle}-non", on_click=_ask, args=(None,))


def show_pages(cle: str, debut: int, taille: int, reste: bool) -> None:
    """The way to the earlier and later parts of a list, whose start is kept under ``cle``."""
    with st.container(horizontal=True):
        if debut > 0:
            st.button("Précédents", key=f"{cle}-avant", on_click=_go_to, args=(cle, max(0, debut - taille)))
        if reste:
            st.button("Suivants", key=f"{cle}-apres", on_click=_go_to, args=(cle, debut + taille))


def _ask(cle: str | None) -> None:
    st.session_state[CONFIRMATION] = cle


def _confirm(action: Callable[[], str | None]) -> None:
    st.session_state[CONFIRMATION] = None
    run_action(action)


def _go_to(cle: str, debut: int) -> None:
    st.session_state[cle] = debut
