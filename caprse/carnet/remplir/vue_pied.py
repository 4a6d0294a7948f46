"""The foot of the carnet: other ways to look at it, then which référentiel is answered."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from caprse.carnet.controle.vue import is_simple, leave_simple
from caprse.carnet.remplir.parcours import list_criteres, list_etapes
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Referentiel
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.signes import escape_html


def show_pied(carnet: CarnetOuvert, referentiel: Referentiel, show_ailleurs: Callable[[], object]) -> None:
    """``show_ailleurs``: what other rooms lead to from here."""
    with st.container(key="carnet-pied", gap="xsmall"):
        if is_simple():
            show_bouton(
                "Revenir à l’affichage en cartes",
                key="cartes",
                type="tertiary",
                icon=":material/arrow_back:",
                on_click=leave_simple,
            )
        show_revoir(carnet, referentiel)
        show_ailleurs()
        reference = f"{referentiel.titre}, version {referentiel.version}"
        st.html(f'<p class="cap-reference">{escape_html(reference)}</p>')


def show_revoir(carnet: CarnetOuvert, referentiel: Referentiel) -> None:
    """A link to what may be looked at again: nothing in a first trimestre."""
    demandes = {critere.code for critere in list_criteres(list_etapes(referentiel, carnet))}
    if carnet.precedentes.keys() - demandes:
        link_to_page("revoir", "Revoir nos réponses d’avant", ":material/history:")
