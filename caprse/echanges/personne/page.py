"""The button by which a person takes away what the base holds about them; what is said once they are erased."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.page import page_comptes
from caprse.acces.comptes.page_mon_compte import page_mon_compte
from caprse.acces.ecran import build_fichier, get_acteur, get_jeton
from caprse.acces.unite import Unit
from caprse.echanges.personne.effacement import erase_compte
from caprse.echanges.personne.service import build_mes_donnees
from caprse.socle.ecran.affichage import escape


def page_mon_compte_entier() -> None:
    """One's own account, with the way to take away what the base holds about oneself."""
    page_mon_compte(show_mes_donnees)


def page_tous_comptes() -> None:
    """All accounts, those that are closed with the way to erase them."""
    page_comptes(erase)


def show_mes_donnees() -> None:
    """One button; the file is made when it is pressed."""
    moi = get_acteur().compte_id
    if moi is None:
        return
    with st.container(key="compte-donnees"):
        st.subheader("Vos données", anchor=False)
        st.markdown("Tout ce que le cahier garde sur vous, en un fichier à lire.")
        st.download_button(
            "Télécharger mes données",
            data=partial(build_fichier, get_jeton(), build_mes_donnees, moi),
            file_name="mes-donnees-cahier-cap-rse.zip",
            mime="application/zip",
            key="mes-donnees",
            on_click="ignore",
            icon=":material/download:",
        )


def erase(unit: Unit, compte_id: UUID) -> str:
    """Erase an account, and say what is left to do. Raises as ``erase_compte``."""
    sans_direction = erase_compte(unit, compte_id)
    if sans_direction:
        noms = escape(", ".join(sans_direction))
        return f"Le compte est effacé. Plus personne ne dirige : {noms}. Invitez une direction."
    return "Le compte est effacé."
