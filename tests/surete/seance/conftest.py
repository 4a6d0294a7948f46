"""A session that runs in a collectif of six structures; and the whole of its pages behind a real server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette

from caprse.seance.mur.web import routes as routes_mur
from caprse.seance.salle.web import routes as routes_salle
from tests.courrier.serveur import find_port
from tests.seance.scene_votes import Scene, monde, scene

__all__ = ["monde", "scene"]


@pytest.fixture
def adresse(scene: Scene) -> Iterator[str]:
    """Where the phones and the wall of this installation are served, on one event loop."""
    port = find_port()
    serveur = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=[*routes_salle(), *routes_mur()]), host="127.0.0.1", port=port, log_level="warning"
        )
    )
    fil = threading.Thread(target=serveur.run)
    fil.start()
    while not serveur.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    serveur.should_exit = True
    fil.join()
