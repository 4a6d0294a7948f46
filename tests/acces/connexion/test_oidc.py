"""Login with an identity provider: whom it may become, then the whole exchange between three real servers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from caprse.acces.comptes.service import set_actif
from caprse.acces.connexion import oidc
from caprse.acces.connexion.oidc import build_secrets, open_session_oidc, read_identite
from caprse.acces.jetons import COOKIE
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.socle.base_locale import APPLICATION, BaseLocale
from caprse.socle.erreurs import Refus
from caprse.socle.reglages import Reglages
from tests.acces.connexion.fournisseur import CLIENT, CLIENT_SECRET, Fournisseur, run_fournisseur
from tests.base import execute
from tests.courrier.serveur import find_port
from tests.monde import Monde

ALICE = {"is_logged_in": True, "email": "Alice@Exemple.test", "email_verified": True, "provider": "default"}


def _enter(identite: dict[str, Any]) -> str:
    with open_unit_systeme() as unit:
        return open_session_oidc(unit, identite, "Essai")


@pytest.mark.parametrize("verifie", [True, "true"])
def test_a_verified_address_opens_the_session_of_its_account(monde: Monde, verifie: object) -> None:
    with open_unit(jeton=_enter({**ALICE, "email_verified": verifie})) as unit:
        assert unit.acteur.compte_id == monde.comptes["alice"]


DEFAUTS: tuple[dict[str, Any], ...] = (
    {"email_verified": False},
    {"email_verified": None},
    {"email_verified": "false"},
    {"email_verified": 1.5},
    {"is_logged_in": False},
    {"is_logged_in": "true"},
    {"email": None},
    {"email": ["alice@exemple.test"]},
    {"email": "inconnue@exemple.test"},
    {"email": ""},
    {"email": "%"},
    {"email": "\u212aarl@exemple.test"},
)


def test_what_the_provider_does_not_vouch_for_opens_nothing(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        unit.db.connection().exec_driver_sql("insert into compte (courriel, nom) values ('karl@exemple.test', 'Karl')")
    incompletes = [
        {n: v for n, v in ALICE.items() if n != absent} for absent in ("email", "email_verified", "is_logged_in")
    ]
    for identite in [*incompletes, *({**ALICE, **defaut} for defaut in DEFAUTS)]:
        with pytest.raises(Refus):
            _enter(identite)
    assert execute("select count(*) from session_web") == [(0,)]


def test_no_account_is_ever_created(monde: Monde) -> None:
    with pytest.raises(Refus, match="Demandez une invitation"):
        _enter({**ALICE, "email": "inconnue@exemple.test"})
    assert execute("select count(*) from compte") == [(10,)]


def test_a_closed_account_stays_closed(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["alice"], False)
    with pytest.raises(Refus, match="Aucun compte"):
        _enter(ALICE)


def test_without_a_provider_streamlit_gets_no_secret() -> None:
    assert build_secrets(Reglages()) is None


@pytest.mark.parametrize(("age", "attendu"), [(14 * 60, "alice@exemple.test"), (16 * 60, None)])
def test_the_proof_serves_for_fifteen_minutes(monkeypatch: pytest.MonkeyPatch, age: int, attendu: str | None) -> None:
    secret = "un-long-secret-de-cookie-pour-les-essais"
    monkeypatch.setattr(oidc, "get_cookie_secret", lambda: secret)
    instant = time.time() - age
    with monkeypatch.context() as avant:
        avant.setattr("itsdangerous.timed.time.time", lambda: instant)
        preuve = create_signed_value(secret, USER_COOKIE_NAME, json.dumps({"email": "alice@exemple.test"})).decode()
    request = Request({"type": "http", "headers": [(b"cookie", f"{USER_COOKIE_NAME}={preuve}".encode())]})
    assert (read_identite(request) or {}).get("email") == attendu


# One process has one Streamlit: the workbook under test runs in its own.
PROGRAMME = """
import sys
import streamlit as st
import uvicorn
from caprse.acces.connexion.oidc import build_secrets
from caprse.acces.porte.web import routes
from caprse.socle.base import create_moteur
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages

url, port, metadata = sys.argv[1], int(sys.argv[2]), sys.argv[3]
reglages = Reglages(
    adresse_publique=f"http://localhost:{port}", oidc_metadata_url=metadata, oidc_client_id=sys.argv[4],
    oidc_client_secret=sys.argv[5], oidc_cookie_secret="un-long-secret-de-cookie-pour-les-essais",
    oidc_nom="Fournisseur d’essai",
)
set_installation(Installation(reglages, create_moteur(url), None))
uvicorn.run(st.App(sys.argv[6], routes=routes(), secrets=build_secrets(reglages)), port=port, log_level="warning")
"""


@contextmanager
def _run_cahier(url: str, port: int, fournisseur: Fournisseur, script: str) -> Iterator[str]:
    adresse = f"http://localhost:{port}"
    processus = subprocess.Popen(
        [sys.executable, "-c", PROGRAMME, url, str(port), fournisseur.metadata_url, CLIENT, CLIENT_SECRET, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        for _ in range(600):
            assert processus.poll() is None, processus.stdout.read() if processus.stdout else ""
            try:
                httpx.get(f"{adresse}/connexion")
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        yield adresse
    finally:
        processus.terminate()
        processus.communicate(timeout=20)


@pytest.fixture
def echange(
    monde: Monde, serveur: BaseLocale, base: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Fournisseur]]:
    """The workbook's address and the provider it trusts."""
    script = tmp_path_factory.mktemp("script") / "vide.py"
    script.write_text("", encoding="utf-8")
    with (
        run_fournisseur(find_port()) as fournisseur,
        _run_cahier(serveur.url(APPLICATION, base), find_port(), fournisseur, str(script)) as adresse,
    ):
        yield adresse, fournisseur


def _come_back(navigateur: httpx.Client, depart: str = "/connexion/oidc") -> httpx.Response:
    """Go to the provider and back, as a browser does, up to the home page."""
    retour = navigateur.get(depart)
    while retour.has_redirect_location and retour.headers["location"] != "/":
        assert retour.next_request is not None
        retour = navigateur.send(retour.next_request)
    return retour


def test_the_whole_exchange_ends_in_an_ordinary_session(echange: tuple[str, Fournisseur], monde: Monde) -> None:
    adresse, fournisseur = echange
    with httpx.Client(base_url=adresse) as navigateur:
        assert "Se connecter avec Fournisseur d’essai" in navigateur.get("/connexion").text

        fournisseur.dires = {"email": "alice@exemple.test", "email_verified": True}
        assert _come_back(navigateur).headers["location"] == "/"
        assert COOKIE not in navigateur.cookies, "coming back does not log in by itself: a GET changes nothing"
        preuve = dict(navigateur.cookies)
        page = navigateur.get("/connexion").text
        assert "Vous êtes reconnu comme <strong>alice@exemple.test</strong>" in page
        etranger = navigateur.post("/connexion/oidc", headers={"Origin": "https://mal.exemple"})
        assert etranger.status_code == 403

        entree = navigateur.post("/connexion/oidc")
        assert (entree.status_code, entree.headers["location"]) == (303, "/")
        with open_unit(jeton=navigateur.cookies[COOKIE]) as unit:
            assert unit.acteur.compte_id == monde.comptes["alice"]
        assert [nom for nom in navigateur.cookies if nom.startswith("_streamlit_user")] == [], "the proof is gone"
        assert "_streamlit_user" in preuve

        # Someone whose address the provider does not vouch for, or whom nobody invited.
        for dires, phrase in (
            ({"email": "bob@exemple.test", "email_verified": False}, "ne garantit pas"),
            ({"email": "inconnue@exemple.test", "email_verified": True}, "Aucun compte"),
        ):
            fournisseur.dires = dires
            _come_back(navigateur)
            refus = navigateur.post("/connexion/oidc")
            assert refus.status_code == 403
            assert phrase in refus.text
            assert [nom for nom in navigateur.cookies if nom.startswith("_streamlit_user")] == []
        assert execute("select count(*) from session_web") == [(1,)]

    # Where they were going comes back with them, once; another site does not.
    fournisseur.dires = {"email": "alice@exemple.test", "email_verified": True}
    for depart, arrivee in ((r"/carnet%3Fetape%3DGOV-A", "/carnet?etape=GOV-A"), ("//mal.exemple", "/"), ("", "/")):
        with httpx.Client(base_url=adresse) as navigateur:
            _come_back(navigateur, f"/connexion/oidc?suite={depart}")
            page = navigateur.get("/connexion").text
            champ = re.search(r'name="suite" value="([^"]*)"', page)
            entree = navigateur.post("/connexion/oidc", data={"suite": champ[1] if champ else ""})
            assert (entree.status_code, entree.headers["location"]) == (303, arrivee)
            assert 'name="suite"' not in navigateur.get("/connexion").text

    # A proof forged, cut, or signed by another is no proof.
    for valeur in ("x", preuve["_streamlit_user"][:-2], preuve["_streamlit_user"].swapcase()):
        retour = httpx.post(f"{adresse}/connexion/oidc", headers={"Cookie": f"_streamlit_user={valeur}"})
        assert (retour.status_code, retour.headers["location"]) == (303, "/connexion")
