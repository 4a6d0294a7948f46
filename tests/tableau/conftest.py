"""The world of the tests of re-reading."""

from __future__ import annotations

from tests.relecture.conftest import anne, monde

__all__ = ["anne", "monde"]
