"""The wiring of the real world, once per process: settings, engine, clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Engine

from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale, start_base_locale
from caprse.socle.reglages import Reglages

Piece = TypeVar("Piece")


@dataclass(frozen=True)
class Installation:
    """Everything a use case needs from outside."""

    reglages: Reglages
    moteur: Engine
    url_migration: str | None
    base_locale: BaseLocale | None = None
    horloge: Callable[[], datetime] = lambda: datetime.now(UTC)
    # Seconds that only go forward, to tell how long two presses of a button are apart.
    chrono: Callable[[], float] = time.monotonic
    # Where a screen finds its cookies; None: in the browser.
    read_cookies: Callable[[], Mapping[str, str]] | None = None
    _pieces: dict[type, Any] = field(default_factory=dict, repr=False, compare=False)

    def get_piece(self, sorte: type[Piece]) -> Piece:
        """The one object of this class, which a room above keeps here; made when it is first asked for."""
        piece: Piece = self._pieces.setdefault(sorte, sorte())
        return piece

    def close(self) -> None:
        """Close connections, and the local server when this process started it."""
        self.moteur.dispose()
        if self.base_locale is not None and self.base_locale.demarree:
            self.base_locale.stop()


def open_installation(reglages: Reglages) -> Installation:
    """Connect to the server of the settings, or start the local one. Raises BaseLocaleImpossible."""
    if reglages.database_url is not None:
        return Installation(reglages, create_moteur(reglages.database_url), reglages.migration_url)
    locale = start_base_locale(reglages.var)
    return Installation(reglages, create_moteur(locale.url(APPLICATION)), locale.url(PROPRIETAIRE), locale)


_courante: Installation | None = None


def set_installation(installation: Installation | None) -> None:
    """Name the installation of this process."""
    global _courante
    _courante = installation


def get_installation() -> Installation:
    """The installation of this process. Raises RuntimeError before it is set."""
    if _courante is None:
        raise RuntimeError("L'installation n'est pas ouverte.")
    return _courante
