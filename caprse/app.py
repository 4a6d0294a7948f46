"""The one Streamlit script: which pages a person sees. What they may do there is checked by the services."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from caprse.acces.ecran import ACTEUR
from caprse.acces.regles import Acteur, Role
from caprse.acces.unite import open_unit
from caprse.socle.ecran import get_jeton
from caprse.socle.erreurs import BaseIndisponible, SessionExpiree

DELAI_REESSAI = 3
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
    st.navigation(build_pages(st.session_state[ACTEUR])).run()


def build_pages(acteur: Acteur) -> dict[str, list[st.Page]]:
    """Pages of a person, by section, from their roles."""
    from caprse.carnet.page_accueil import page_accueil
    from caprse.carnet.page_carnet import page_carnet

    pages: dict[str, list[st.Page]] = {}
    if acteur.structures():
        pages["Ma structure"] = [
            st.Page(page_accueil, title="Accueil", icon=":material/home:", url_path="accueil", default=True),
            st.Page(page_carnet, title="Notre carnet", icon=":material/edit_note:", url_path="carnet"),
        ]
    if not pages:
        pages[""] = [st.Page(page_sans_role, title="Bienvenue", icon=":material/home:", default=True)]
    if acteur.has(Role.ANIMATION):
        pass
    return pages


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
