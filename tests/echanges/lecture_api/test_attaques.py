"""A key that is not the right one, an address that asks too much: a status, a sentence, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from caprse.acces.jetons import COOKIE, create_jeton
from caprse.acces.unite import open_unit
from caprse.echanges.lecture_api.description import TABLES
from caprse.echanges.lecture_api.regles import Portee, read_porteur
from caprse.echanges.lecture_api.service import LieuCle, stop_cle
from caprse.socle.base import create_moteur
from caprse.socle.installation import Installation, set_installation
from tests.acces.navigateur import create_navigateur
from tests.base import execute, get_value
from tests.conftest import Horloge
from tests.echanges.lecture_api.scene import create_programme, make_cle
from tests.monde import Monde

RACINE = "/api/v1"
INJECTION = "1' or '1'='1'; drop table cle_lecture; --"


def _refuse(reponse: httpx.Response, statut: int) -> str:
    assert reponse.status_code == statut, reponse.text
    assert reponse.headers["content-type"] == "application/problem+json"
    probleme = reponse.json()
    assert probleme["status"] == statut
    phrase: str = probleme["detail"]
    assert phrase.endswith(".")
    assert phrase.count(". ") == 0
    return phrase


def test_a_key_of_a_structure_says_nothing_of_another(monde: Monde) -> None:
    lignes = (
        create_programme(make_cle(monde, "alice", monde.structures[0])).get(f"{RACINE}/reponses").json()["donnees"]
    )
    assert {ligne["structure"] for ligne in lignes} == {"Collectif A – structure 0"}
    ailleurs = (
        create_programme(make_cle(monde, "bob", monde.structures[1])).get(f"{RACINE}/reponses").json()["donnees"]
    )
    assert {ligne["structure"] for ligne in ailleurs} == {"Collectif A – structure 1"}


@pytest.mark.parametrize("chemin", [f"{RACINE}/cle", *TABLES])
def test_no_key_a_guessed_key_and_what_is_no_key_open_nothing(monde: Monde, chemin: str) -> None:
    make_cle(monde)
    assert create_programme().get(chemin).headers["www-authenticate"] == "Bearer"
    for cle in (None, "", "x", "cap_x", f"cap_{create_jeton()}", INJECTION, "cap_" + "é" * 43, "cap_" + "a" * 9000):
        en_tetes = {} if cle is None else {b"Authorization": f"Bearer {cle}".encode()}
        _refuse(create_programme().get(chemin, headers=en_tetes), 401)


def test_a_session_is_no_key(monde: Monde) -> None:
    programme = create_programme()
    programme.cookies.set(COOKIE, make_cle(monde), domain="localhost.local", path="/")
    _refuse(programme.get(f"{RACINE}/cle"), 401)


def test_a_stopped_key_and_one_that_has_ended_read_no_more(monde: Monde, horloge: Horloge) -> None:
    cle = make_cle(monde)
    programme = create_programme(cle)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        stop_cle(unit, LieuCle(monde.collectif), get_value("select id from cle_lecture"))
    arretee = _refuse(programme.get(f"{RACINE}/cle"), 401)
    programme = create_programme(make_cle(monde, jours=90))
    horloge.instant += timedelta(days=90)
    assert _refuse(programme.get(f"{RACINE}/cle"), 401) == arretee


@pytest.mark.parametrize(
    "perte", ["delete from habilitation where compte_id = :c", "update compte set actif = false where id = :c"]
)
def test_a_key_sleeps_once_its_maker_has_left_their_role(monde: Monde, perte: str) -> None:
    programme = create_programme(make_cle(monde, "alice", monde.structures[0]))
    assert programme.get(f"{RACINE}/reponses").status_code == 200
    execute(perte, c=monde.comptes["alice"])
    for chemin in (f"{RACINE}/cle", *TABLES):
        _refuse(programme.get(chemin), 403)


def test_a_direction_that_now_only_contributes_reads_no_more_by_program(monde: Monde) -> None:
    programme = create_programme(make_cle(monde, "alice", monde.structures[0]))
    execute("update habilitation set role = 'contribution' where compte_id = :c", c=monde.comptes["alice"])
    _refuse(programme.get(f"{RACINE}/reponses"), 403)


@pytest.mark.parametrize("portee", Portee)
def test_a_key_opens_what_it_names_and_nothing_beside(monde: Monde, portee: Portee) -> None:
    programme = create_programme(make_cle(monde, portees=[portee]))
    statuts = {chemin: programme.get(chemin).status_code for chemin in TABLES}
    assert statuts == {chemin: 200 if table.portee is portee else 403 for chemin, table in TABLES.items()}


@pytest.mark.parametrize("nom", ["cle", "token", "access_token", "apres"])
def test_a_key_in_an_address_is_refused_whatever_stands_in_the_header(monde: Monde, nom: str) -> None:
    cle = make_cle(monde)
    phrase = _refuse(create_programme(cle).get(f"{RACINE}/cle", params={nom: cle}), 400)
    assert cle not in phrase
    assert "adresse" in phrase
    _refuse(create_programme().get(f"{RACINE}/{cle}"), 400)


@pytest.mark.parametrize("methode", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_it_only_reads(monde: Monde, methode: str) -> None:
    reponse = create_programme(make_cle(monde)).request(methode, f"{RACINE}/reponses", content=b"{}")
    _refuse(reponse, 405)
    assert reponse.headers["allow"] == "GET, HEAD"


def test_only_the_headers_are_given_to_who_asks_for_them(monde: Monde) -> None:
    assert create_programme(make_cle(monde)).head(f"{RACINE}/cle").status_code == 200


@pytest.mark.parametrize(
    "demande",
    [
        {"limite": "1000000000"},
        {"limite": "0"},
        {"limite": "-1"},
        {"limite": "dix"},
        {"limite": ["5", "5"]},
        {"apres": INJECTION},
        {"apres": "1"},
        {"apres": "99999999999999999999.00000000-0000-0000-0000-000000000000"},
        {"apres": "1." + "z" * 30},
        {"apres": "a" * 10_000},
        {"format": "xml"},
        {"collectif": "00000000-0000-0000-0000-000000000000"},
        {"structure": INJECTION},
        {"": ""},
    ],
)
def test_what_an_address_may_not_ask_is_refused_in_one_sentence(monde: Monde, demande: dict[str, Any]) -> None:
    _refuse(create_programme(make_cle(monde)).get(f"{RACINE}/reponses", params=demande), 400)


@pytest.mark.parametrize("chemin", TABLES)
@pytest.mark.parametrize("apres", ["x", "0", "-5", "9999", "2026-03-20.x", "1.1", "é", "\x00", "2026-99-99.1"])
def test_no_place_to_begin_at_breaks_anything(monde: Monde, chemin: str, apres: str) -> None:
    reponse = create_programme(make_cle(monde)).get(chemin, params={"apres": apres})
    assert reponse.status_code in {200, 400}, reponse.text


@pytest.mark.parametrize(
    "chemin", ["/api", "/api/", "/api/v1", "/api/v2/reponses", "/api/v1/reponses/", "/api/v1/../v1/x"]
)
def test_another_address_is_told_as_a_program_reads_it(monde: Monde, chemin: str) -> None:
    _refuse(create_programme(make_cle(monde)).get(chemin), 404)


@pytest.mark.parametrize(
    "valeurs",
    [
        [],
        ["Basic abc"],
        ["Bearer"],
        ["Bearer cap_" + "a" * 43, "Bearer cap_" + "b" * 43],
        ["Bearer cap_" + "a" * 43 + "\r\nX-Autre: 1"],
        ["Bearer cap_" + "a" * 43 + ", Bearer cap_" + "b" * 43],
        ["Bearer\tcap_" + "a" * 43],
        ["Bearer cap_" + "a" * 42 + "\n"],
    ],
)
def test_a_header_that_is_not_in_its_one_form_is_no_key(valeurs: list[str]) -> None:
    assert read_porteur(valeurs) is None


def test_a_base_that_is_away_is_said_and_asked_again_later(monde: Monde, installation: Installation) -> None:
    cle = make_cle(monde)
    set_installation(replace(installation, moteur=create_moteur("postgresql://caprse_app@127.0.0.1:1/absente")))
    reponse = create_programme(cle).get(f"{RACINE}/cle")
    assert reponse.status_code == 503
    assert reponse.headers["retry-after"] == "30"
    set_installation(installation)


def test_the_whole_application_answers_there_without_streamlit(monde: Monde) -> None:
    from caprse.web import build_app

    programme = create_navigateur(build_app())
    _refuse(programme.get(f"{RACINE}/cle"), 401)
    _refuse(programme.get(f"{RACINE}/inconnue"), 404)
    programme.headers["Authorization"] = f"Bearer {make_cle(monde)}"
    reponse = programme.get(f"{RACINE}/cle")
    assert reponse.status_code == 200
    assert reponse.headers["x-content-type-options"] == "nosniff"
    assert reponse.headers["content-security-policy"].startswith("default-src 'none'")
    assert "access-control-allow-origin" not in reponse.headers
