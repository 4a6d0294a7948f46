"""What the figures say, in a few lines: one thing each, with its sign."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.socle.ecran.affichage import Affichable, escape

SIGNES = (":material/insights:", ":material/checklist:", ":material/hourglass_empty:")
SANS_COMPTE = (":material/insights:", ":material/hourglass_empty:")
EVOLUTION = ":material/trending_up:"


def show_phrases(phrases: Sequence[str], evolution: str = "", *, comptes: bool = True) -> None:
    """At most three lines about the figures, then what moved."""
    for rang, phrase in enumerate(phrases[:3]):
        st.markdown(f"{build_signe(rang, comptes)} {escape(phrase)}")
    if evolution:
        st.markdown(f"{EVOLUTION} {escape(evolution)}")


def build_signe(rang: int, comptes: bool) -> Affichable:
    """The sign of the line of this rank; ``comptes``: whether one of them counts answers."""
    return SIGNES[rang] if comptes else SANS_COMPTE[rang]
