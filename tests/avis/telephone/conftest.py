"""A consultation that runs, and a phone that opened the link of its second group."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from starlette.applications import Starlette

from caprse.avis.telephone.web import routes
from tests.acces.navigateur import create_navigateur
from tests.avis.scene import Scene, open_scene
from tests.monde import Monde

Telephones = Callable[[], httpx.Client]


@pytest.fixture
def scene(monde: Monde) -> Scene:
    return open_scene(monde)


@pytest.fixture
def telephone(scene: Scene) -> Iterator[httpx.Client]:
    del scene
    with create_telephone() as navigateur:
        yield navigateur


def create_telephone(adresse_ip: str = "192.0.2.10") -> httpx.Client:
    """A phone's browser in front of this room's pages."""
    return create_navigateur(Starlette(routes=routes()), adresse_ip=adresse_ip)
