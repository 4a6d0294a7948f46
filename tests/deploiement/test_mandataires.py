"""The workbook behind the real nginx, HAProxy and Caddy, each with the configuration that ships."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import brotli
import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from caprse.acces.jetons import COOKIE
from caprse.garde.en_tetes import EN_TETES
from caprse.socle.base_locale import BaseLocale
from tests.courrier.serveur import find_port
from tests.deploiement.mandataires import NOM, PUBLIQUE, SORTES, Mandataire, Reponse, open_mandataire, trust_all
from tests.parcours.site import Site, jeton
from tests.surete.portes.client import FLUX, ask, cookie, get_port, run_script
from tests.surete.portes.conftest import open_cahier

STYLE = "/app/static/habillage.css"
DEPLIEURS: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
MENTEUR = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "X-Real-IP": "203.0.113.9"}


@pytest.fixture(scope="module")
def site(serveur: BaseLocale) -> Iterator[Site]:
    with open_cahier(serveur, CAPRSE_ADRESSE_PUBLIQUE=PUBLIQUE, CAPRSE_MANDATAIRES="1") as site:
        yield site


@pytest.fixture(scope="module", params=SORTES)
def devant(
    request: pytest.FixtureRequest, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mandataire]:
    """Each proxy in front of the workbook; its second process is not there, and nobody sees it."""
    dossier = tmp_path_factory.mktemp("devant") / request.param
    with open_mandataire(request.param, dossier, (get_port(site), find_port())) as mandataire:
        yield mandataire


@contextmanager
def open_ligne(devant: Mandataire, nom: str) -> Iterator[ClientConnection]:
    """A line to Streamlit, as a browser opens it."""
    with connect(
        f"wss://{NOM}{FLUX}",
        sock=devant.connect(devant.https),
        ssl=trust_all(),
        origin=Origin(PUBLIQUE),
        additional_headers={"Cookie": f"{COOKIE}={jeton(nom)}"},
        subprotocols=[Subprotocol("streamlit"), Subprotocol("x")],
        proxy=None,
        max_size=None,
        close_timeout=1,
    ) as ligne:
        yield ligne


def test_a_page_comes_over_https_and_in_clear_one_is_sent_there(devant: Mandataire) -> None:
    page = devant.ask("/connexion")
    assert page.statut == 200
    assert b"<title>" in page.corps
    ailleurs = devant.ask_en_clair("/carnet?a=b")
    assert ailleurs.statut == 308
    assert re.fullmatch(rf"{PUBLIQUE}(:\d+)?/carnet\?a=b", ailleurs.get("Location")[0])


def test_a_line_carries_a_run_of_streamlit(devant: Mandataire) -> None:
    with open_ligne(devant, "alice") as ligne:
        assert run_script(ligne)


def send_file(devant: Mandataire, nom: str, onglet: str, octets: int) -> Reponse:
    """Send a file to a tab, as the page of this person does."""
    xsrf = devant.ask("/_stcore/health", cookie(nom)).get("Set-Cookie")[0].partition("=")[2].partition(";")[0]
    tete = '--l\r\nContent-Disposition: form-data; name="f1"; filename="f.bin"\r\nContent-Type: a/b\r\n\r\n'
    en_tetes = {
        "Content-Type": "multipart/form-data; boundary=l",
        "X-Xsrftoken": xsrf,
        "Cookie": f"_streamlit_xsrf={xsrf}; {COOKIE}={jeton(nom)}",
        "Origin": PUBLIQUE,
    }
    corps = tete.encode() + b"\0" * octets + b"\r\n--l--\r\n"
    return devant.ask(f"/_stcore/upload_file/{onglet}/f1", en_tetes, "PUT", corps)


def test_a_file_as_big_as_a_trace_may_be_reaches_the_workbook_and_no_bigger_one(devant: Mandataire) -> None:
    # One account keeps 24 Mo at once, and its tab lives on for a while: a person for each proxy.
    nom = {"nginx": "alice", "haproxy": "bob", "caddy": "charlie"}[devant.nom]
    with open_ligne(devant, nom) as ligne:
        onglet = run_script(ligne)
        assert send_file(devant, nom, onglet, 10 << 20).statut == 204
        # Closed before all of it was sent: refused all the same.
        with suppress(OSError):
            assert send_file(devant, nom, onglet, 17 << 20).statut == 413


@pytest.mark.parametrize("codages", ["br", "gzip"])
def test_what_the_workbook_compressed_is_not_compressed_again(devant: Mandataire, site: Site, codages: str) -> None:
    demande = {"Accept-Encoding": codages}
    style, direct = (devant.ask(STYLE, demande), ask(site, STYLE, demande))
    assert (style.statut, direct.statut) == (200, 200)
    assert style.get("Content-Encoding") == [direct.en_tetes["content-encoding"]] == [codages]
    assert style.corps == direct.corps
    assert b"{" in DEPLIEURS[codages](style.corps)
    page = devant.ask("/connexion", {"Accept-Encoding": "gzip"})
    assert page.get("Content-Encoding") == ["gzip"]
    assert b"<title>" in gzip.decompress(page.corps)


@pytest.mark.parametrize("chemin", ["/connexion", "/nulle-part", "/sante"])
def test_each_protecting_header_is_said_once(devant: Mandataire, chemin: str) -> None:
    reponse = devant.ask(chemin)
    for nom in (*EN_TETES, "Content-Security-Policy", "Strict-Transport-Security"):
        assert len(reponse.get(nom)) == 1, nom
    # Which program answers is nobody's business; nginx' version at least is hidden.
    assert not [valeur for valeur in reponse.get("Server") if re.search(r"\d", valeur)]


def test_every_cookie_travels_over_https_alone(devant: Mandataire) -> None:
    cookies = [
        *devant.ask("/carnet", cookie("inconnue")).get("Set-Cookie"),
        *devant.ask("/_stcore/health", cookie("alice")).get("Set-Cookie"),
    ]
    assert len(cookies) >= 2
    assert [c for c in cookies if "secure" not in c.lower().replace(" ", "").split(";")] == []


def test_the_address_that_is_counted_is_the_callers_whatever_it_says(devant: Mandataire, site: Site) -> None:
    """Twenty login links per address: a caller that names another one would have as many as it likes."""
    site.empty("tentative")
    source = f"127.0.0.{10 + list(SORTES).index(devant.nom)}"
    for rang in range(3):
        corps = urlencode({"courriel": f"personne{rang}@exemple.fr"}).encode()
        en_tetes = {**MENTEUR, "Content-Type": "application/x-www-form-urlencoded"}
        assert devant.ask("/connexion", en_tetes, "POST", corps, source).statut in {200, 303}
    cles = dict(site.query("select cle, count(*) from tentative group by cle"))
    assert cles.get(hashlib.sha256(f"adresse:{source}".encode()).hexdigest()) == 3
    assert hashlib.sha256(b"adresse:203.0.113.9").hexdigest() not in cles


def test_a_lie_about_the_scheme_changes_no_address(devant: Mandataire) -> None:
    ailleurs = devant.ask("/carnet", MENTEUR)
    assert ailleurs.statut in {302, 303, 307}
    assert ailleurs.get("Location")[0].startswith(("/", f"{PUBLIQUE}/"))


def test_no_secret_of_an_address_is_written_down(devant: Mandataire) -> None:
    devant.ask("/connexion/lien/tres-secret?suite=plus-secret")
    devant.ask("/rejoindre?code=code-secret")
    if devant.nom != "caddy":
        limite = time.monotonic() + 5
        while "/connexion/lien/***" not in devant.journal.read_text() and time.monotonic() < limite:
            time.sleep(0.05)
        assert "/connexion/lien/***" in devant.journal.read_text()
    assert "secret" not in devant.journal.read_text()


class Processus(BaseHTTPRequestHandler):
    """A process that says which one it is. A line for each request: once it is stopped, nothing of it answers."""

    def do_GET(self) -> None:
        corps = str(self.connection.getsockname()[1]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def open_processus() -> Iterator[ThreadingHTTPServer]:
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Processus)
    serveur.daemon_threads = True
    threading.Thread(target=serveur.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield serveur
    finally:
        serveur.shutdown()
        serveur.server_close()


@pytest.mark.parametrize("sorte", SORTES)
def test_a_person_stays_on_one_process_and_moves_when_it_stops(sorte: str, tmp_path: Path) -> None:
    with ExitStack() as pile:
        serveurs = [pile.enter_context(open_processus()) for _ in range(2)]
        amonts = (serveurs[0].server_port, serveurs[1].server_port)
        devant = pile.enter_context(open_mandataire(sorte, tmp_path / sorte, amonts))
        places = {}
        for personne in range(16):
            en_tetes = {"Cookie": f"{COOKIE}=jeton{personne}"}
            premiere = devant.ask("/", en_tetes)
            # What a browser sends back: its session, and what the proxy gave it.
            suite = [en_tetes["Cookie"], *(c.partition(";")[0] for c in premiere.get("Set-Cookie"))]
            places[personne] = "; ".join(suite), premiere.corps
        assert {corps for _, corps in places.values()} == {str(port).encode() for port in amonts}
        for cookies, corps in places.values():
            assert {devant.ask("/", {"Cookie": cookies}).corps for _ in range(2)} == {corps}
        serveurs[0].shutdown()
        serveurs[0].server_close()
        for cookies, _ in places.values():
            assert devant.ask("/", {"Cookie": cookies}).corps == str(amonts[1]).encode()


@pytest.mark.parametrize("sorte", SORTES)
def test_when_no_process_answers_people_read_a_sentence(sorte: str, tmp_path: Path) -> None:
    with ExitStack() as pile:
        serveur = pile.enter_context(open_processus())
        devant = pile.enter_context(open_mandataire(sorte, tmp_path / sorte, (serveur.server_port, find_port())))
        serveur.shutdown()
        serveur.server_close()
        reponse = devant.ask("/")
    assert reponse.statut in {502, 503}
    assert "Ce qui est enregistré l’est toujours" in reponse.corps.decode()
    assert "charset=utf-8" in reponse.get("Content-Type")[0]
