"""The one Streamlit script: which pages a person sees. What they may do there is checked by the services."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from caprse.acces.ecran import ACTEUR
from caprse.acces.regles import Acteur
from caprse.acces.unite import open_unit
from caprse.carnet.page_accueil import page_accueil
from caprse.carnet.page_carnet import page_carnet
from caprse.carnet.page_positionnement import page_positionnement
from caprse.carnet.page_transmettre import page_transmettre
from caprse.socle.ecran import get_jeton, set_pages
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier, SessionExpiree

DELAI_REESSAI = 3
ACCUEIL = "accueil"
STATIQUE = Path(__file__).parent / "static"


def main() -> None:
    """Say who is there, then show the page they asked for."""
    st.set_page_config(page_title="Cahier CAP RSE", page_icon=str(STATIQUE / "icone.svg"), layout="centered")
    st.html(STATIQUE / "habillage.css")
    try:
        with open_unit(jeton=get_jeton()) as unit:
            st.session_state[ACTEUR] = unit.acteur
    except SessionExpiree as erreur:
        st.session_state.pop(ACTEUR, None)
        st.title("À bientôt")
        st.info(str(erreur), icon=":material/logout:")
        st.link_button("Se connecter", "/connexion", type="primary")
        return
    except BaseIndisponible:
        # A page already open keeps what it shows and what was typed; only a new one has nothing to show.
        if ACTEUR not in st.session_state:
            show_attente()
            return
    pages = build_pages(st.session_state[ACTEUR])
    set_pages({page.url_path or ACCUEIL: page for section in pages.values() for page in section})
    page = st.navigation(pages)
    try:
        page.run()
    except SessionExpiree as erreur:
        st.error(str(erreur), icon=":material/logout:")
        st.link_button("Se connecter", "/connexion", type="primary")
    except BaseIndisponible:
        show_attente()
    except ErreurMetier as erreur:
        st.error(str(erreur), icon=":material/error:")


def build_pages(acteur: Acteur) -> dict[str, list[Page]]:
    """Pages of a person, by section, from their roles."""
    pages: dict[str, list[Page]] = {}
    if acteur.structures():
        pages["Ma structure"] = [
            _page(page_accueil, "Accueil", "home"),
            _page(page_carnet, "Notre carnet", "edit_note"),
            _page(page_transmettre, "Transmettre", "send"),
            _page(page_positionnement, "Notre point de départ", "flag"),
        ]
    if not pages:
        pages[""] = [_page(page_sans_role, "Bienvenue", "home")]
    return pages


def _page(fonction: Callable[[], None], titre: str, icone: str) -> Page:
    nom = fonction.__name__.removeprefix("page_")
    return st.Page(fonction, title=titre, icon=f":material/{icone}:", url_path=nom.replace("_", "-"))


def page_sans_role() -> None:
    """For a person who has an account and no role yet."""
    st.title("Bienvenue")
    st.info(
        "Votre compte n'est encore rattaché à aucune structure. Demandez une invitation à la direction de votre "
        "structure ou à votre chargée de mission.",
        icon=":material/info:",
    )


@st.fragment(run_every=DELAI_REESSAI)
def show_attente() -> None:
    """The friendly page while the database is away; it leaves by itself."""
    st.title("Un instant…")
    st.info(str(BaseIndisponible()), icon=":material/hourglass_empty:")
    st.caption("Cette page réessaie toute seule.")
    try:
        with open_unit(jeton=get_jeton()):
            pass
    except BaseIndisponible:
        return
    except SessionExpiree:
        # The main script says what to do then.
        st.rerun()
    st.rerun()


main()
