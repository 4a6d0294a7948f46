"""A consultation that runs, not named."""

from __future__ import annotations

import pytest

from tests.avis.scene import Scene, open_scene
from tests.monde import Monde


@pytest.fixture
def scene(monde: Monde) -> Scene:
    return open_scene(monde)
