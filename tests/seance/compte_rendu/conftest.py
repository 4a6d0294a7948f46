"""A session that runs, and people who vote."""

from __future__ import annotations

from tests.seance.scene_votes import monde, scene

__all__ = ["monde", "scene"]
