"""What the home of a structure shows of sessions: its own code while one runs, then what its people agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran
from caprse.acces.unite import Unit
from caprse.seance.codes.service import list_codes_of
from caprse.seance.regles import format_code
from caprse.seance.vote.propositions import list_propositions
from caprse.seance.vote.vue_propositions import show_propositions
from caprse.socle.ecran.affichage import escape


def show_seance_accueil(structure_id: UUID) -> None:
    """Nothing at all when nothing runs and nothing waits; one transaction."""
    with open_unit_ecran() as unit:
        show = load_seance_accueil(unit, structure_id)
    show()


def load_seance_accueil(unit: Unit, structure_id: UUID) -> Callable[[], None]:
    """The same in the transaction of the page: what is read now, to be shown when the page comes to it."""
    codes = list_codes_of(unit, structure_id)
    propositions = list_propositions(unit, structure_id)

    def show() -> None:
        show_codes_structure(codes)
        show_propositions(propositions)

    return show


def show_codes_structure(codes: Sequence[str]) -> None:
    """The code to give to one's own people, in large letters."""
    for code in codes:
        with st.container(key=f"carte-code-structure-{code}"):
            st.subheader("Une séance est en cours", anchor=False)
            st.markdown("Le code de **votre structure**, pour les personnes de votre équipe qui votent avec vous :")
            st.header(escape(format_code(code)), anchor=False)
            st.link_button("Rejoindre la séance", "/rejoindre", type="primary", icon=":material/co_present:")
            st.caption(
                "Dans la salle, elles tapent d'abord le code affiché à l'écran, puis celui-ci. "
                "Ne le donnez à personne d'autre : qui l'a vote pour votre structure."
            )
