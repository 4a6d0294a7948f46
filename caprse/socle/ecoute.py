"""What moved in the base, told at once: one thread per process listens, screens compare a counter.

The base notifies on one channel, with the id of what moved, as its triggers say. A counter only says "look again";
what there is to see is read under the rights of the person who looks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from uuid import UUID

import psycopg

from caprse.socle.base import get_adresse
from caprse.socle.installation import Installation
from caprse.socle.postgres.connexion import Connexion
from caprse.socle.reglages import ReglagesInvalides

log = logging.getLogger("caprse.ecoute")

CANAL = "caprse"
PAUSE = 1.0  # seconds between two looks at whether to stop
ATTENTE_MIN, ATTENTE_MAX = 0.5, 30.0


class _Compteurs:
    """Counters that several threads read and one moves."""

    def __init__(self) -> None:
        self._verrou = threading.Lock()
        self._par_sujet: dict[UUID, int] = {}
        self._reprises = 0

    def get(self, sujet: UUID) -> int:
        with self._verrou:
            return self._par_sujet.get(sujet, 0) + self._reprises

    def bump(self, sujet: UUID) -> None:
        with self._verrou:
            self._par_sujet[sujet] = self._par_sujet.get(sujet, 0) + 1

    def bump_all(self) -> None:
        with self._verrou:
            self._reprises += 1


_compteurs = _Compteurs()


def get_compteur(sujet: UUID) -> int:
    """A number that grows whenever something of this id changed, or may have changed unheard."""
    return _compteurs.get(sujet)


class EcouteImpossible(Exception):
    """Nobody can listen at this address; the sentence says what to give instead."""


def start_ecoute(installation: Installation) -> Callable[[], None]:
    """Start the listening thread, on a connection of its own; returns what stops it."""
    arret = threading.Event()
    thread = threading.Thread(target=_run, args=(installation, arret), name="ecoute", daemon=True)
    thread.start()

    def stop() -> None:
        arret.set()
        thread.join(timeout=10)

    return stop


def compute_attente(essai: int) -> float:
    """Seconds to wait after the given failed attempt in a row: 0.5, 1, 2… at most 30."""
    return min(ATTENTE_MAX, ATTENTE_MIN * 2.0 ** min(essai - 1, 10))


def _run(installation: Installation, arret: threading.Event) -> None:
    essai = 0
    while not arret.is_set():
        try:
            with _connect(installation) as connexion:
                connexion.execute(f"listen {CANAL}")
                # Whatever happened while nobody listened was not heard.
                _compteurs.bump_all()
                essai = 0
                _listen(connexion, arret)
        except psycopg.Error as erreur:
            essai += 1
            if essai == 1:
                log.warning("L’écoute de la base est interrompue, elle reprendra : %s", erreur)
            arret.wait(compute_attente(essai))
        except EcouteImpossible as erreur:
            essai += 1
            log.error("%s", erreur)
            arret.wait(ATTENTE_MAX)
        except Exception:
            # The thread outlives any fault: without it, screens would stop following for as long as the process lives.
            essai += 1
            log.exception("Une erreur inattendue a interrompu l’écoute de la base.")
            arret.wait(compute_attente(essai))


def check_ecoute(installation: Installation) -> None:
    """Raise ReglagesInvalides when what moves in the base would never be heard; a base that is away is waited for."""
    try:
        _connect(installation).close()
    except psycopg.Error as erreur:
        log.warning("La base ne répond pas encore, le cahier l’attend : %s", erreur)
    except EcouteImpossible as erreur:
        raise ReglagesInvalides([str(erreur)]) from erreur


def _connect(installation: Installation) -> Connexion:
    """A connection outside the pool, which lasts: a silent loss of the server is noticed within ten seconds.

    Raises EcouteImpossible behind a pooler: what is listened to on one of its servers is told to another.
    """
    adresse = installation.reglages.ecoute_url or get_adresse(installation.moteur)
    connexion, instant = Connexion.open(adresse, "caprse-ecoute")
    installation.read_now(instant)
    if connexion.repartie:
        connexion.close()
        raise EcouteImpossible(
            f"CAPRSE_{'ECOUTE' if installation.reglages.ecoute_url else 'DATABASE'}_URL passe par un répartiteur de "
            "connexions (PgBouncer ou semblable), où les écrans ne seraient pas prévenus de ce qui change : donnez "
            "dans CAPRSE_ECOUTE_URL l’adresse du serveur Postgres lui-même, avec le rôle de l’application."
        )
    connexion.autocommit = True
    return connexion


def _listen(connexion: psycopg.Connection, arret: threading.Event) -> None:
    while not arret.is_set():
        for notification in connexion.notifies(timeout=PAUSE):
            try:
                _compteurs.bump(UUID(notification.payload))
            except ValueError:
                # Anyone who may connect may notify: what is no id says nothing.
                log.warning("Notification ignorée : %r n’est pas un identifiant.", notification.payload)
            if arret.is_set():
                return
