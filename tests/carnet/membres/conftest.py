"""The world of the tests of a collectif: its first trimestre closed, a second one prepared."""

from __future__ import annotations

from tests.collectif.conftest import monde, prepare

__all__ = ["monde", "prepare"]
