"""One axis of the collectif as a wall shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AxeMontre:
    """An axis of the radar, in whole per cent, None where nothing may be shown; ``points``: what changed."""

    code: str
    titre: str
    court: str
    mediane: int | None = None
    q1: int | None = None
    q3: int | None = None
    n: int | None = None
    avant: int | None = None
    points: int | None = None
