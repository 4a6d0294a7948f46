"""What was typed and could not be kept, when a session ends: shown, so that it may be copied."""

from __future__ import annotations

import streamlit as st

PERDUS = "saisie_perdue"
CADRE_PERDUS = "perdus"


def lose(*textes: str) -> None:
    """The session is over and these texts could not be kept: the page that says so shows them."""
    st.session_state[PERDUS] = [texte for texte in textes if texte.strip()]


def show_perdus() -> None:
    """What was typed and could not be kept, to be copied from the screen."""
    perdus: list[str] = st.session_state.get(PERDUS, [])
    if not perdus:
        return
    st.warning("Voici ce qui n’est pas enregistré : copiez-le, puis connectez-vous.", icon=":material/content_copy:")
    with st.container(key=CADRE_PERDUS):
        for texte in perdus:
            st.code(texte, language=None, wrap_lines=True)
