"""The one Streamlit script: says who is there, then shows the page they asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import streamlit as st

from caprse.acces.commences import forget_brouillons, refresh_brouillons
from caprse.acces.ecran import ACTEUR, keep_acteur, open_unit_ecran
from caprse.acces.perdus import show_perdus
from caprse.acces.unite import SessionExpiree
from caprse.carnet.positionnement.titre import load_titre
from caprse.menu import build_pages, build_pages_attente, show_pages, show_refus
from caprse.relecture.nouvelles.page import load_attentes, show_pastille
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import ENTETE, MENU_REPLIE
from caprse.socle.ecran.navigation import set_pages
from caprse.socle.ecran.veille import end_veille, start_veille
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier

DELAI_REESSAI = 3
LARGEUR_MENU = 256
# Seen by a room, held by one hand: what waits elsewhere waits.
SALLES_TENUES = ("conduite", "reunion")
ABSENCE = "absence"  # the sentence that says why the base could not be asked
PAGE_VUE = "page_vue"
STATIQUE = Path(__file__).parent / "static"


def main() -> None:
    """Say who is there, then show the page they asked for."""
    largeur: Literal["collapsed"] | int = "collapsed" if MENU_REPLIE in st.session_state else LARGEUR_MENU
    st.set_page_config(page_title="Cahier CAP RSE", layout="wide", initial_sidebar_state=largeur)
    st.logo(STATIQUE / "enseigne.svg", size="large", icon_image=STATIQUE / "icone.svg")
    try:
        with open_unit_ecran() as unit:
            keep_acteur(unit.acteur)
            load_attentes(unit)
            load_titre(unit)
            refresh_brouillons(unit)
    except SessionExpiree as erreur:
        st.session_state.pop(ACTEUR, None)
        st.title("À bientôt")
        st.info(escape(str(erreur)), icon=":material/logout:")
        show_perdus()
        st.link_button("Se connecter", "/connexion", type="primary")
        return
    except BaseIndisponible as erreur:
        # A page already open keeps what it shows and what was typed; only a new one has nothing to show.
        if ACTEUR not in st.session_state:
            st.session_state[ABSENCE] = str(erreur)
            st.navigation(build_pages_attente(show_attente), position="hidden").run()
            return
    pages, menu = build_pages(st.session_state[ACTEUR])
    set_pages(pages)
    page = st.navigation(menu, position="hidden")
    if page.url_path not in SALLES_TENUES:
        show_pastille()
    show_pages(menu, st.session_state[ACTEUR])
    st.set_page_config(page_title=f"{page.title} · Cahier CAP RSE")
    if st.session_state.get(PAGE_VUE) != page.url_path:
        # In this order: a run that is stopped in between forgets again, and loses nothing.
        forget_brouillons()
        st.session_state[PAGE_VUE] = page.url_path
        if st.session_state.pop(MENU_REPLIE, None):
            st.set_page_config(initial_sidebar_state=LARGEUR_MENU)
    start_veille(str(st.session_state[ACTEUR].compte_id))
    st.session_state.pop(ENTETE, None)
    try:
        page.run()
        end_veille(page.url_path)
    except SessionExpiree as erreur:
        st.error(escape(str(erreur)), icon=":material/logout:")
        show_perdus()
        st.link_button("Se connecter", "/connexion", type="primary")
    except BaseIndisponible as erreur:
        st.session_state[ABSENCE] = str(erreur)
        show_attente()
    except ErreurMetier as erreur:
        show_refus(erreur)


@st.fragment(run_every=DELAI_REESSAI)
def show_attente() -> None:
    """The friendly page while the database is away; it leaves by itself."""
    st.title("Un instant…")
    st.info(escape(st.session_state[ABSENCE]), icon=":material/hourglass_empty:")
    st.caption("Cette page réessaie toute seule.")
    try:
        with open_unit_ecran():
            pass
    except BaseIndisponible as erreur:
        st.session_state[ABSENCE] = str(erreur)
        return
    except SessionExpiree:
        # The main script says what to do then.
        st.rerun()
    st.rerun()


main()
