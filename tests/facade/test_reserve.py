"""Files given from memory: what may be asked for, in which coding, for how long."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import anyio
import brotli
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message

from caprse.facade.envoi import Fichiers, read_codages
from caprse.facade.reserve import UN_AN, UNE_HEURE, Reserve

SCRIPT = "const texte = 'assez long pour être compressé'\n" * 60


@pytest.fixture
def reserve(tmp_path: Path) -> Reserve:
    dossier = tmp_path / "static"
    (dossier / "js").mkdir(parents=True)
    (dossier / "js" / "un.AA.js").write_text(SCRIPT)
    (dossier / "icone.svg").write_text("<svg/>")
    (dossier / "police.woff2").write_bytes(b"wOF2" * 400)
    (tmp_path / "secret.txt").write_text("secret")
    return Reserve({"/static": dossier, "/app/static": dossier})


@dataclass(frozen=True)
class Client:
    """Asks the files as a server would, address as it was sent."""

    app: Fichiers

    def ask(self, methode: str, adresse: str, **en_tetes: str) -> tuple[int, dict[str, str], bytes]:
        chemin, _, demande = adresse.partition("?")
        scope = {
            "type": "http",
            "method": methode,
            "path": unquote(chemin),
            "query_string": demande.encode(),
            "headers": [(nom.replace("_", "-").encode(), valeur.encode()) for nom, valeur in en_tetes.items()],
        }
        envois: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            envois.append(message)

        anyio.run(self.app, scope, receive, send)
        recus = {nom.decode(): valeur.decode() for nom, valeur in envois[0]["headers"]}
        return envois[0]["status"], recus, b"".join(envoi.get("body", b"") for envoi in envois[1:])


@pytest.fixture
def client(reserve: Reserve) -> Client:
    return Client(Fichiers(PlainTextResponse("la suite"), reserve))


def get(client: Client, adresse: str, **en_tetes: str) -> tuple[int, dict[str, str], bytes]:
    return client.ask("GET", adresse, **en_tetes)


def test_a_script_is_given_in_the_smallest_coding_that_the_browser_reads(client: Client) -> None:
    _, en_tetes, corps = get(client, "/static/js/un.AA.js", accept_encoding="gzip, deflate, br")
    assert (en_tetes["content-encoding"], en_tetes["vary"]) == ("br", "Accept-Encoding")
    assert brotli.decompress(corps).decode() == SCRIPT
    assert int(en_tetes["content-length"]) == len(corps) < len(SCRIPT) / 4
    _, en_tetes, corps = get(client, "/static/js/un.AA.js", accept_encoding="gzip;q=0.5")
    assert (en_tetes["content-encoding"], gzip.decompress(corps).decode()) == ("gzip", SCRIPT)
    _, en_tetes, corps = get(client, "/static/js/un.AA.js", accept_encoding="br;q=0")
    assert ("content-encoding" in en_tetes, corps.decode()) == (False, SCRIPT)


def test_what_is_compressed_or_small_already_is_given_as_it_is(client: Client) -> None:
    for adresse, genre in (("/app/static/police.woff2", "font/woff2"), ("/app/static/icone.svg", "image/svg+xml")):
        statut, en_tetes, _ = get(client, adresse, accept_encoding="br, gzip")
        assert (statut, en_tetes["content-type"], "content-encoding" in en_tetes) == (200, genre, False)


def test_a_file_named_by_its_content_is_kept_a_year_and_another_one_hour(client: Client, reserve: Reserve) -> None:
    nommee = reserve.name("/app/static/icone.svg")
    attendus = {
        "/static/js/un.AA.js": UN_AN,
        nommee: UN_AN,
        "/app/static/police.woff2": UN_AN,
        "/app/static/icone.svg": UNE_HEURE,
        "/app/static/icone.svg?v=ancienne": UNE_HEURE,
    }
    assert {adresse: get(client, adresse)[1]["cache-control"] for adresse in attendus} == attendus


def test_who_has_it_already_is_told_so(client: Client) -> None:
    etag = get(client, "/app/static/icone.svg")[1]["etag"]
    statut, en_tetes, corps = get(client, "/app/static/icone.svg", if_none_match=f"W/{etag}")
    assert (statut, en_tetes["etag"], corps) == (304, etag, b"")
    assert get(client, "/app/static/icone.svg", if_none_match='"autre"')[0] == 200


def test_head_says_the_same_without_the_file(client: Client) -> None:
    statut, en_tetes, corps = client.ask("HEAD", "/static/js/un.AA.js")
    assert (statut, corps) == (200, b"")
    assert int(en_tetes["content-length"]) > 0


@pytest.mark.parametrize(
    "adresse",
    ["/static/../secret.txt", "/static/%2e%2e/secret.txt", "/static/js", "/static//js/un.AA.js", "/autre.js"],
)
def test_only_what_stands_in_the_folders_is_given(client: Client, adresse: str) -> None:
    assert get(client, adresse)[2] == b"la suite"
    assert client.ask("POST", "/static/js/un.AA.js")[2] == b"la suite"


def test_a_text_that_is_made_has_an_address_that_changes_with_it(client: Client, reserve: Reserve) -> None:
    premiere = reserve.add("/app/static/fait.js", "un")
    seconde = reserve.add("/app/static/fait.js", "deux")
    assert premiere != seconde
    assert get(client, seconde)[2] == b"deux"
    with pytest.raises(KeyError):
        reserve.name("/app/static/absent.js")


def test_codings_that_are_refused_are_not_given() -> None:
    assert read_codages("gzip, br;q=0, deflate;q=0.000, zstd; q=0.1") == {"gzip", "zstd"}
