"""Home of a structure: the trimestre's theme, what is left, one button."""

from __future__ import annotations

import streamlit as st


def page_accueil() -> None:
    """Placeholder of the thread."""
    st.title("Accueil")
