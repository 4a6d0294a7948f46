"""One clock for all processes: the base's. What is written, compared and scheduled is dated by it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class HorlogeBase:
    """The base's time as last read, carried on by this process's steady clock: a wrong machine's clock moves nothing.

    Before the base was ever read, the machine's clock.
    """

    def __init__(self) -> None:
        self._lue: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        lue = self._lue
        if lue is None:
            return datetime.now(UTC)
        instant, depuis = lue
        return instant + timedelta(seconds=time.monotonic() - depuis)

    def set(self, instant: datetime) -> None:
        """The base just said that it is this late."""
        self._lue = (instant.astimezone(UTC), time.monotonic())
