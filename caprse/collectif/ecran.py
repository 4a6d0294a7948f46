"""What every page of a collectif shows."""

from __future__ import annotations

import streamlit as st


def show_fictif(fictif: bool) -> None:
    """Say that the data are invented, where they are."""
    if fictif:
        st.info("Données inventées, pour la démonstration.", icon=":material/science:")
