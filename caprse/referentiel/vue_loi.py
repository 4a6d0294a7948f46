"""What the law asks about a critère, folded under the first text that says so."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.referentiel.loi import SEPARE, Loi, describe
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
    with st.expander(f"{escape(lois[0].court)}{plus}", icon=":material/gavel:", key=cle, expanded=ouvert):
        if ouvert:
            st.caption(CALME)
        _show_textes(lois, titre_dit=True)


def show_textes(obligations: Sequence[Obligation]) -> None:
    """The same without a fold, where one is open already."""
    _show_textes([describe(obligation) for obligation in obligations], titre_dit=False)


def _show_textes(lois: Sequence[Loi], *, titre_dit: bool) -> None:
    """In plain words first; the articles are for who wants them, last. ``titre_dit``: a fold names the first."""
    for rang, loi in enumerate(lois):
        if rang or not titre_dit:
            st.markdown(f"**{escape(loi.court)}**")
        st.text(loi.du)
        st.caption(escape(f"{loi.suite} {loi.texte.removeprefix(SEPARE)}".strip()))
