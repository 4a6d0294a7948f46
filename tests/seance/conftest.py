"""Unless a room says otherwise: a session that is prepared."""

from __future__ import annotations

from tests.seance.scene_preparee import monde, seance

__all__ = ["monde", "seance"]
