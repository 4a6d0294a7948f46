"""One thing edited at a time on a page: the session names it, under a key of the page's own."""

from __future__ import annotations

from typing import Any

import streamlit as st


def get_edition(page: str) -> Any:
    """What is being edited on this page; None when nothing is."""
    return st.session_state.get(f"{page}_edition")


def start_edition(page: str, quoi: object) -> None:
    """Edit this, and nothing else of the page any more."""
    st.session_state[f"{page}_edition"] = quoi


def end_edition(page: str) -> None:
    """Give up, or be done."""
    st.session_state.pop(f"{page}_edition", None)
