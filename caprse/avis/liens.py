"""The links that this visit made: shown while it lasts, kept nowhere else. One that is lost is made again."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

LIENS = "avis_liens"


def keep_liens(liens: Mapping[UUID, str]) -> None:
    """Keep the secrets of these groups for this visit."""
    st.session_state[LIENS] = {**st.session_state.get(LIENS, {}), **liens}


def get_lien(groupe_id: UUID) -> str | None:
    """The secret of a group's link, when this visit made it."""
    lien: str | None = st.session_state.get(LIENS, {}).get(groupe_id)
    return lien
