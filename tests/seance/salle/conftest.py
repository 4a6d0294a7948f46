"""A session that runs, and a phone in the room."""

from __future__ import annotations

from tests.seance.scene_votes import monde, scene, telephone

__all__ = ["monde", "scene", "telephone"]
