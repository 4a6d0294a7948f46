"""The real nginx, HAProxy and Caddy, each with the configuration that ships, on loopback ports."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.courrier.serveur import create_certificat, find_port

RACINE = Path(__file__).parents[2]
DEPLOIEMENT = RACINE / "deploiement"
NOM = "cahier.exemple.test"
PUBLIQUE = f"https://{NOM}"
# The site's file is for the ``http`` block of Debian's own nginx.conf.
NGINX = """daemon off;
master_process off;
pid {dossier}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    client_body_temp_path {dossier}/corps;
    proxy_temp_path {dossier}/reponses;
    fastcgi_temp_path {dossier}/f;
    uwsgi_temp_path {dossier}/u;
    scgi_temp_path {dossier}/s;
    include {dossier}/cahier.conf;
}}
"""


@dataclass(frozen=True)
class Reponse:
    """What came back through a proxy, each header as often as it was sent."""

    statut: int
    en_tetes: list[tuple[str, str]]
    corps: bytes

    def get(self, nom: str) -> list[str]:
        return [valeur for cle, valeur in self.en_tetes if cle.lower() == nom.lower()]


@dataclass(frozen=True)
class Mandataire:
    """A proxy that runs: its ports, and the file where it writes what was asked."""

    nom: str
    http: int
    https: int
    journal: Path

    def connect(self, port: int, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", port), 20, (source, 0))

    def ask(
        self,
        chemin: str,
        en_tetes: Mapping[str, str] | None = None,
        methode: str = "GET",
        corps: bytes | None = None,
        source: str = "127.0.0.1",
    ) -> Reponse:
        """One request over HTTPS, under the public name."""
        ligne = http.client.HTTPSConnection(NOM, self.https, context=trust_all())
        ligne._create_connection = lambda *_: self.connect(self.https, source)  # type: ignore[attr-defined]
        try:
            ligne.request(methode, chemin, corps, {"Host": NOM, **(en_tetes or {})})
            reponse = ligne.getresponse()
            return Reponse(reponse.status, reponse.getheaders(), reponse.read())
        finally:
            ligne.close()

    def ask_en_clair(self, chemin: str) -> Reponse:
        ligne = http.client.HTTPConnection("127.0.0.1", self.http, timeout=20)
        ligne.request("GET", chemin, headers={"Host": NOM})
        reponse = ligne.getresponse()
        ligne.close()
        return Reponse(reponse.status, reponse.getheaders(), b"")


def trust_all() -> ssl.SSLContext:
    """The certificate of the tests is signed by itself."""
    contexte = ssl.create_default_context()
    contexte.check_hostname = False
    contexte.verify_mode = ssl.CERT_NONE
    return contexte


def find_outil(nom: str) -> str:
    """A tool of the machine; its absence is a failure, not a test less."""
    programme = shutil.which(nom, path=f"{os.environ['PATH']}:/usr/sbin")
    if programme is None:
        pytest.fail(f"{nom} manque : lancez bin/mandataires-present en root, ou installez son paquet.")
    return programme


def read_variables() -> dict[str, str]:
    """What the operator sets, as it ships."""
    lignes = (DEPLOIEMENT / "mandataire.env").read_text(encoding="utf-8").splitlines()
    return dict(ligne.split("=", 1) for ligne in lignes if ligne and not ligne.startswith("#"))


def write_nginx(dossier: Path, variables: Mapping[str, str]) -> list[str]:
    modele = (DEPLOIEMENT / "nginx.conf").read_text(encoding="utf-8")
    # As « envsubst » does with the names that it is given: nginx' own variables stay.
    site = modele
    for nom, valeur in variables.items():
        site = site.replace(f"${{{nom}}}", valeur)
    (dossier / "cahier.conf").write_text(site.replace("/var/log/nginx/cahier.log", str(dossier / "acces.log")))
    (dossier / "nginx.conf").write_text(NGINX.format(dossier=dossier))
    return [find_outil("nginx"), "-e", "stderr", "-p", str(dossier), "-c", str(dossier / "nginx.conf")]


def write_haproxy(_dossier: Path, _variables: Mapping[str, str]) -> list[str]:
    return [find_outil("haproxy"), "-db", "-f", str(DEPLOIEMENT / "haproxy.cfg")]


def write_caddy(_dossier: Path, _variables: Mapping[str, str]) -> list[str]:
    return [find_outil("caddy"), "run", "--adapter", "caddyfile", "--config", str(DEPLOIEMENT / "Caddyfile")]


SORTES: dict[str, Callable[[Path, Mapping[str, str]], list[str]]] = {
    "nginx": write_nginx,
    "haproxy": write_haproxy,
    "caddy": write_caddy,
}


def build_variables(dossier: Path, amonts: tuple[int, int]) -> dict[str, str]:
    """The operator's variables, for loopback ports and a certificate of our own."""
    certificat = create_certificat(dossier, NOM)
    variables = read_variables() | {
        "CAHIER_NOM": NOM,
        "CAHIER_AMONT_1": f"127.0.0.1:{amonts[0]}",
        "CAHIER_AMONT_2": f"127.0.0.1:{amonts[1]}",
        "CAHIER_ECOUTE": "127.0.0.1",
        "CAHIER_PORT_HTTP": str(find_port()),
        "CAHIER_PORT_HTTPS": str(find_port()),
        "CAHIER_CERTIFICAT": str(certificat),
        "CAHIER_TLS": f"{certificat} {certificat}",
        "CAHIER_ADMIN": "off",
    }
    assert variables.keys() == read_variables().keys()
    return variables


@contextmanager
def open_mandataire(sorte: str, dossier: Path, amonts: tuple[int, int]) -> Iterator[Mandataire]:
    """Start one in front of these two ports; yields it once it answers."""
    dossier.mkdir()
    variables = build_variables(dossier, amonts)
    commande = SORTES[sorte](dossier, variables)
    journal = dossier / "sortie.log"
    environ = os.environ | variables | {"XDG_DATA_HOME": str(dossier), "XDG_CONFIG_HOME": str(dossier)}
    with journal.open("wb") as sortie:
        processus = subprocess.Popen(commande, stdout=sortie, stderr=subprocess.STDOUT, env=environ)
    mandataire = Mandataire(
        sorte,
        int(variables["CAHIER_PORT_HTTP"]),
        int(variables["CAHIER_PORT_HTTPS"]),
        dossier / "acces.log" if sorte == "nginx" else journal,
    )
    try:
        _wait(mandataire, processus, journal)
        yield mandataire
    finally:
        processus.terminate()
        try:
            processus.wait(10)
        except subprocess.TimeoutExpired:
            processus.kill()
            processus.wait()


def _wait(mandataire: Mandataire, processus: subprocess.Popen[bytes], journal: Path) -> None:
    limite = time.monotonic() + 15
    while processus.poll() is None and time.monotonic() < limite:
        try:
            if mandataire.ask("/").statut < 500:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{mandataire.nom} n’a pas démarré\n{journal.read_text()}")
