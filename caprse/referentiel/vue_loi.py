"""What the law asks about a critère, folded under the first text that says so."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.referentiel.loi import describe
from caprse.referentiel.schema import Obligation
from caprse.socle.ecran.affichage import escape

CALME = "Rien de grave à ce stade : voici par quoi commencer, et à qui en parler."


def show_lois(obligations: Sequence[Obligation], cle: str, *, ouvert: bool = False) -> None:
    """Nothing where the law asks nothing; ``ouvert`` unfolds it, with a calm word, when an answer stands low."""
    if not obligations:
        return
    lois = [describe(obligation) for obligation in obligations]
    autres = len(lois) - 1
    plus = f" · et {autres} autre{'s' if autres > 1 else ''}" if autres else ""
    with st.expander(f"{escape(lois[0].repere)}{plus}", icon=":material/gavel:", key=cle, expanded=ouvert):
        if ouvert:
            st.caption(CALME)
        for rang, loi in enumerate(lois):
            if rang:
                st.markdown(f"**{escape(loi.repere)}**")
            st.text(loi.du)
            st.caption(escape(loi.suite))
