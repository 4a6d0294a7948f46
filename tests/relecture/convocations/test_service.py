"""Asked to come, by mail: once, again only those who did not answer; answered with the link alone, in time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette

from caprse.acces.porte.web import routes as routes_acces
from caprse.acces.unite import open_unit
from caprse.collectif.rencontres.presences import settle_presences
from caprse.collectif.rencontres.regles import EtatPresence
from caprse.collectif.rencontres.service import cancel_rencontre
from caprse.courrier.facteur import send_courriels
from caprse.relecture.convocations.regles import LIBELLES_REPONSE, Reponse, compute_presence
from caprse.relecture.convocations.service import (
    Envoi,
    announce_presence,
    answer_convocation,
    list_convies,
    send_convocations,
)
from caprse.relecture.convocations.web import routes
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.acces.navigateur import create_navigateur
from tests.base import execute
from tests.conftest import Horloge
from tests.courrier.serveur import Boite, read_page, read_texte, with_smtp
from tests.droits import check_rights
from tests.monde import Monde

ADRESSE = "https://cahier.exemple.test"
VIENT, PEUT_ETRE, ABSENT = Reponse
MOT = "On fêtera <b>les deux ans</b> !"


@pytest.fixture
def client(monde: Monde) -> httpx.Client:
    return create_navigateur(Starlette(routes=[*routes_acces(), *routes()]), ADRESSE)


def _send(monde: Monde, rencontre: UUID, message: str = "") -> Envoi:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return send_convocations(unit, rencontre, message)


def _read_liens(boite: Boite) -> dict[str, str]:
    """The link of each person's latest mail."""
    liens = {}
    for message in boite.messages():
        [lien] = re.findall(rf"{ADRESSE}(/convocation/\S+)", read_texte(message))
        liens[str(message["To"]).split("@")[0]] = lien
    return liens


def _list_reponses() -> dict[str, str | None]:
    lignes = execute("select lower(p.nom), v.reponse from convocation v join compte p on p.id = v.compte_id")
    return {str(nom): reponse for nom, reponse in lignes}


def _list_presences() -> list[tuple[str, int]]:
    return [tuple(ligne) for ligne in execute("select etat, personnes from presence order by structure_id")]


@pytest.mark.parametrize(
    ("reponses", "attendue"),
    [
        ([], None),
        ([None, None], None),
        ([VIENT, None], (EtatPresence.VIENDRA, 1)),
        ([VIENT, VIENT, ABSENT], (EtatPresence.VIENDRA, 2)),
        ([ABSENT, None], None),
        ([ABSENT, PEUT_ETRE], (EtatPresence.PEUT_ETRE, 1)),
        ([VIENT, PEUT_ETRE], (EtatPresence.VIENDRA, 1)),
        ([PEUT_ETRE, None], (EtatPresence.PEUT_ETRE, 1)),
        ([ABSENT, ABSENT], (EtatPresence.EXCUSEE, 1)),
    ],
)
def test_a_structure_says_what_its_people_say(
    reponses: list[Reponse | None], attendue: tuple[EtatPresence, int] | None
) -> None:
    assert compute_presence(reponses) == attendue


def test_each_is_asked_once_and_again_only_those_who_did_not_answer(
    installation: Installation, monde: Monde, boite: Boite, rencontre: UUID, horloge: Horloge, client: httpx.Client
) -> None:
    avec = with_smtp(installation, boite, ADRESSE)
    assert _send(monde, rencontre, MOT) == Envoi(3, 0, 0)
    assert _send(monde, rencontre, MOT) == Envoi(0, 0, 0), "the same press, a moment later"
    assert send_courriels(avec) == 3
    liens = _read_liens(boite)
    assert set(liens) == {"alice", "ali", "bob"}
    page = read_page(boite.messages()[0])
    assert "20\u00a0mars\u00a02026, de 9\u00a0h\u00a030 à 11\u00a0h\u00a030" in page
    assert "<b>les deux" not in page
    assert client.post(liens["bob"], data={"reponse": "vient"}).status_code == 200
    horloge.instant += timedelta(days=1)
    assert _send(monde, rencontre, "Un rappel") == Envoi(0, 2, 1)
    assert send_courriels(avec) == 2
    nouveaux = _read_liens(boite)
    assert nouveaux["alice"] != liens["alice"]
    assert client.post(liens["alice"], data={"reponse": "absent"}).status_code == 200, "the first link still answers"
    assert client.post(nouveaux["alice"], data={"reponse": "vient"}).status_code == 200
    assert _list_reponses() == {"alice": "vient", "ali": None, "bob": "vient"}
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        vus = {c.nom: (c.reponse, c.envois) for c in list_convies(unit, monde.collectif, rencontre)}
    assert vus == {
        "Ali": (None, 2),
        "Alice": (EtatPresence.VIENDRA, 2),
        "Bob": (EtatPresence.VIENDRA, 1),
    }
    assert execute("select count(*) from nouvelle where genre = 'convocation'") == [(5,)]


def test_looking_answers_nothing_and_one_press_answers_until_one_changes(
    installation: Installation, monde: Monde, boite: Boite, rencontre: UUID, client: httpx.Client
) -> None:
    avec = with_smtp(installation, boite, ADRESSE)
    _send(monde, rencontre, MOT)
    send_courriels(avec)
    lien = _read_liens(boite)["alice"]
    for _ in range(3):
        assert client.get(lien).status_code == 200
        assert client.head(lien).status_code in {200, 405}
    assert _list_reponses()["alice"] is None, "mail scanners open every link"
    page = client.get(lien).text
    assert all(f'value="{reponse}"' in page for reponse in Reponse)
    assert all(libelle in page for libelle in LIBELLES_REPONSE.values())
    assert "<script" not in page
    assert "vous venez" in client.post(lien, data={"reponse": "vient"}).text
    assert _list_presences() == [("viendra", 1)]
    assert client.post(lien, data={"reponse": "peut_etre"}).status_code == 200
    assert _list_presences() == [("peut_etre", 1)]
    assert client.post(lien, data={"reponse": "absent"}).status_code == 200
    assert _list_presences() == [], "a colleague has not answered"
    assert client.post(_read_liens(boite)["ali"], data={"reponse": "absent"}).status_code == 200
    assert _list_presences() == [("excusee", 1)]
    assert execute("select id from session_web") == [], "no session is opened by such a link"


@pytest.mark.parametrize("reponse", ["", "oui", "vient' or 1=1", "VIENT"])
def test_anything_else_is_refused(
    installation: Installation, monde: Monde, boite: Boite, rencontre: UUID, client: httpx.Client, reponse: str
) -> None:
    avec = with_smtp(installation, boite, ADRESSE)
    _send(monde, rencontre)
    send_courriels(avec)
    retour = client.post(_read_liens(boite)["alice"], data={"reponse": reponse})
    assert retour.status_code == 409
    assert "Choisissez une des trois réponses" in retour.text
    assert _list_reponses()["alice"] is None


def test_a_link_from_elsewhere_or_unknown_answers_nothing(
    installation: Installation, monde: Monde, boite: Boite, rencontre: UUID, client: httpx.Client
) -> None:
    avec = with_smtp(installation, boite, ADRESSE)
    _send(monde, rencontre)
    send_courriels(avec)
    lien = _read_liens(boite)["alice"]
    retour = client.post(lien, data={"reponse": "vient"}, headers={"origin": "https://mal.exemple"})
    assert retour.status_code == 403
    for faux in ("x", lien[:-1], "a" * 500):
        adresse = faux if faux.startswith("/") else f"/convocation/{faux}"
        assert client.get(adresse).status_code == 410
        assert client.post(adresse, data={"reponse": "vient"}).status_code == 410
    jeton = lien.rsplit("/", 1)[-1]
    assert jeton not in str(execute("select empreintes from convocation")), "hashed at rest"
    execute("delete from habilitation where compte_id = :c", c=monde.comptes["alice"])
    assert client.post(lien, data={"reponse": "vient"}).status_code == 410, "of someone who left"
    assert set(_list_reponses().values()) == {None}


def test_it_ends_with_the_meeting(
    installation: Installation, monde: Monde, boite: Boite, rencontre: UUID, client: httpx.Client, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite, ADRESSE)
    _send(monde, rencontre)
    send_courriels(avec)
    lien = _read_liens(boite)["alice"]
    horloge.instant = datetime(2026, 3, 20, 10, 29, tzinfo=UTC)
    assert client.post(lien, data={"reponse": "vient"}).status_code == 200
    horloge.instant = datetime(2026, 3, 20, 10, 30, tzinfo=UTC)
    page = client.get(lien)
    assert (page.status_code, "a eu lieu le 20\u00a0mars\u00a02026" in page.text, "<form" in page.text) == (
        200,
        True,
        False,
    )
    assert client.post(lien, data={"reponse": "absent"}).status_code == 409
    with pytest.raises(Refus, match="trop tard"):
        _send(monde, rencontre)
    assert _list_reponses()["alice"] == "vient"


def test_a_meeting_that_is_cancelled_asks_nobody(
    installation: Installation, monde: Monde, boite: Boite, rencontre: UUID
) -> None:
    avec = with_smtp(installation, boite, ADRESSE)
    _send(monde, rencontre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        cancel_rencontre(unit, rencontre)
    assert send_courriels(avec) == 0
    assert execute("select cle from nouvelle") == []
    with pytest.raises(Refus, match="annulée"):
        _send(monde, rencontre)


def test_what_was_seen_at_the_meeting_stays(monde: Monde, rencontre: UUID) -> None:
    _send(monde, rencontre)
    execute("update rencontre set jour = '2026-03-14', heure = '20:00' where id = :r", r=rencontre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        settle_presences(unit, rencontre, {monde.structures[0]: True})
    for reponse in Reponse:
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            answer_convocation(unit, rencontre, reponse)
        assert ("presente", 1) in _list_presences()


def test_only_the_animation_asks_and_only_who_was_asked_answers(monde: Monde, rencontre: UUID) -> None:
    check_rights(monde, {"anna"}, lambda unit: send_convocations(unit, rencontre))
    _send(monde, rencontre)
    check_rights(monde, {"alice", "ali", "bob"}, lambda unit: answer_convocation(unit, rencontre, "vient"))
    with pytest.raises(SaisieInvalide, match="trop long"):
        _send(monde, rencontre, "x" * 2001)
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["clara"]) as unit:
        list_convies(unit, monde.collectif, rencontre)


def test_each_reads_their_own_answer_and_the_animation_all(monde: Monde, rencontre: UUID) -> None:
    _send(monde, rencontre)
    vus = {"anna": ["Ali", "Alice", "Bob"], "alice": ["Alice"], "bob": ["Bob"], "aya": []}
    for personne, noms in vus.items():
        with open_unit(compte_id=monde.comptes[personne]) as unit:
            assert [convie.nom for convie in list_convies(unit, monde.collectif, rencontre)] == noms
    membres = {"alice", "ali", "aya", "bob", "anna"}
    check_rights(monde, membres, lambda unit: list_convies(unit, monde.collectif, rencontre))


def test_in_the_workbook_who_was_asked_answers_for_themselves_and_others_for_their_structure(
    monde: Monde, rencontre: UUID
) -> None:
    structure = monde.structures[0]
    for etat in (EtatPresence.VIENDRA, EtatPresence.EXCUSEE):
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            announce_presence(unit, rencontre, structure, etat)
        assert _list_presences() == [(etat.value, 1)], "nobody was asked: the structure speaks"
    _send(monde, rencontre)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        announce_presence(unit, rencontre, structure, EtatPresence.EXCUSEE)
    assert _list_reponses() == {"alice": "absent", "ali": None, "bob": None}
    assert _list_presences() == [], "a colleague has not answered"
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        announce_presence(unit, rencontre, structure, EtatPresence.VIENDRA)
    assert _list_presences() == [("viendra", 1)]
    with pytest.raises(SaisieInvalide), open_unit(compte_id=monde.comptes["ali"]) as unit:
        announce_presence(unit, rencontre, structure, EtatPresence.PRESENTE)
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["clara"]) as unit:
        announce_presence(unit, rencontre, structure, EtatPresence.VIENDRA)
