"""A site that is told: a real HTTP server of this machine, which answers as it is bidden."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """What it received, and what it answers."""

    port: int = 0
    statut: int = 200
    recus: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.port}/signal?de=cahier"


@contextmanager
def run_site() -> Iterator[Site]:
    """The site, on a port of its own, until the end of the block."""
    site = Site()

    class Reponse(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            corps = self.rfile.read(int(self.headers["Content-Length"]))
            site.recus.append((self.path, dict(self.headers), corps))
            self.send_response(site.statut)
            self.send_header("Location", f"http://127.0.0.1:{site.port}/ailleurs")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Reponse)
    site.port = serveur.server_port
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    yield site
    serveur.shutdown()
    serveur.server_close()
