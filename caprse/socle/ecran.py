"""What every Streamlit page needs: whose browser this is, and errors as French sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import streamlit as st
from streamlit.navigation.page import Page

from caprse.socle.erreurs import ErreurMetier, SessionExpiree

COOKIE = "caprse_session"
MESSAGE = "message"
PAGES = "pages"
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+!|~$<>:^]")


def get_jeton() -> str:
    """The session token of this browser. Raises SessionExpiree when there is none."""
    jeton = st.context.cookies.get(COOKIE)
    if not jeton:
        raise SessionExpiree
    return jeton


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
    genre, phrase = st.session_state.pop(MESSAGE, (None, ""))
    if genre == "erreur":
        st.error(phrase, icon=":material/error:")
    elif genre == "succes":
        st.success(phrase, icon=":material/check_circle:")


def set_pages(pages: dict[str, Page]) -> None:
    """Name the pages of this person, so that any page can lead to another by name."""
    st.session_state[PAGES] = pages


def read_id(nom: str) -> UUID | None:
    """The id that the address carries under this name; None when there is none, or something else."""
    try:
        return UUID(st.query_params.get(nom, ""))
    except ValueError:
        return None


def go_to_page(nom: str, **adresse: str) -> None:
    """Leave for another page; from the body of a page, not from a callback."""
    st.switch_page(st.session_state[PAGES][nom], query_params=adresse)


def go_to_first_page() -> None:
    """Leave for the first page of this person's menu."""
    st.switch_page(next(iter(st.session_state[PAGES].values())))


def link_to_page(nom: str, libelle: str, icon: str | None = None, **adresse: str) -> None:
    """A link to another page, where the person has it."""
    page = st.session_state.get(PAGES, {}).get(nom)
    if page is not None:
        st.page_link(page, label=libelle, icon=icon, query_params=adresse or None)
