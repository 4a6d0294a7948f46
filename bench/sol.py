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

from caprse.lancement import serve_app


@asynccontextmanager
async def freeze(_: object) -> AsyncIterator[None]:
    """What the libraries left in memory is set aside, as the workbook does when it starts."""
    gc.collect()
    gc.freeze()
    yield


if __name__ == "__main__":
    serve_app(st.App(Path(__file__).with_name(sys.argv[1]), lifespan=freeze), int(sys.argv[2]), "127.0.0.1")
