"""What the home of a structure shows of sessions: the way in while one runs, then what its people agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.seance.codes.service import list_codes_of
from caprse.seance.lecture import find_titre_en_cours
from caprse.seance.regles import format_code
from caprse.seance.vote.propositions import list_propositions
from caprse.seance.vote.vue_propositions import show_propositions
from caprse.socle.ecran.affichage import escape

# The plain page where a phone or a browser enters the room.
REJOINDRE = "/rejoindre"
EN_COURS = '<span class="cap-puce cap-vif">En cours</span>'


def load_seance_accueil(unit: Unit, collectif_id: UUID, structure_id: UUID) -> Callable[[], None]:
    """Read in the transaction of the page what is shown when the page comes to it.

    Nothing at all when nothing runs and nothing waits.
    """
    en_cours = find_titre_en_cours(unit, collectif_id)
    # A code lives as long as its session.
    codes = list_codes_of(unit, structure_id) if en_cours is not None else ()
    propositions = list_propositions(unit, structure_id)

    def show() -> None:
        if en_cours is not None:
            show_rejoindre(en_cours, codes)
        show_propositions(propositions)

    return show


def show_rejoindre(titre: str, codes: Sequence[str] = ()) -> None:
    """A session runs: a member joins it with the code that the room sees, and a direction reads that of its own."""
    with st.container(key="carte-en-cours", gap="small"):
        with st.container(key="en-cours", horizontal=True, vertical_alignment="center"):
            with st.container(key="en-cours-texte", gap=None):
                st.html(EN_COURS)
                st.text(titre)
                st.caption("On vous demandera le code : il est à l’écran de la salle, ou donné par l’animation.")
            st.link_button("Rejoindre la séance", REJOINDRE, key="rejoindre", type="primary", icon=":material/login:")
        for rang, code in enumerate(codes):
            with st.container(key=f"code-structure-{rang}", gap=None):
                st.header(escape(format_code(code)), anchor=False)
                st.caption(
                    "C’est le code de **votre structure** : vos collègues le tapent après celui de la séance. "
                    "Ne le donnez à personne d’autre, qui l’a vote pour vous."
                )
