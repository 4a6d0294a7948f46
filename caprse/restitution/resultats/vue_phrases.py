"""What the figures say, in a few lines: one thing each, with its sign."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.socle.ecran.affichage import escape

SIGNES = ("insights", "checklist", "hourglass_empty", "trending_up")


def show_phrases(phrases: Sequence[str], evolution: str = "") -> None:
    """At most three lines about the figures, then what moved."""
    for rang, phrase in enumerate(phrases[:3]):
        st.markdown(f":material/{SIGNES[rang]}: {escape(phrase)}")
    if evolution:
        st.markdown(f":material/{SIGNES[3]}: {escape(evolution)}")
