"""JSON as the base gives it. Only the codecs of this room read it: everything above them has types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Brut = Mapping[str, Any]
