"""Whoever knocks: bytes on a socket as they are, lines to Streamlit, files. Nothing here is polite by itself."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from caprse.acces.jetons import COOKIE
from caprse.acces.unite import hash_jeton
from tests.parcours.site import Site, jeton

POIGNEE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": "streamlit",
}
FLUX = "/_stcore/stream"


@dataclass(frozen=True)
class Reponse:
    """What came back; ``statut`` 0 when the line was closed without a word."""

    statut: int
    en_tetes: dict[str, str]
    corps: bytes
    cookies: tuple[str, ...] = ()


def get_hote(site: Site) -> str:
    return urlsplit(site.adresse).netloc


def get_port(site: Site) -> int:
    return int(get_hote(site).rsplit(":", 1)[1])


def open_socket(site: Site) -> socket.socket:
    return socket.create_connection(("127.0.0.1", get_port(site)), timeout=10)


def cookie(nom: str | None, jeton_: str | None = None) -> dict[str, str]:
    """The session of a person of the tests, or this one, as a browser sends it."""
    valeur = jeton_ or (jeton(nom) if nom else None)
    return {} if valeur is None else {"Cookie": f"{COOKIE}={valeur}"}


def create_session(site: Site, nom: str) -> str:
    """Another session of this person, for a test to end; gives its token."""
    valeur = secrets.token_urlsafe(16)
    site.query(
        "insert into session_web (compte_id, empreinte, appareil, expire_le) "
        "values (%s, %s, 'essai', now() + interval '1 hour')",
        site.monde.comptes[nom],
        hash_jeton(valeur),
    )
    return valeur


def ask(
    site: Site, cible: str, en_tetes: Mapping[str, str] | None = None, methode: str = "GET", corps: bytes = b""
) -> Reponse:
    """One request, written as it is; ``Host`` is the site's unless it is given."""
    tous = {"Host": get_hote(site), "Connection": "close", **(en_tetes or {})}
    if corps:
        tous.setdefault("Content-Length", str(len(corps)))
    lignes = [f"{methode} {cible} HTTP/1.1", *(f"{nom}: {valeur}" for nom, valeur in tous.items()), "", ""]
    return send_raw(site, "\r\n".join(lignes).encode("latin-1") + corps)


def send_raw(site: Site, octets: bytes) -> Reponse:
    """Bytes as they are, and all that comes back until the line is closed, or an upgrade."""
    with open_socket(site) as prise:
        recu = b""
        try:
            prise.sendall(octets)
            while morceau := prise.recv(65_536):
                recu += morceau
                if recu.startswith(b"HTTP/1.1 101"):
                    break
        except (ConnectionResetError, BrokenPipeError):
            # Refused before all of it was sent.
            pass
    return read_reponse(recu)


def read_reponse(recu: bytes) -> Reponse:
    """A response from its bytes."""
    tete, _, corps = recu.partition(b"\r\n\r\n")
    if not tete:
        return Reponse(0, {}, b"")
    premiere, *lignes = tete.decode("latin-1").split("\r\n")
    paires = [(nom.lower(), valeur) for nom, _, valeur in (ligne.partition(": ") for ligne in lignes)]
    cookies = tuple(valeur for nom, valeur in paires if nom == "set-cookie")
    return Reponse(int(premiere.split()[1]), dict(paires), corps, cookies)


def shake(site: Site, en_tetes: Mapping[str, str], cible: str = FLUX) -> int:
    """The status that a handshake gets."""
    return ask(site, cible, {**POIGNEE, **en_tetes}).statut


@contextmanager
def open_ligne(
    site: Site, nom: str | None, *, jeton_: str | None = None, reprise: str = ""
) -> Iterator[ClientConnection]:
    """A line to Streamlit, as its page opens it; ``reprise``: the tab that it asks to resume."""
    valeur = jeton_ or (jeton(nom) if nom else None)
    with connect(
        site.adresse.replace("http", "ws", 1) + FLUX,
        origin=Origin(site.adresse),
        additional_headers={"Cookie": f"{COOKIE}={valeur}"} if valeur else {},
        subprotocols=[Subprotocol(mot) for mot in ("streamlit", "x", reprise) if mot],
        proxy=None,
        max_size=None,
        close_timeout=1,
    ) as ligne:
        yield ligne


def get_refus(site: Site, nom: str | None, jeton_: str | None = None) -> int:
    """The status that a line gets when it is refused, 101 when it is opened."""
    try:
        with open_ligne(site, nom, jeton_=jeton_):
            return 101
    except InvalidStatus as erreur:
        return erreur.response.status_code


def run_script(ligne: ClientConnection) -> str:
    """Ask for a run; gives the name of the tab, as logs would hold it, once the run is over."""
    message = BackMsg()
    message.rerun_script.SetInParent()
    ligne.send(message.SerializeToString())
    onglet = ""
    while True:
        recu = ForwardMsg()
        recu.ParseFromString(bytes(ligne.recv(timeout=30)))  # type: ignore[arg-type]
        if recu.HasField("new_session"):
            onglet = recu.new_session.initialize.session_id
        # A tab that is resumed first gives what it had not sent.
        if onglet and recu.HasField("script_finished"):
            return onglet


def wait_closed(ligne: ClientConnection, delai: float) -> float:
    """Seconds until the server closes the line. Raises TimeoutError after ``delai``."""
    debut = time.monotonic()
    try:
        while True:
            ligne.recv(timeout=max(0.0, debut + delai - time.monotonic()))
    except ConnectionClosed:
        return time.monotonic() - debut


def get_xsrf(site: Site, nom: str) -> str:
    """The token that the page sends with a file."""
    [cookie_xsrf] = ask(site, "/_stcore/health", cookie(nom)).cookies
    return cookie_xsrf.partition("=")[2].partition(";")[0]


def send_file(
    site: Site,
    onglet: str,
    nom: str | None,
    octets: int,
    fichier: str = "f1",
    xsrf: str = "2|a|b|1",
    jeton_: str | None = None,
) -> Reponse:
    """Send a file to a tab, as the page of this person does."""
    limite = "limite"
    corps = (
        f'--{limite}\r\nContent-Disposition: form-data; name="{fichier}"; filename="f.bin"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    corps += b"\0" * octets + f"\r\n--{limite}--\r\n".encode()
    cookies = "; ".join([f"_streamlit_xsrf={xsrf}", *cookie(nom, jeton_).values()])
    en_tetes = {
        "Content-Type": f"multipart/form-data; boundary={limite}",
        "X-Xsrftoken": xsrf,
        "Cookie": cookies,
    }
    return ask(site, f"/_stcore/upload_file/{onglet}/{fichier}", en_tetes, "PUT", corps)
