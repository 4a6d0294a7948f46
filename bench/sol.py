"""Serve a floor as the workbook is served: same server, same settings, same memory set aside.

``python -m bench.sol SCRIPT PORT``
"""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from bench.porte_nue import ROUTES, build_middleware
from caprse.lancement import serve_app

NU = "sol_nu.py"


@asynccontextmanager
async def freeze(_: object) -> AsyncIterator[None]:
    """What the libraries left in memory is set aside, as the workbook does when it starts."""
    gc.collect()
    gc.freeze()
    yield


def build_app(script: str) -> st.App:
    """The empty floor is Streamlit as it comes; the bare one has the workbook's page around it, and a door."""
    chemin = Path(__file__).with_name(script)
    if script == NU:
        return st.App(chemin, lifespan=freeze, routes=list(ROUTES), middleware=build_middleware())
    return st.App(chemin, lifespan=freeze)


if __name__ == "__main__":
    serve_app(build_app(sys.argv[1]), int(sys.argv[2]), "127.0.0.1")
