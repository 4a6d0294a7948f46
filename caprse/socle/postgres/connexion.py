"""One connection to Postgres: bounded in everything, whatever stands between the workbook and the server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self, TypeVar

import psycopg
from psycopg.abc import AdaptContext, PQGen

from caprse.socle.erreurs import Refus
from caprse.socle.postgres.adresse import build_conninfo
from caprse.socle.postgres.horloge import HorlogeBase

DELAI_REQUETE = "10s"
DELAI_VERROU = "4s"
DELAI_INACTIF = "30s"
LIMITES = {
    "statement_timeout": DELAI_REQUETE,
    "lock_timeout": DELAI_VERROU,
    "idle_in_transaction_session_timeout": DELAI_INACTIF,
    "timezone": "UTC",
}
# Set once connected, not as startup options: a pooler refuses those, or drops them without a word.
SET_LIMITES = "select " + ", ".join(f"set_config('{nom}', '{valeur}', %(local)s)" for nom, valeur in LIMITES.items())
# Longer than the server's own limit on a statement: it had its say, and said nothing.
SILENCE = 12.0
# What the address leaves open. A cut network says nothing: what is sent and not acknowledged ends after ten seconds.
OUVERTURE: dict[str, str | int] = {
    "connect_timeout": 3,
    "target_session_attrs": "read-write",
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# After an attempt that waited in vain, nobody else waits as long for the same: they are told at once for a while.
LENTE = 1.0
MEMOIRE = 2.0

Valeur = TypeVar("Valeur")


class Connexion(psycopg.Connection[Any]):
    """A connection that gives up on a server that says nothing, and knows whether it has one to itself."""

    silence: float | None = SILENCE
    # True behind a connection pooler: two transactions may meet two servers, and nothing set for one outlives it.
    repartie: bool = False

    def wait(self, gen: PQGen[Valeur], interval: float = 0.1, timeout: float | None = None) -> Valeur:
        if timeout is not None or self.silence is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.silence)
        except psycopg.errors._WaitTimeout:
            # Whether the server did it is unknown, and its answer may still come: this connection is good for nothing.
            self.pgconn.finish()
            raise psycopg.OperationalError(f"le serveur se tait depuis {self.silence:.0f} s") from None

    @classmethod
    def open(cls, adresse: str, nom: str, context: AdaptContext | None = None) -> tuple[Self, datetime]:
        """Connect under this name, with our limits; gives the base's time too. Raises psycopg.OperationalError."""
        conninfo = build_conninfo(adresse, **OUVERTURE)
        connexion = cls.connect(conninfo, context=context, autocommit=True, prepare_threshold=2, application_name=nom)
        try:
            pid: int
            instant: datetime
            [(pid, instant)] = connexion.execute("select pg_backend_pid(), now()")
            # A pooler answers the connection itself, under a number of its own.
            connexion.repartie = pid != connexion.info.backend_pid
            if connexion.repartie:
                connexion.prepare_threshold = None
            else:
                connexion.execute(SET_LIMITES, {"local": False})
            connexion.autocommit = False
        except BaseException:
            connexion.close()
            raise
        return connexion, instant


def build_connect(adresse: str, horloge: HorlogeBase | None) -> Callable[[AdaptContext | None], Connexion]:
    """What opens the connections of a pool. One that failed slowly spares the next ones the same wait."""
    verrou = threading.Lock()
    echec: tuple[float, psycopg.OperationalError] | None = None

    def connect(context: AdaptContext | None) -> Connexion:
        nonlocal echec
        debut = time.monotonic()
        with verrou:
            if echec is not None and debut < echec[0]:
                raise psycopg.OperationalError(str(echec[1]))
        try:
            connexion, instant = Connexion.open(adresse, "caprse", context)
        except psycopg.OperationalError as erreur:
            fin = time.monotonic()
            if fin - debut > LENTE:
                with verrou:
                    echec = (fin + MEMOIRE, erreur)
            raise
        if horloge is not None:
            horloge.set(instant)
        return connexion

    return connect


def check_directe(connexion: psycopg.Connection[Any], reglage: str) -> None:
    """Raise Refus when a pooler stands before the server: what needs a session of its own would be lost in silence."""
    pid = connexion.execute("select pg_backend_pid()").fetchone()
    if pid != (connexion.info.backend_pid,):
        raise Refus(
            f"{reglage} passe par un répartiteur de connexions (PgBouncer ou semblable) ; rien n’a été fait. Donnez "
            f"dans {reglage} l’adresse du serveur Postgres lui-même."
        )
