"""What the guard reads of a request, without a server."""

from __future__ import annotations

import time

import pytest

from caprse.garde.regles import (
    Hote,
    Origine,
    build_adresses,
    explain_interpreteur,
    is_machine_locale,
    is_trop_grand,
    read_cookies,
    read_host,
    read_origine,
    write_cookies,
)

LOIN = build_adresses("https://Cahier.Exemple.test/", "interne, [FE80::1] été.exemple")


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (b"Cahier.exemple.test", Hote("cahier.exemple.test", None)),
        (b"cahier.exemple.test.:443", Hote("cahier.exemple.test", 443)),
        (b"[::1]:8501", Hote("::1", 8501)),
        (b"[0:0:0:0:0:0:0:1]", Hote("::1", None)),
        (b"127.0.0.1:80", Hote("127.0.0.1", 80)),
        (b"", None),
        (b"a:0", None),
        (b"a:65536", None),
        (b"a:", None),
        (b"a b", None),
        (b"a\n", None),
        (b"moi@a", None),
        (b"a/b", None),
        (b"a" * 300, None),
        ("é".encode(), None),
    ],
)
def test_a_host_is_read_in_its_plain_form(valeur: bytes, attendu: Hote | None) -> None:
    assert read_host(valeur) == attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (b"https://a.test", Origine("https", "a.test", 443)),
        (b"HTTP://A.test:8501", Origine("http", "a.test", 8501)),
        (b"null", None),
        (b"ftp://a", None),
        (b"https://a/", None),
        (b"https://moi@a", None),
        (b"//a", None),
    ],
)
def test_an_origin_is_read(valeur: bytes, attendu: Origine | None) -> None:
    assert read_origine(valeur) == attendu


def test_names_come_from_the_settings() -> None:
    for nom in ("cahier.exemple.test", "interne", "fe80::1", "xn--t-9gab.exemple"):
        assert LOIN.allows_hote(Hote(nom, None), machine_locale=False) == (nom != "xn--t-9gab.exemple"), nom
    assert LOIN.allows_hote(Hote("xn--t-9fab.exemple", 1), machine_locale=False) == ("xn--t-9fab.exemple" in LOIN.noms)
    assert not LOIN.allows_hote(Hote("localhost", None), machine_locale=False)
    assert LOIN.allows_hote(Hote("localhost", None), machine_locale=True)
    assert build_adresses("http://localhost:8501", "").allows_hote(Hote("127.0.0.1", 1), machine_locale=False)


@pytest.mark.parametrize(
    ("ip", "attendu"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.1", False),
        ("::ffff:192.0.2.1", False),
        ("", False),
        (None, False),
        ("inconnue", False),
    ],
)
def test_this_machine_is_known_by_its_address(ip: str | None, attendu: bool) -> None:
    assert is_machine_locale(ip) is attendu


def test_cookies_are_those_of_a_browser() -> None:
    cookies = read_cookies(
        [
            (b"cookie", b'a=1; caprse_session=x-_Y; _streamlit_xsrf=2|aa|bb|1; q="v|1:0=="; vide=; a=2'),
            (b"host", b"x=y"),
            (b"cookie", b'mal="\\073"; b=\\; sans; =x; c=d"e; n\x00m=1; v=\x01; e=\xe9; b=suite'),
        ]
    )
    assert cookies == {
        "a": "1",
        "caprse_session": "x-_Y",
        "_streamlit_xsrf": "2|aa|bb|1",
        "q": '"v|1:0=="',
        "vide": "",
        "b": "suite",
    }
    assert read_cookies([(b"cookie", write_cookies(cookies))]) == cookies


@pytest.mark.parametrize("motif", [b"\\", b'"', b'\\"', b";", b"=", b'";"', b"a=b;", b" ", b'="', b"\\073"])
def test_cookies_cost_no_more_than_their_length(motif: bytes) -> None:
    def measure(taille: int) -> float:
        valeur = b'a="' + (motif * taille)[:taille] + b'"'
        debut = time.perf_counter()
        for _ in range(5):
            read_cookies([(b"cookie", valeur)])
        return time.perf_counter() - debut

    # The quickest of several: a machine that is busy makes one slow, not all.
    longue, courte = (min(measure(taille) for _ in range(5)) for taille in (400_000, 20_000))
    assert longue < 100 * max(courte, 0.0005)


def test_what_is_too_large_is_told() -> None:
    assert not is_trop_grand([(b"cookie", b"a" * 8_000)], 1_000)
    assert is_trop_grand([(b"cookie", b"a" * 5_000), (b"cookie", b"a" * 5_000)], 0)
    assert is_trop_grand([(b"a", b"")] * 4_000, 0)
    assert is_trop_grand([], 17_000)


@pytest.mark.parametrize(
    ("version", "dite"),
    [
        ((3, 11, 7), True),
        ((3, 11, 10), False),
        ((3, 12, 5), True),
        ((3, 12, 6), False),
        ((3, 13, 0), False),
        ((3, 14, 1), False),
    ],
)
def test_an_old_interpreter_is_told(version: tuple[int, int, int], dite: bool) -> None:
    assert (explain_interpreteur(version) is not None) is dite
