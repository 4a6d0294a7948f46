"""A6: requests that do not end, what a proxy is said to have written, answers that leave at once."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from caprse.socle.base_locale import BaseLocale
from tests.parcours.site import Site
from tests.surete.portes.client import ask, get_hote, get_port, open_socket, read_reponse
from tests.surete.portes.conftest import open_cahier

# Seconds after which the server must have had enough.
ASSEZ = 16


def wait_end(prise: socket.socket, goutte: bytes, delai: float) -> tuple[float, bytes]:
    """Seconds until the server closes (``delai`` when it does not) and what it said; a drop each second meanwhile."""
    debut, recu = time.monotonic(), b""
    prise.settimeout(1)
    while time.monotonic() - debut < delai:
        try:
            if goutte:
                prise.sendall(goutte)
            morceau = prise.recv(65_536)
        except TimeoutError:
            continue
        except (ConnectionResetError, BrokenPipeError):
            break
        if not morceau:
            break
        recu += morceau
    return time.monotonic() - debut, recu


FORMULAIRE = "POST /connexion HTTP/1.1\r\nHost: {hote}\r\nContent-Type: application/x-www-form-urlencoded\r\n"


SANS_FIN = [
    ("", b""),
    ("G", b""),
    ("GET /connexion HT", b""),
    ("GET /connexion HTTP/1.1\r\nHost: {hote}\r\n", b""),
    ("GET /connexion HTTP/1.1\r\nHost: {hote}\r\n", b"X-A: b\r\n"),
    ("GET /" + "a" * 100, b"a"),
    ("\r\n", b"\r\n"),
    # A second request, half sent after a first that was answered.
    ("GET /sante HTTP/1.1\r\nHost: {hote}\r\n\r\nGET /sante HT", b""),
    ("GET /sante HTTP/1.1\r\nHost: {hote}\r\n\r\nGET /", b"a"),
]
GOUTTE_A_GOUTTE = [
    ("Content-Length: 1000\r\n\r\ncourriel=", b""),
    ("Content-Length: 1000\r\n\r\n", b"a"),
    ("Transfer-Encoding: chunked\r\n\r\n5\r\nab", b""),
    ("Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
]


def wait_all(site: Site, attaques: list[tuple[str, bytes]], delai: float) -> list[tuple[float, bytes]]:
    """Each of these beginnings with its drops, all at once."""

    def attack(attaque: tuple[str, bytes]) -> tuple[float, bytes]:
        with open_socket(site) as prise:
            prise.sendall(attaque[0].format(hote=get_hote(site)).encode())
            return wait_end(prise, attaque[1], delai)

    with ThreadPoolExecutor(len(attaques)) as fils:
        return list(fils.map(attack, attaques))


def test_a_request_without_an_end_is_closed(site: Site) -> None:
    durees = [duree for duree, _ in wait_all(site, SANS_FIN, ASSEZ)]
    assert [debut for (debut, _), duree in zip(SANS_FIN, durees, strict=True) if duree >= ASSEZ] == []


def test_a_form_drop_by_drop_is_closed(site: Site) -> None:
    fins = wait_all(site, [(FORMULAIRE + fin, goutte) for fin, goutte in GOUTTE_A_GOUTTE], 40)
    for (fin, _), (duree, recu) in zip(GOUTTE_A_GOUTTE, fins, strict=True):
        assert duree < 30, fin
        assert read_reponse(recu).statut == 408, fin
        assert "à temps" in recu.decode(), fin


def test_a_slow_line_still_sends_its_form(site: Site) -> None:
    corps = b"courriel=alice%40exemple.test"
    tete = FORMULAIRE.format(hote=get_hote(site)) + f"Content-Length: {len(corps)}\r\nConnection: close\r\n\r\n"
    with open_socket(site) as prise:
        for morceau in (tete[:40].encode(), tete[40:].encode(), corps[:10], corps[10:]):
            prise.sendall(morceau)
            time.sleep(1.5)
        recu = b"".join(iter(lambda: prise.recv(65_536), b""))
    assert read_reponse(recu).statut == 303


def test_two_hundred_half_sent_requests_leave_room_for_people(site: Site) -> None:
    prises = [open_socket(site) for _ in range(200)]
    try:
        for prise in prises:
            prise.sendall(b"GET / HTTP/1.1\r\nHost: ")
        debut = time.monotonic()
        assert ask(site, "/sante").statut == 200
        assert time.monotonic() - debut < 2
        time.sleep(ASSEZ - 3)
        ouvertes = []
        for prise in prises:
            prise.settimeout(1)
            try:
                while prise.recv(65_536):
                    continue
            except ConnectionResetError:
                continue
            except TimeoutError:
                ouvertes.append(prise)
        assert ouvertes == []
    finally:
        for prise in prises:
            prise.close()


def test_each_answer_leaves_at_once(site: Site) -> None:
    """What the system says of the server's own sockets: the one that listens, and one that it accepted."""
    with open_socket(site) as prise:
        prise.sendall(f"GET /sante HTTP/1.1\r\nHost: {get_hote(site)}\r\n\r\n".encode())
        prise.recv(100)
        options = read_nodelay(site)
    assert options
    assert all(options.values()), options


def read_nodelay(site: Site) -> dict[int, bool]:
    """For each TCP socket of the server on its port, by descriptor: whether TCP_NODELAY is set."""
    programme = """
import ctypes, os, socket, sys
pid, port = int(sys.argv[1]), int(sys.argv[2])
libc = ctypes.CDLL(None, use_errno=True)
pidfd = os.pidfd_open(pid)
for nom in os.listdir(f"/proc/{pid}/fd"):
    if not os.readlink(f"/proc/{pid}/fd/{nom}").startswith("socket:"):
        continue
    copie = libc.syscall(438, pidfd, int(nom), 0)
    prise = socket.socket(fileno=copie)
    if prise.family == socket.AF_INET and prise.getsockname()[1] == port:
        print(nom, prise.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
"""
    sortie = subprocess.run(
        [sys.executable, "-c", programme, str(site.pid), str(get_port(site))],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {int(n): v != "0" for n, v in re.findall(r"(\d+) (\d+)", sortie)}


@pytest.fixture(scope="module")
def site_derriere(serveur: BaseLocale) -> Iterator[Site]:
    with open_cahier(serveur, CAPRSE_MANDATAIRES="1") as site:
        yield site


def ask_links(site: Site, adresses: list[str]) -> list[int]:
    """Ask for a link from each of these addresses, as ``X-Forwarded-For`` gives them."""
    return [
        ask(
            site,
            "/connexion",
            {"X-Forwarded-For": adresse, "Content-Type": "application/x-www-form-urlencoded"},
            "POST",
            f"courriel=p{rang}%40exemple.test".encode(),
        ).statut
        for rang, adresse in enumerate(adresses)
    ]


def test_without_a_declared_proxy_nobody_says_where_they_come_from(site: Site) -> None:
    site.query("delete from tentative")
    assert ask_links(site, [f"198.51.100.{rang}" for rang in range(25)])[-1] == 429
    site.query("delete from tentative")


def test_behind_one_proxy_only_the_address_that_it_wrote_counts(site_derriere: Site) -> None:
    fausses = [f"203.0.113.{rang}, 198.51.100.7" for rang in range(25)]
    assert ask_links(site_derriere, fausses)[-1] == 429
    site_derriere.query("delete from tentative")
    assert set(ask_links(site_derriere, [f"203.0.113.9, 198.51.100.{rang}" for rang in range(25)])) == {303}
