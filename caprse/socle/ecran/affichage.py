"""What pages say: text shown as it is, and, once, the sentence of the last action."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from caprse.socle.erreurs import ErreurMetier

MESSAGE = "message"
DITS = "messages_dits"
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+!|~$<>:^]")


def escape(texte: str) -> str:
    """Text shown as it is, whatever Markdown would make of its signs."""
    return _MARKDOWN.sub(r"\\\g<0>", texte)


def run_action(action: Callable[[], str | None], place: str = MESSAGE) -> bool:
    """Run a use case from a callback and keep its sentence for the next display; tells whether it went through."""
    try:
        reussite = action()
    except ErreurMetier as erreur:
        st.session_state[place] = ("erreur", str(erreur))
        return False
    if reussite:
        st.session_state[place] = ("succes", reussite)
    return True


def show_message(place: str = MESSAGE) -> None:
    """Show, once, what the last action said; ``place`` names where on the page it is said."""
    dit = st.session_state.pop(place, None)
    st.session_state.setdefault(DITS, {})[place] = dit
    genre, phrase = dit or (None, "")
    if genre == "erreur":
        st.error(phrase, icon=":material/error:")
    elif genre == "succes":
        st.success(phrase, icon=":material/check_circle:")


def repeat_messages() -> None:
    """Say again at the next display what was said since the last act: nothing was done meanwhile."""
    for place, dit in st.session_state.get(DITS, {}).items():
        if dit is not None:
            st.session_state.setdefault(place, dit)


def forget_messages() -> None:
    """Another act begins: what was said of the one before is not said again."""
    st.session_state.pop(DITS, None)
