"""The one Streamlit script: says who is there, then shows the page they asked for."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from caprse.acces.ecran import ACTEUR, open_unit_ecran
from caprse.acces.unite import SessionExpiree
from caprse.pages import build_pages, build_pages_attente
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.navigation import set_pages
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier

DELAI_REESSAI = 3
STATIQUE = Path(__file__).parent / "static"


def main() -> None:
    """Say who is there, then show the page they asked for."""
    st.set_page_config(page_title="Cahier CAP RSE", page_icon=str(STATIQUE / "icone.svg"), layout="centered")
    st.html(STATIQUE / "habillage.css")
    try:
        with open_unit_ecran() as unit:
            st.session_state[ACTEUR] = unit.acteur
    except SessionExpiree as erreur:
        st.session_state.pop(ACTEUR, None)
        st.title("À bientôt")
        st.info(escape(str(erreur)), icon=":material/logout:")
        st.link_button("Se connecter", "/connexion", type="primary")
        return
    except BaseIndisponible:
        # A page already open keeps what it shows and what was typed; only a new one has nothing to show.
        if ACTEUR not in st.session_state:
            st.navigation(build_pages_attente(show_attente), position="hidden").run()
            return
    pages, menu = build_pages(st.session_state[ACTEUR])
    set_pages(pages)
    page = st.navigation(menu)
    try:
        page.run()
    except SessionExpiree as erreur:
        st.error(escape(str(erreur)), icon=":material/logout:")
        st.link_button("Se connecter", "/connexion", type="primary")
    except BaseIndisponible:
        show_attente()
    except ErreurMetier as erreur:
        st.error(escape(str(erreur)), icon=":material/error:")


@st.fragment(run_every=DELAI_REESSAI)
def show_attente() -> None:
    """The friendly page while the database is away; it leaves by itself."""
    st.title("Un instant…")
    st.info(escape(str(BaseIndisponible())), icon=":material/hourglass_empty:")
    st.caption("Cette page réessaie toute seule.")
    try:
        with open_unit_ecran():
            pass
    except BaseIndisponible:
        return
    except SessionExpiree:
        # The main script says what to do then.
        st.rerun()
    st.rerun()


main()
