"""A file that was chosen stays on the screen for many reruns: what it holds is read once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

L = TypeVar("L")


def read_once(octets: bytes, cle: str, read: Callable[[bytes], L], selon: object = None) -> L:
    """What ``read`` makes of these bytes, kept in the session under ``cle`` until others are chosen.

    ``selon``: what else it depends on; once that is another, the bytes are read again.
    """
    marque = (hashlib.sha256(octets).hexdigest(), selon)
    deja: tuple[tuple[str, object], L] | None = st.session_state.get(cle)
    if deja is None or deja[0] != marque:
        deja = st.session_state[cle] = (marque, read(octets))
    return deja[1]
