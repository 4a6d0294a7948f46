"""The door of the starting point: recorded or refused, and a colleague's answer comes with the refusal."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from caprse.acces.connexion.sessions import open_session
from caprse.acces.jetons import COOKIE
from caprse.acces.unite import open_unit_systeme
from caprse.carnet.positionnement.web import routes
from caprse.carnet.regles import Saisie
from caprse.carnet.service import VIDE
from tests.acces.navigateur import create_navigateur
from tests.base import execute
from tests.monde import Monde

SITE = {"Sec-Fetch-Site": "same-origin"}


def open_client(monde: Monde, personne: str) -> httpx.Client:
    client = create_navigateur(Starlette(routes=routes()))
    with open_unit_systeme() as unit:
        client.cookies.set(COOKIE, open_session(unit, monde.comptes[personne], "Firefox sur Windows"))
    return client


def send(monde: Monde, personne: str, saisie: Saisie, version: int = 0) -> dict[str, Any]:
    corps = {
        "carnet": str(monde.structures[0]),
        "critere": monde.enjeux[0],
        "saisie": asdict(saisie),
        "version": version,
        "vue": asdict(VIDE),
    }
    dit: dict[str, Any] = open_client(monde, personne).post("/positions", json=corps, headers=SITE).json()
    return dit


def test_an_answer_is_said_to_be_recorded_once_it_is(monde: Monde) -> None:
    dit = send(monde, "alice", Saisie(niveau=2))
    assert (dit["version"], dit["saisie"]["niveau"], dit["auteur"]) == (1, 2, "Alice")
    # Sent again, its acknowledgment being lost: the same answer. Non concerné asks for no motif here.
    assert send(monde, "alice", Saisie(niveau=2))["version"] == 1
    assert send(monde, "alice", Saisie(non_concerne=True), 1)["saisie"]["non_concerne"]
    assert execute("select niveau, non_concerne, version from positionnement") == [(None, True, 2)]


def test_a_colleague_who_answered_meanwhile_is_shown_instead(monde: Monde) -> None:
    send(monde, "ali", Saisie(niveau=3))
    dit = send(monde, "alice", Saisie(niveau=1))
    assert dit["suite"] == "refus"
    assert "Ali a répondu" in dit["phrase"]
    assert (dit["etat"]["saisie"]["niveau"], dit["etat"]["version"], dit["etat"]["auteur"]) == (3, 1, "Ali")
    # Seen, it may be changed.
    assert send(monde, "alice", Saisie(niveau=1), 1)["version"] == 2


@pytest.mark.parametrize("personne", ["aya", "bob", "charlie", "anna", "clara", "adam", "fanny", "personne"])
def test_others_do_not_answer(monde: Monde, personne: str) -> None:
    dit = send(monde, personne, Saisie(niveau=1))
    assert (dit["suite"], "etat" in dit) == ("refus", False)
    assert execute("select count(*) from positionnement") == [(0,)]


def test_what_a_colleague_answers_comes_by_itself(monde: Monde) -> None:
    client = open_client(monde, "alice")
    adresse = f"/positions/{monde.structures[0]}"
    vide = client.get(adresse).json()
    assert (vide["carnet"], vide["etats"]) == ("ouvert", {})
    assert client.get(adresse, params={"vu": vide["marque"]}).status_code == 204
    send(monde, "ali", Saisie(niveau=3))
    dit = client.get(adresse, params={"vu": vide["marque"]}).json()
    assert dit["etats"][monde.enjeux[0]]["saisie"]["niveau"] == 3
    assert open_client(monde, "bob").get(adresse).json()["suite"] == "refus"
