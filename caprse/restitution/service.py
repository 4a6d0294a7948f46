"""The use cases of this room, for the rooms above it."""

from __future__ import annotations

from caprse.restitution.arretes import Cloture, close_trimestre
from caprse.restitution.publication import refresh_publication

__all__ = ["Cloture", "close_trimestre", "refresh_publication"]
