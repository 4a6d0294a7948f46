"""22: behind a proxy that names its upstream. And: nothing of the workbook calls out, whoever knocks."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from caprse.socle.base_locale import APPLICATION, BaseLocale
from tests.base import GABARIT, create_base, drop_base
from tests.courrier.serveur import find_port
from tests.parcours.site import Site, clean_environ, fill_base, run_serveur_web
from tests.surete.portes.client import ask, cookie, get_hote, open_ligne, run_script, shake
from tests.surete.portes.conftest import open_cahier

PUBLIQUE = "https://cahier.exemple.test"
# Writes each address that the process asks for, before it is asked, and goes on. The first line proves that it does.
GUETTEUR = """
import socket, sys
registre, sys.argv = sys.argv[1], ["caprse", *sys.argv[2:]]
def note(nom, args):
    if nom in {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}:
        with open(registre, "a") as sortie:
            print(nom, args[-1] if nom in {"socket.connect", "socket.sendto"} else args[0], file=sortie)
sys.addaudithook(note)
socket.getaddrinfo("localhost", 1)
from caprse.cli import main
main()
"""
ICI = ("localhost", "127.0.0.1", "::1")


@pytest.fixture(scope="module")
def derriere(serveur: BaseLocale) -> Iterator[Site]:
    with open_cahier(serveur, CAPRSE_ADRESSE_PUBLIQUE=PUBLIQUE, CAPRSE_HOTES="interne, autre.exemple.test.") as site:
        yield site


def test_the_public_address_is_an_origin_whatever_the_proxy_calls_us(derriere: Site) -> None:
    for hote in (get_hote(derriere), "localhost", "cahier.exemple.test", "cahier.exemple.test:443", "interne:8501"):
        en_tetes = {"Host": hote, **cookie("alice")}
        assert ask(derriere, "/connexion", en_tetes).statut == 200, hote
        assert shake(derriere, {**en_tetes, "Origin": PUBLIQUE}) == 101, hote
        assert shake(derriere, {**en_tetes, "Origin": f"{PUBLIQUE}:443"}) == 101, hote
        for origine in (
            "http://cahier.exemple.test",
            f"{PUBLIQUE}:8443",
            f"{PUBLIQUE}.mal.exemple",
            "https://mal.exemple",
            "http://interne:8501",
            "http://interne",
        ):
            assert shake(derriere, {**en_tetes, "Origin": origine}) == 403, (hote, origine)
    assert shake(derriere, {"Host": "interne", "Origin": "https://autre.exemple.test", **cookie("alice")}) == 101


def test_only_the_names_of_the_settings_are_answered(derriere: Site) -> None:
    for hote in ("interne", "INTERNE.", "autre.exemple.test"):
        assert ask(derriere, "/connexion", {"Host": hote}).statut == 200, hote
    for hote in ("exemple.test", "www.cahier.exemple.test", "externe"):
        assert ask(derriere, "/connexion", {"Host": hote}).statut == 421, hote


def test_behind_https_every_cookie_says_so(derriere: Site) -> None:
    hote = {"Host": "cahier.exemple.test"}
    cookies = [
        *ask(derriere, "/_stcore/health", {**hote, **cookie("alice")}).cookies,
        *ask(derriere, "/carnet", {**hote, **cookie("inconnue")}).cookies,
        *ask(derriere, "/deconnexion", {**hote, **cookie(None, "x"), "Content-Length": "0"}, "POST").cookies,
    ]
    assert {c.partition("=")[0] for c in cookies} == {"_streamlit_xsrf", "caprse_session"}
    assert [c for c in cookies if "secure" not in c.lower().split("; ")] == []


def test_a_redirection_stays_on_the_public_site(derriere: Site) -> None:
    for chemin in ("/carnet/", "/connexion/", "//mal.exemple", "//mal.exemple/carnet", "/carnet"):
        lieu = ask(derriere, chemin, {"Host": "interne", **cookie("alice")}).en_tetes.get("location", "/")
        assert lieu.startswith(("/", "https://interne/")), chemin
        assert not lieu.startswith("//"), chemin


def test_nothing_calls_out(serveur: BaseLocale) -> None:
    dossier, base, port = Path(tempfile.mkdtemp(prefix="caprse-guet-")), "guet", find_port()
    create_base(serveur, base, GABARIT)
    monde, registre, journal = fill_base(serveur, base), dossier / "registre", dossier / "journal"
    adresse = f"http://127.0.0.1:{port}"
    environ = clean_environ() | {"CAPRSE_DATABASE_URL": serveur.url(APPLICATION, base), "CAPRSE_VAR": str(dossier)}
    commande = [sys.executable, "-c", GUETTEUR, str(registre), "lancer", "--adresse", "127.0.0.1", "--port", str(port)]
    with run_serveur_web(commande, f"{adresse}/sante", journal, environ) as pid:
        site = Site(adresse, serveur, base, monde, journal, pid)
        for origine in ("https://mal.exemple", "http://8.8.8.8", adresse, f"http://localhost:{port}", "null"):
            for nom in (None, "alice"):
                shake(site, {"Origin": origine, **cookie(nom)})
                ask(site, "/_stcore/health", {"Origin": origine, **cookie(nom)})
        with open_ligne(site, "alice") as ligne:
            run_script(ligne)
    demandes = registre.read_text().splitlines()
    assert "socket.getaddrinfo localhost" in demandes
    assert [demande for demande in demandes if not any(ici in demande for ici in ICI)] == []
    drop_base(serveur, base)
