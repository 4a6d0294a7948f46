"""Conflicts that wait on a screen for the person to choose: the session keeps each one, under a key of its own."""

from __future__ import annotations

from typing import Any

import streamlit as st

from caprse.socle.erreurs import Conflit

CONFLITS = "conflits"


def keep_conflit(cle: str, conflit: Conflit[Any, Any]) -> None:
    """Keep this conflict until it is settled."""
    _get_tous()[cle] = conflit


def get_conflit(cle: str) -> Conflit[Any, Any] | None:
    """The conflict that waits under this key, or None."""
    return _get_tous().get(cle)


def end_conflit(cle: str) -> Conflit[Any, Any] | None:
    """The conflict that waited under this key, which waits no more."""
    return _get_tous().pop(cle, None)


def _get_tous() -> dict[str, Conflit[Any, Any]]:
    tous: dict[str, Conflit[Any, Any]] = st.session_state.setdefault(CONFLITS, {})
    return tous
