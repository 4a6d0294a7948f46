"""The ten structures of the tests of restitution, and their clock."""

from __future__ import annotations

from tests.restitution.conftest import horloge, monde

__all__ = ["horloge", "monde"]
