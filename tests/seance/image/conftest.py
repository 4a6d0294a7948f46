"""A session on a wall, in a collectif of ten whose clock moves."""

from __future__ import annotations

from tests.restitution.conftest import horloge, monde
from tests.seance.scene_mur import scene

__all__ = ["horloge", "monde", "scene"]
