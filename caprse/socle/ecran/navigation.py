"""The way from one page to another, by name; and what the address of a page says."""

from __future__ import annotations

from uuid import UUID

import streamlit as st
from streamlit.navigation.page import Page

from caprse.socle.ecran.affichage import Affichable

PAGES = "pages"
ADRESSE = "adresse_lue"


def set_pages(pages: dict[str, Page]) -> None:
    """Name the pages of this person, so that any page can lead to another by name."""
    st.session_state[PAGES] = pages


def keep_adresse(*noms: str) -> None:
    """Write in the browser's address what this page was asked for under these names; for a page that links to itself.

    Such a link leaves the address as it was: the next press would ask for the page of before.
    """
    lus = {nom: st.query_params.get(nom) for nom in noms}
    if st.session_state.get(ADRESSE) == lus:
        return
    st.session_state[ADRESSE] = lus
    for nom, valeur in lus.items():
        st.query_params[nom] = valeur or ""
        if not valeur:
            # What is not there cannot be taken away, and the browser may still have it.
            del st.query_params[nom]


def read_id(nom: str) -> UUID | None:
    """The id that the address carries under this name; None when there is none, or something else."""
    try:
        return UUID(st.query_params.get(nom, ""))
    except ValueError:
        return None


def take_param(nom: str) -> str | None:
    """What the address carries under this name, once: it loses it, so that a cancelled form does not come back."""
    valeur = st.query_params.get(nom)
    if valeur is not None:
        del st.query_params[nom]
    return valeur


def go_to_page(nom: str, **adresse: str) -> None:
    """Leave for another page; from the body of a page, not from a callback."""
    st.switch_page(st.session_state[PAGES][nom], query_params=adresse)


def go_to_first_page() -> None:
    """Leave for the first page of this person's menu."""
    st.switch_page(next(iter(st.session_state[PAGES].values())))


def link_to_first_page(libelle: Affichable, icon: str | None = None) -> None:
    """A link to the first page of this person's menu."""
    if pages := st.session_state.get(PAGES):
        link_to_page(next(iter(pages)), libelle, icon)


def link_to_page(nom: str, libelle: Affichable, icon: str | None = None, **adresse: str) -> None:
    """A link to another page, where the person has it."""
    page = st.session_state.get(PAGES, {}).get(nom)
    if page is not None:
        st.page_link(page, label=libelle, icon=icon, query_params=adresse or None)
