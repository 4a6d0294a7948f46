"""The world of the tests of a carnet."""

from __future__ import annotations

from tests.carnet.conftest import monde

__all__ = ["monde"]
