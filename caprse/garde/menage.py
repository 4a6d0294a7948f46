"""When memory is collected: at quiet moments, instead of after every click (``[runner] postScriptGC = false``).

A full collection stops everyone for as long as it lasts, and walks what each open tab holds. Python's own collector
still runs as memory grows: this one only makes sure that what people left behind does not wait for it.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time

log = logging.getLogger("caprse.garde")

# Seconds: between two looks, without a message for it to be quiet, between two collections at least, and at most.
PAS = 1.0
CALME = 2.0
ECART = 15.0
ATTENTE_MAX = 120.0


class Menage:
    """The collector of one process."""

    def __init__(self) -> None:
        self.dernier_message = time.monotonic()
        self.derniere = self.dernier_message
        self.pause = 0.0
        self._a_faire = False

    def note(self) -> None:
        """A message came in: it leaves something behind, and now is no quiet moment."""
        self.dernier_message = time.monotonic()
        self._a_faire = True

    def is_due(self, instant: float) -> bool:
        """Whether to collect now: something was done, and nobody is at it or it has waited for long."""
        depuis = instant - self.derniere
        calme = instant - self.dernier_message >= CALME
        return self._a_faire and depuis >= (ECART if calme else ATTENTE_MAX)

    def collect(self) -> None:
        """Collect, and keep how long everybody waited."""
        debut = time.monotonic()
        gc.collect()
        self.derniere = time.monotonic()
        self.pause = self.derniere - debut
        self._a_faire = False
        log.debug("mémoire ramassée en %.0f ms", self.pause * 1000)

    async def run(self) -> None:
        """For the life of the process."""
        while True:
            await asyncio.sleep(PAS)
            if self.is_due(time.monotonic()):
                self.collect()
