"""What pages say: text shown as it is, and, once, the sentence of the last action."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from caprse.socle.erreurs import ErreurMetier

MESSAGE = "message"
DERNIER = "message_dernier"
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+!|~$<>:^]")


def escape(texte: str) -> str:
    """Text shown as it is, whatever Markdown would make of its signs."""
    return _MARKDOWN.sub(r"\\\g<0>", texte)


def run_action(action: Callable[[], str | None]) -> bool:
    """Run a use case from a callback and keep its sentence for the next display; tells whether it went through."""
    try:
        reussite = action()
    except ErreurMetier as erreur:
        st.session_state[MESSAGE] = ("erreur", str(erreur))
        return False
    if reussite:
        st.session_state[MESSAGE] = ("succes", reussite)
    return True


def show_message() -> None:
    """Show, once, what the last action said."""
    dit = st.session_state.pop(MESSAGE, None)
    st.session_state[DERNIER] = dit
    genre, phrase = dit or (None, "")
    if genre == "erreur":
        st.error(phrase, icon=":material/error:")
    elif genre == "succes":
        st.success(phrase, icon=":material/check_circle:")


def repeat_message() -> None:
    """Say again at the next display what this one said: nothing was done meanwhile."""
    if st.session_state.get(MESSAGE) is None and (dernier := st.session_state.get(DERNIER)) is not None:
        st.session_state[MESSAGE] = dernier
