"""A line to the server that tests cut, slow down or let go silent: real sockets, real bytes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Relais:
    """Listens on loopback and passes on to a Unix socket, ``delai`` seconds later each way."""

    def __init__(self, prise: Path) -> None:
        self.prise = prise
        self.delai = 0.0
        self._muet = threading.Event()
        self._coupe = False
        self._ouvertes: list[socket.socket] = []
        self._ecoute = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._ecoute.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Everything that stands is broken, and nothing new is let in."""
        self._coupe = True
        self._close_all()

    def silence(self) -> None:
        """Nothing passes any more, and nobody is told: connections stand, and are even accepted."""
        self._muet.set()

    def repair(self) -> None:
        self._coupe = False
        if self._muet.is_set():
            self._close_all()
            self._muet.clear()

    def close(self) -> None:
        self._ecoute.close()
        self._close_all()

    def _close_all(self) -> None:
        for prise in self._ouvertes:
            with contextlib.suppress(OSError):
                prise.shutdown(socket.SHUT_RDWR)
            prise.close()
        self._ouvertes.clear()

    def _accept(self) -> None:
        while True:
            try:
                dehors, _ = self._ecoute.accept()
            except OSError:
                return
            if self._coupe:
                dehors.close()
                continue
            dehors.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            dedans = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            dedans.connect(str(self.prise))
            self._ouvertes += [dehors, dedans]
            for de, vers in ((dehors, dedans), (dedans, dehors)):
                threading.Thread(target=self._pass, args=(de, vers), daemon=True).start()

    def _pass(self, de: socket.socket, vers: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while octets := de.recv(65536):
                time.sleep(self.delai)
                if self._muet.is_set():
                    return
                vers.sendall(octets)
            vers.shutdown(socket.SHUT_WR)


@contextmanager
def open_relais(prise: Path) -> Iterator[Relais]:
    relais = Relais(prise)
    try:
        yield relais
    finally:
        relais.close()
