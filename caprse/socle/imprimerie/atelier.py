"""The workshop: works wait their turn before one or two processes apart, each given so much time and memory.

A process that dies, lasts or swells is replaced; who asked gets a sentence. The next work finds the workshop as new.
"""

from __future__ import annotations

import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as AttenteDepassee
from contextlib import suppress
from pathlib import Path
from typing import Any

from caprse.socle.erreurs import ErreurMetier
from caprse.socle.imprimerie import ouvrier
from caprse.socle.imprimerie.ouvrier import FAIT, LONGUEUR

log = logging.getLogger(__name__)

Travail = dict[str, Any]

# What the process may know of this one: where programs and fonts are, and in which language.
ENVIRONNEMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_DATA_DIRS")
RESULTAT_MAX = 64 * 1024 * 1024


class DessinImpossible(ErreurMetier):
    """The work was not done: it lasted too long, took too much, or too many others wait."""

    def __init__(self) -> None:
        super().__init__(
            "L’image ou le document n’a pas pu être dessiné. Rien n’est perdu : réessayez dans un instant ; "
            "si cela recommence, prévenez votre chargée de mission."
        )


class TravailRefuse(ValueError):
    """The library itself refused what it was given, and said why."""


class _Fin(Exception):
    """The process has to be stopped."""


class _Mort(_Fin):
    """The process is gone."""


class Atelier:
    """Threads that each keep one process. ``delai``: seconds for one work; ``memoire``: bytes of one process."""

    def __init__(self, places: int = 2, attente: int = 20, delai: float = 15.0, memoire: int = 1536 << 20) -> None:
        self._places, self._delai, self._memoire = places, delai, memoire
        self._libres = threading.BoundedSemaphore(places + attente)
        self._ici = threading.local()
        self._processus: set[subprocess.Popen[bytes]] = set()
        self._executeur: ThreadPoolExecutor | None = None
        self._verrou = threading.Lock()

    def draw(self, travail: Travail) -> bytes:
        """The picture or the page. Raises DessinImpossible, TravailRefuse."""
        if not self._libres.acquire(blocking=False):
            log.warning("atelier : trop de travaux attendent")
            raise DessinImpossible
        futur: Future[bytes] | None = None
        try:
            futur = self._get_executeur().submit(self._run, json.dumps(travail).encode())
            futur.add_done_callback(lambda _: self._libres.release())
            return futur.result(timeout=3 * self._delai)
        except (AttenteDepassee, CancelledError) as erreur:
            raise DessinImpossible from erreur
        finally:
            if futur is None:
                self._libres.release()
            else:
                futur.cancel()

    def close(self) -> None:
        """Stop the processes; a later work starts new ones."""
        with self._verrou:
            executeur, self._executeur = self._executeur, None
        if executeur is not None:
            executeur.shutdown(wait=False, cancel_futures=True)
        for processus in list(self._processus):
            _kill(processus)
        self._processus.clear()

    def list_pids(self) -> list[int]:
        """The processes at work or waiting."""
        return [processus.pid for processus in self._processus if processus.poll() is None]

    def _get_executeur(self) -> ThreadPoolExecutor:
        with self._verrou:
            if self._executeur is None:
                # On Linux a process dies with the thread that started it: these threads last as long as the workshop,
                # those of a page do not.
                self._executeur = ThreadPoolExecutor(self._places, "atelier")
            return self._executeur

    def _run(self, travail: bytes) -> bytes:
        servi = getattr(self._ici, "processus", None) is not None
        try:
            try:
                return self._try(travail)
            except _Mort:
                # One that had served before may have died between two works, of something else: a new one tells.
                if not servi:
                    raise
                return self._try(travail)
        except _Fin as fin:
            raise DessinImpossible from fin

    def _try(self, travail: bytes) -> bytes:
        try:
            return self._ask(travail)
        except _Fin as fin:
            log.warning("atelier : %s", fin)
            self._drop()
            raise

    def _ask(self, travail: bytes) -> bytes:
        processus: subprocess.Popen[bytes] | None = getattr(self._ici, "processus", None)
        if processus is None:
            processus = self._ici.processus = self._start()
        if processus.stdin is None or processus.stdout is None or processus.poll() is not None:
            raise _Mort("le processus était mort")
        try:
            processus.stdin.write(LONGUEUR.pack(len(travail)) + travail)
            processus.stdin.flush()
        except OSError as erreur:
            raise _Mort("le processus est mort") from erreur
        echeance = time.monotonic() + self._delai
        descripteur = processus.stdout.fileno()
        longueur = LONGUEUR.unpack(_read(descripteur, LONGUEUR.size, echeance))[0]
        if longueur > RESULTAT_MAX:
            raise _Fin("résultat trop grand")
        retour = _read(descripteur, longueur, echeance)
        if retour[:1] != FAIT:
            raise TravailRefuse(retour[1:].decode(errors="replace"))
        return retour[1:]

    def _start(self) -> subprocess.Popen[bytes]:
        """A fresh interpreter, not a copy of this one: no connection, no secret, no lock comes with it."""
        processus = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-B", str(Path(ouvrier.__file__)), str(os.getpid()), str(self._memoire)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={nom: os.environ[nom] for nom in ENVIRONNEMENT if nom in os.environ},
            cwd="/",
            start_new_session=True,
        )
        self._processus.add(processus)
        return processus

    def _drop(self) -> None:
        processus: subprocess.Popen[bytes] | None = getattr(self._ici, "processus", None)
        self._ici.processus = None
        if processus is not None:
            _kill(processus)
            self._processus.discard(processus)


def _kill(processus: subprocess.Popen[bytes]) -> None:
    processus.kill()
    for flux in (processus.stdin, processus.stdout):
        if flux is not None:
            # What was to be written finds nobody any more.
            with suppress(OSError):
                flux.close()
    processus.wait()


def _read(descripteur: int, longueur: int, echeance: float) -> bytes:
    """So many bytes before the deadline. Raises _Fin."""
    lus = bytearray()
    # Not `select`: it takes no descriptor beyond 1,023, which a full server has.
    attente = select.poll()
    attente.register(descripteur, select.POLLIN)
    while len(lus) < longueur:
        reste = echeance - time.monotonic()
        if reste <= 0 or not attente.poll(reste * 1000):
            raise _Fin("le travail a duré trop longtemps")
        morceau = os.read(descripteur, min(longueur - len(lus), 1 << 20))
        if not morceau:
            raise _Mort("le processus est mort pendant le travail")
        lus += morceau
    return bytes(lus)


ATELIER = Atelier()
