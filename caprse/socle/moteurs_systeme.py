"""The system's connections: the same server, another role, which the application's can neither become nor imitate."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event

from caprse.socle.base import create_moteur, get_adresse
from caprse.socle.base_locale import SYSTEME
from caprse.socle.postgres.adresse import replace_role


@dataclass(frozen=True)
class MoteursSysteme:
    """``moteur`` works; ``mandats`` gives mandates, and never waits for a work that waits for one."""

    moteur: Engine
    mandats: Engine

    def dispose(self) -> None:
        self.moteur.dispose()
        self.mandats.dispose()


def create_moteurs_systeme(url: str) -> MoteursSysteme:
    """Connect as the system. ``url`` is any address that libpq reads."""
    return MoteursSysteme(create_moteur(url), create_moteur(url, taille=2))


_derives: WeakKeyDictionary[Engine, MoteursSysteme] = WeakKeyDictionary()


def derive_moteurs_systeme(moteur: Engine) -> MoteursSysteme:
    """Those that go with the application's engine when no address was given for them: made once, closed with it."""
    connus = _derives.get(moteur)
    if connus is None:
        connus = create_moteurs_systeme(replace_role(get_adresse(moteur), SYSTEME))
        _derives[moteur] = connus
        event.listen(moteur, "engine_disposed", _dispose)
    return connus


def _dispose(moteur: Engine) -> None:
    connus = _derives.get(moteur)
    if connus is not None:
        connus.dispose()
