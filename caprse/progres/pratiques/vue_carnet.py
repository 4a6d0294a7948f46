"""The pratiques inside a carnet: under a weak answer, what others offer there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from caprse.progres.buts import Cote
from caprse.progres.pratiques.lecture import Offerte
from caprse.progres.pratiques.regles import is_faible
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.navigation import link_to_page

OFFERTES = "pratiques_du_carnet"
MONTREES = 2


def keep_offertes(pratiques: Mapping[str, Sequence[Offerte]]) -> None:
    """Keep what is offered on the critères of a carnet for this rerun and those of its fragments."""
    st.session_state[OFFERTES] = pratiques


def show_offertes(critere: str, cote: Cote) -> None:
    """What others offer on a critère where this structure finds itself weak; nothing elsewhere."""
    pratiques: Sequence[Offerte] = st.session_state.get(OFFERTES, {}).get(critere, ())
    if not pratiques or not is_faible(cote):
        return
    with st.container(key=f"pratiques-de-{critere}", gap=None):
        for pratique in pratiques[:MONTREES]:
            link_to_page(
                "pratiques",
                f"Chez d’autres : {escape(pratique.titre)}",
                ":material/lightbulb:",
                pratique=str(pratique.id),
            )
        if pratiques[MONTREES:]:
            link_to_page("pratiques", f"Voir les {len(pratiques)} pratiques de ce critère", critere=critere)
