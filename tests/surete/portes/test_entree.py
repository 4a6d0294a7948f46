"""A1, L1, L6: what is too large, what asks for another name, what every response carries."""

from __future__ import annotations

import threading
import time

import pytest

from tests.parcours.site import Site
from tests.surete.portes.client import ask, cookie, get_hote, get_port, send_raw, shake

BARRES = "\\" * 30_000


def measure_sante(site: Site) -> float:
    """Seconds that the workbook takes to answer anybody."""
    debut = time.monotonic()
    assert ask(site, "/sante").statut == 200
    return time.monotonic() - debut


@pytest.mark.parametrize("chemin", ["/", "/carnet", "/connexion", "/rejoindre", "/mur", "/_stcore/health"])
@pytest.mark.parametrize("nom", ["caprse_session", "caprse_salle", "autre"])
def test_a_cookie_of_backslashes_freezes_nothing(site: Site, chemin: str, nom: str) -> None:
    attaque = threading.Thread(target=ask, args=(site, chemin, {"Cookie": f'{nom}="{BARRES}"'}))
    attaque.start()
    time.sleep(0.05)
    assert measure_sante(site) < 2
    attaque.join()
    assert ask(site, chemin, {"Cookie": f'{nom}="{BARRES}"'}).statut == 431


@pytest.mark.parametrize("taille", [7_000, 8_000])
def test_the_largest_cookie_that_is_read_is_read_at_once(site: Site, taille: int) -> None:
    """Backslashes, quotes, semicolons, equals: none of what is let in costs more than its length."""
    for motif in ("\\", '\\"', "\\377", ";", "=", '";"', "a=b;"):
        valeur = (motif * taille)[:taille]
        debut = time.monotonic()
        en_tetes = {"Cookie": f'caprse_session="{valeur}"', "Origin": site.adresse}
        statuts = [ask(site, chemin, en_tetes).statut for chemin in ("/connexion", "/salle", "/")]
        statuts.append(shake(site, en_tetes))
        assert time.monotonic() - debut < 2, motif
        assert {s for s in statuts if s >= 500} == set()


@pytest.mark.parametrize(
    ("cible", "en_tetes"),
    [
        ("/connexion", {"X-Long": "a" * 17_000}),
        ("/connexion", {f"X-{n}": "a" * 300 for n in range(60)}),
        ("/connexion?x=" + "a" * 17_000, {}),
        ("/connexion", {"Cookie": "a=" + "b" * 9_000}),
        ("/connexion", {"X-Long": "a" * 200_000}),
    ],
)
def test_too_much_is_refused_in_french(site: Site, cible: str, en_tetes: dict[str, str]) -> None:
    reponse = ask(site, cible, en_tetes)
    assert reponse.statut == 431
    assert "trop grande" in reponse.corps.decode()
    assert reponse.en_tetes["content-security-policy"]


def test_a_programme_is_answered_as_a_programme(site: Site) -> None:
    reponse = ask(site, "/sante", {"X-Long": "a" * 17_000, "Accept": "application/json"})
    assert (reponse.statut, reponse.en_tetes["content-type"]) == (431, "application/json")


@pytest.mark.parametrize(
    "hote",
    [
        "mal.exemple",
        "mal.exemple:{port}",
        "127.0.0.1.mal.exemple",
        "localhost.mal.exemple:{port}",
        "127.0.0.2",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0",
        "[::2]",
        "[::ffff:127.0.0.1]",
        "localhost@mal.exemple",
    ],
)
def test_another_name_is_refused(site: Site, hote: str) -> None:
    en_tetes = {"Host": hote.format(port=get_port(site))}
    for chemin in ("/connexion", "/sante", "/carnet"):
        assert ask(site, chemin, {**en_tetes, **cookie("alice")}).statut in {400, 421}, chemin
    assert shake(site, {**en_tetes, **cookie("alice")}) in {400, 421}


@pytest.mark.parametrize(
    "hote", ["localhost", "LocalHost:{port}", "localhost.", "127.0.0.1", "[::1]:{port}", "[0:0:0:0:0:0:0:1]"]
)
def test_the_names_of_this_machine_are_its_own(site: Site, hote: str) -> None:
    assert ask(site, "/connexion", {"Host": hote.format(port=get_port(site))}).statut == 200


@pytest.mark.parametrize("hote", ["", "localhost:0", "localhost:99999", "localhost:x", "[::1", "a b", "localhost/x"])
def test_what_is_no_name_is_refused(site: Site, hote: str) -> None:
    assert ask(site, "/connexion", {"Host": hote}).statut in {400, 421}


def test_one_request_asks_for_one_name(site: Site) -> None:
    hote = get_hote(site)
    for tete in (
        f"GET /connexion HTTP/1.1\r\nHost: {hote}\r\nHost: mal.exemple\r\n",
        f"GET /connexion HTTP/1.1\r\nHost: {hote}\r\nHost: {hote}\r\n",
        "GET /connexion HTTP/1.1\r\n",
        "GET /connexion HTTP/1.0\r\n",
        f"GET http://mal.exemple/connexion HTTP/1.1\r\nHost: {hote}\r\n",
        f"GET http://{hote}/connexion HTTP/1.1\r\nHost: mal.exemple\r\n",
        f"OPTIONS * HTTP/1.1\r\nHost: {hote}\r\n",
        f"GET mal.exemple:443 HTTP/1.1\r\nHost: {hote}\r\n",
    ):
        assert send_raw(site, f"{tete}Connection: close\r\n\r\n".encode()).statut in {400, 421}, tete


@pytest.mark.parametrize(
    "chemin",
    [
        "/connexion",
        "/carnet",
        "/carnet.x",
        "/a.b",
        "/index.html",
        "/.env",
        "/nulle-part",
        "/static/nulle.js",
        "/static/manque",
        "/favicon.png",
        "/media/x.svg",
        "/_stcore/health",
        "/_stcore/agent/openapi.json",
        "/app/static/icone.svg",
        "/sante",
        "/rejoindre",
        "/oauth2callback",
        "/auth/login",
    ],
)
@pytest.mark.parametrize("nom", [None, "alice"])
def test_every_response_says_what_its_page_may_do(site: Site, chemin: str, nom: str | None) -> None:
    reponse = ask(site, chemin, cookie(nom))
    assert "frame-ancestors 'none'" in reponse.en_tetes["content-security-policy"]
    assert reponse.en_tetes["x-content-type-options"] == "nosniff"
    assert reponse.en_tetes["x-frame-options"] == "DENY"
    assert "server" not in reponse.en_tetes


def test_a_file_that_is_no_page_says_only_that_it_is_read_as_what_it_is(site: Site) -> None:
    reponse = ask(site, "/habillage/connexion.css")
    assert reponse.en_tetes["x-content-type-options"] == "nosniff"
    assert "server" not in reponse.en_tetes


@pytest.mark.parametrize("chemin", ["/a.b", "/carnet.x", "/index.html", "/.env", "/static/manque", "/static"])
def test_an_address_with_a_dot_is_no_back_door_to_the_page(site: Site, chemin: str) -> None:
    reponse = ask(site, chemin)
    assert reponse.statut == 404
    assert b"introuvable" in reponse.corps


@pytest.mark.parametrize(
    "chemin",
    [
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/metrics",
        "/_stcore/metrics?families=session_events",
        "/_stcore/script-health-check",
        "/_stcore/agent/openapi.json",
        "/_stcore/bidi-components/x/y.js",
        "/_stcore/upload_file/a/b",
        "/_stcore/%68ealth",
        "/_stcore",
        "/media/x.png",
        "/component/x/y",
    ],
)
@pytest.mark.parametrize("valeur", [None, "caprse_session=jeton-invente", "caprse_session=", "caprse_session=\x7f%00"])
def test_what_serves_the_page_is_for_who_is_logged_in(site: Site, chemin: str, valeur: str | None) -> None:
    for methode in ("GET", "HEAD", "OPTIONS", "DELETE", "POST"):
        statut = ask(site, chemin, {"Cookie": valeur} if valeur else {}, methode).statut
        assert statut in {401, 404}, methode


def test_who_is_logged_in_has_what_the_page_needs(site: Site) -> None:
    assert ask(site, "/_stcore/health", cookie("alice")).statut == 200
    config = ask(site, "/_stcore/host-config", cookie("alice"))
    assert b'"allowedOrigins":[]' in config.corps
    assert ask(site, "/static/manque", cookie("alice")).statut == 404
