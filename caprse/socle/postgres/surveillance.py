"""The local server is watched as long as the workbook runs: when it dies, it is started again within seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from caprse.socle.base_locale import BaseLocale
from caprse.socle.installation import Installation

log = logging.getLogger("caprse.base")

REGARD = 0.5  # seconds between two looks
ATTENTE_MIN, ATTENTE_MAX = 1.0, 30.0


def start_surveillance(installation: Installation) -> Callable[[], None]:
    """Watch the local base in a thread; returns what stops it. A server of the settings has its own keepers."""
    locale = installation.base_locale
    if locale is None:
        return lambda: None
    arret = threading.Event()
    thread = threading.Thread(target=_run, args=(locale, arret), name="surveillance", daemon=True)
    thread.start()

    def stop() -> None:
        arret.set()
        thread.join(timeout=60)

    return stop


def _run(locale: BaseLocale, arret: threading.Event) -> None:
    echecs = 0
    while not arret.wait(REGARD if not echecs else compute_attente(echecs)):
        try:
            if locale.revive():
                log.warning("La base locale s’était arrêtée : elle est relancée. Rien d’enregistré n’est perdu.")
            echecs = 0
        except Exception as erreur:
            # The thread outlives any fault: without it, nothing would start the base again.
            echecs += 1
            log.error(
                "La base locale est arrêtée et n’a pas pu être relancée ; nouvel essai dans %.0f s. %s",
                compute_attente(echecs),
                erreur,
            )


def compute_attente(echecs: int) -> float:
    """Seconds to wait after that many failures in a row: 1, 2, 4… at most 30."""
    return min(ATTENTE_MAX, ATTENTE_MIN * 2.0 ** min(echecs - 1, 10))
