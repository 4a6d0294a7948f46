"""The wiring of the real world, once per process: settings, engine, clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine

from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale, start_base_locale
from caprse.socle.moteurs_systeme import MoteursSysteme, create_moteurs_systeme, derive_moteurs_systeme
from caprse.socle.postgres.horloge import HorlogeBase
from caprse.socle.reglages import Reglages

Piece = TypeVar("Piece")


@dataclass(frozen=True)
class Installation:
    """Everything a use case needs from outside."""

    reglages: Reglages
    moteur: Engine
    url_migration: str | None
    base_locale: BaseLocale | None = None
    # The base's time, unless another clock is given.
    horloge: Callable[[], datetime] = field(default_factory=HorlogeBase)
    # Seconds that only go forward, to tell how long two presses of a button are apart.
    chrono: Callable[[], float] = time.monotonic
    # Where a screen finds its cookies; None: in the browser.
    read_cookies: Callable[[], Mapping[str, str]] | None = None
    # None: the address of ``moteur``, under the system's role.
    systeme: MoteursSysteme | None = None
    _pieces: dict[type, Any] = field(default_factory=dict, repr=False, compare=False)

    def get_piece(self, sorte: type[Piece]) -> Piece:
        """The one object of this class, which a room above keeps here; made when it is first asked for."""
        piece: Piece = self._pieces.setdefault(sorte, sorte())
        return piece

    def get_moteurs_systeme(self) -> MoteursSysteme:
        """The connections of the system's own role."""
        return self.systeme or derive_moteurs_systeme(self.moteur)

    def read_now(self, instant: datetime) -> datetime:
        """The time of a transaction to which the base gave ``instant``."""
        if not isinstance(self.horloge, HorlogeBase):
            return self.horloge()
        self.horloge.set(instant)
        return instant

    def close(self) -> None:
        """Close connections, and the local server unless another process uses it."""
        self.moteur.dispose()
        if self.systeme is not None:
            self.systeme.dispose()
        if self.base_locale is not None:
            self.base_locale.release()


def open_installation(reglages: Reglages) -> Installation:
    """Connect to the server of the settings, or start the local one. Raises BaseLocaleImpossible."""
    horloge = HorlogeBase()
    if reglages.database_url is not None:
        moteur = create_moteur(reglages.database_url, horloge=horloge)
        systeme = None if reglages.systeme_url is None else create_moteurs_systeme(reglages.systeme_url)
        return Installation(reglages, moteur, reglages.migration_url, horloge=horloge, systeme=systeme)
    locale = start_base_locale(reglages.var)
    moteur = create_moteur(locale.url(APPLICATION), horloge=horloge)
    return Installation(reglages, moteur, locale.url(PROPRIETAIRE), locale, horloge=horloge)


_courante: Installation | None = None


def set_installation(installation: Installation | None) -> None:
    """Name the installation of this process."""
    global _courante
    _courante = installation


def get_installation() -> Installation:
    """The installation of this process. Raises RuntimeError before it is set."""
    if _courante is None:
        raise RuntimeError("L’installation n’est pas ouverte.")
    return _courante
