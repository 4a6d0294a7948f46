"""The door of the control, as a browser meets it: recorded or refused, by whom, and never said before it is so."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette

from caprse.acces.brouillons import Ecrit, list_brouillons
from caprse.acces.connexion.sessions import close_session, open_session
from caprse.acces.jetons import COOKIE
from caprse.acces.porte.echange import TAILLE_MAX
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.controle.service import Envoi, list_etats, name_refusee, submit
from caprse.carnet.controle.web import SCRIPT, routes
from caprse.carnet.regles import Saisie, complete_lien, is_cible_passee
from caprse.carnet.service import VIDE
from caprse.socle.installation import Installation
from tests.acces.navigateur import create_navigateur
from tests.base import count_rows, execute
from tests.carnet.exemples import PLEINE
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde

CODE = "T01-01"
SITE = {"Sec-Fetch-Site": "same-origin"}


def open_client(monde: Monde, personne: str) -> httpx.Client:
    with open_unit_systeme() as unit:
        jeton = open_session(unit, monde.comptes[personne], "Firefox sur Windows")
    client = create_navigateur(Starlette(routes=routes()))
    client.cookies.set(COOKIE, jeton)
    return client


def build_corps(monde: Monde, saisie: Saisie, version: int = 0, vue: Saisie = VIDE, **autres: Any) -> dict[str, Any]:
    return {
        "carnet": str(monde.carnets[0]),
        "critere": CODE,
        "saisie": asdict(saisie),
        "version": version,
        "vue": asdict(vue),
        **autres,
    }


def read_reponses() -> list[tuple[Any, ...]]:
    return execute("select critere, niveau, commentaire, trace_lien, cible, version from reponse")


def read_brouillons(monde: Monde) -> dict[str, Ecrit]:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return list_brouillons(unit)


def test_an_answer_is_said_to_be_recorded_once_it_is(monde: Monde) -> None:
    retour = open_client(monde, "alice").post("/reponses", json=build_corps(monde, Saisie(niveau=2)), headers=SITE)
    assert retour.status_code == 200
    dit = retour.json()
    assert (dit["version"], dit["saisie"]["niveau"], dit["auteur"], dit["conflits"]) == (1, 2, "Alice", None)
    assert dit["quand"].startswith("à ")
    assert retour.headers["cache-control"] == "no-store"
    assert read_reponses() == [(CODE, 2, "", "", None, 1)]
    assert execute("select count(*) from journal where objet = 'reponse'") == [(1,)]


def test_the_same_answer_sent_again_is_the_same_answer(monde: Monde) -> None:
    client = open_client(monde, "alice")
    corps = build_corps(monde, Saisie(niveau=2, commentaire="Vu en équipe"))
    versions = [client.post("/reponses", json=corps, headers=SITE).json()["version"] for _ in range(3)]
    assert versions == [1, 1, 1]


def test_two_colleagues_touch_different_fields_and_both_stay(monde: Monde) -> None:
    alice, ali = open_client(monde, "alice"), open_client(monde, "ali")
    alice.post("/reponses", json=build_corps(monde, Saisie(niveau=2)), headers=SITE)
    dit = ali.post("/reponses", json=build_corps(monde, Saisie(commentaire="Vu")), headers=SITE).json()
    assert (dit["saisie"]["niveau"], dit["saisie"]["commentaire"], dit["version"]) == (2, "Vu", 2)


@pytest.mark.parametrize("garder", [True, False])
def test_a_conflict_waits_in_the_base_until_one_of_them_chooses(monde: Monde, garder: bool) -> None:
    alice, ali = open_client(monde, "alice"), open_client(monde, "ali")
    alice.post("/reponses", json=build_corps(monde, Saisie(niveau=1)), headers=SITE)
    dit = ali.post("/reponses", json=build_corps(monde, Saisie(niveau=3)), headers=SITE).json()
    assert (dit["saisie"]["niveau"], dit["auteur"]) == (1, "Alice")
    [conflit] = dit["conflits"]
    assert (conflit["champ"], conflit["contenu"]["niveau"], conflit["auteur"], conflit["mien"]) == (
        "choix",
        3,
        "Ali",
        True,
    )
    # The colleague learns of it at their next look.
    vu = alice.get(f"/reponses/{monde.carnets[0]}").json()
    assert vu["etats"][CODE]["conflits"][0]["mien"] is False
    decision = {
        "carnet": str(monde.carnets[0]),
        "critere": CODE,
        "champ": "choix",
        "compte": conflit["compte"],
        "garder": garder,
        "version": 1,
        "vue": asdict(Saisie(niveau=1)),
    }
    fini = alice.post("/reponses/choix", json=decision, headers=SITE)
    assert fini.status_code == 200
    assert [ligne[1] for ligne in read_reponses()] == [3 if garder else 1]
    assert count_rows("conflit") == 0
    # Chosen already: said, and nothing changes.
    assert alice.post("/reponses/choix", json=decision, headers=SITE).json()["suite"] == "refus"


def test_what_did_not_move_is_not_said_again(monde: Monde, installation: Installation) -> None:
    client, chemin = open_client(monde, "alice"), f"/reponses/{monde.carnets[0]}"
    premier = client.get(chemin).json()
    assert premier["etats"] == {}
    with count_statements(installation.moteur) as vues:
        assert client.get(chemin, params={"vu": premier["marque"]}).status_code == 204
    assert len(vues) <= 2
    open_client(monde, "ali").post("/reponses", json=build_corps(monde, Saisie(niveau=2)), headers=SITE)
    suite = client.get(chemin, params={"vu": premier["marque"]}).json()
    assert suite["etats"][CODE]["auteur"] == "Ali"
    assert suite["carnet"] == premier["carnet"]
    execute("update carnet set etat = 'transmis', version = version + 1")
    assert client.get(chemin, params={"vu": suite["marque"]}).json()["carnet"] != premier["carnet"]


def test_only_those_who_answer_may_write_and_only_those_of_the_carnet_may_look(monde: Monde) -> None:
    def write(unit: Any) -> None:
        submit(unit, Envoi(monde.carnets[0], CODE, Saisie(niveau=2), 0))

    check_rights(monde, {"alice", "ali"}, write)
    lecteurs = {"alice", "ali", "aya", "anna"}
    check_rights(monde, lecteurs, lambda unit: list_etats(unit, monde.carnets[0], ""))
    retour = open_client(monde, "bob").post("/reponses", json=build_corps(monde, Saisie(niveau=2)), headers=SITE)
    assert "introuvable" in retour.json()["phrase"]
    assert read_reponses() == []


def test_without_a_session_nothing_is_read_nor_written(monde: Monde) -> None:
    client = open_client(monde, "alice")
    with open_unit_systeme() as unit:
        close_session(unit, client.cookies[COOKIE])
    for _ in range(2):
        dit = client.post("/reponses", json=build_corps(monde, Saisie(niveau=2)), headers=SITE).json()
        assert dit["suite"] == "session"
        assert client.get(f"/reponses/{monde.carnets[0]}").json()["suite"] == "session"
        client.cookies.clear()
    assert read_reponses() == []


@pytest.mark.parametrize(
    ("corps", "en_tetes", "statut"),
    [
        ({"niveau": True}, SITE, 400),
        ({"niveau": "2"}, SITE, 400),
        ({"niveau": 2.0}, SITE, 400),
        ({"commentaire": 3}, SITE, 400),
        ({"niveau": 9}, SITE, 200),
        ({"niveau": -1}, SITE, 200),
        ({"niveau": 10**30}, SITE, 200),
        ({"commentaire": "x" * 4001}, SITE, 200),
        ({"trace_lien": "javascript:alert(1)"}, SITE, 200),
        ({"niveau": 3, "cible": 1}, SITE, 200),
        ({"non_concerne": True}, SITE, 200),
        ({"niveau": 2}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({"niveau": 2}, {**SITE, "Content-Type": "text/plain"}, 415),
        ({"commentaire": "x" * TAILLE_MAX}, SITE, 413),
    ],
)
def test_every_value_is_looked_at_again(
    monde: Monde, corps: dict[str, Any], en_tetes: dict[str, str], statut: int
) -> None:
    client = open_client(monde, "alice")
    envoi = build_corps(monde, VIDE)
    envoi["saisie"] |= corps
    retour = client.post("/reponses", json=envoi, headers=en_tetes)
    assert retour.status_code == statut
    assert retour.json()["suite"] == "refus"
    assert retour.json()["phrase"].endswith(".")
    assert read_reponses() == []


@pytest.mark.parametrize("corps", [b"", b"{", b"[]", b"null", b'{"carnet": "x"}', b"\xff"])
def test_what_is_no_answer_is_refused(monde: Monde, corps: bytes) -> None:
    en_tetes = {**SITE, "Content-Type": "application/json"}
    assert open_client(monde, "alice").post("/reponses", content=corps, headers=en_tetes).status_code == 400


def test_what_was_refused_waits_in_a_draft_until_it_is_recorded_or_given_up(monde: Monde) -> None:
    client, place = open_client(monde, "alice"), name_refusee(monde.carnets[0], CODE)
    refusee = Saisie(niveau=2, trace_lien="ftp://exemple.test")
    assert client.post("/reponses", json=build_corps(monde, refusee), headers=SITE).json()["suite"] == "refus"
    assert read_brouillons(monde)[place].champs == {"trace_lien": "ftp://exemple.test"}
    client.post("/reponses", json=build_corps(monde, VIDE, refusee=True), headers=SITE)
    assert read_brouillons(monde) == {}
    assert read_reponses() == []
    client.post("/reponses", json=build_corps(monde, refusee), headers=SITE)
    client.post("/reponses", json=build_corps(monde, Saisie(niveau=2), refusee=True), headers=SITE)
    assert read_brouillons(monde) == {}
    assert [ligne[1] for ligne in read_reponses()] == [2]


def test_a_locked_carnet_says_why(monde: Monde) -> None:
    execute("update carnet set etat = 'transmis'")
    retour = open_client(monde, "alice").post("/reponses", json=build_corps(monde, Saisie(niveau=2)), headers=SITE)
    assert retour.json()["suite"] == "refus"
    assert "Ce carnet est transmis" in retour.json()["phrase"]


def test_a_cible_that_is_reached_goes_away_by_itself(monde: Monde) -> None:
    client = open_client(monde, "alice")
    vue = Saisie(niveau=1, cible=2)
    client.post("/reponses", json=build_corps(monde, vue), headers=SITE)
    dit = client.post("/reponses", json=build_corps(monde, replace(vue, niveau=3), 1, vue), headers=SITE).json()
    assert (dit["saisie"]["niveau"], dit["saisie"]["cible"]) == (3, None)


def test_one_answer_costs_few_statements(monde: Monde, installation: Installation) -> None:
    client = open_client(monde, "alice")
    client.post("/reponses", json=build_corps(monde, Saisie(niveau=1)), headers=SITE)
    with count_statements(installation.moteur) as vues:
        corps = build_corps(monde, PLEINE, 1, Saisie(niveau=1))
        assert client.post("/reponses", json=corps, headers=SITE).json()["version"] == 2
    assert len(vues) <= 3


@pytest.mark.parametrize(
    ("tape", "attendu"),
    [
        ("exemple.test/charte", "https://exemple.test/charte"),
        (" www.exemple.test ", "https://www.exemple.test"),
        ("exemple.test:8080/a?b=c", "https://exemple.test:8080/a?b=c"),
        ("http://exemple.test", "http://exemple.test"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("nom@exemple.test", "nom@exemple.test"),
        ("charte", "charte"),
        ("", ""),
    ],
)
def test_an_address_is_completed_as_a_browser_would(tape: str, attendu: str) -> None:
    assert complete_lien(tape) == attendu


def test_a_cible_is_never_below_the_niveau() -> None:
    assert is_cible_passee(Saisie(niveau=3, cible=2))
    for saisie in (Saisie(niveau=3, cible=3), Saisie(cible=0), Saisie(niveau=4), Saisie(niveau=0, cible=4)):
        assert not is_cible_passee(saisie)


def test_the_script_writes_no_html_of_its_own() -> None:
    for interdit in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert interdit not in SCRIPT


def test_the_carnet_of_another_structure_is_not_told(monde: Monde) -> None:
    client = open_client(monde, "bob")
    dits = [client.get(f"/reponses/{carnet}").json() for carnet in (monde.carnets[0], UUID(int=1))]
    assert dits[0] == dits[1]
    assert "introuvable" in dits[0]["phrase"]
