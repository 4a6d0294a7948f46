"""What is checked, by room as in ``caprse``."""

from __future__ import annotations

from hypothesis import settings

# A slow machine is no failure: what is checked here is what comes out, not how fast.
settings.register_profile("sans-delai", deadline=None)
settings.load_profile("sans-delai")
