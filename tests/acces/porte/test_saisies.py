"""The door of what is typed: kept for its author alone, beside what the form holds already, never read wrongly."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from caprse.acces.ailleurs import compute_somme, name_ailleurs
from caprse.acces.brouillons import Ecrit, list_brouillons, save_brouillon
from caprse.acces.connexion.sessions import open_session
from caprse.acces.jetons import COOKIE
from caprse.acces.porte.saisies import routes_saisies
from caprse.acces.unite import open_unit, open_unit_systeme
from tests.acces.navigateur import create_navigateur
from tests.base import count_rows
from tests.monde import Monde

SITE = {"Sec-Fetch-Site": "same-origin"}
PLACE = "action/nouvelle"


def open_client(monde: Monde, personne: str | None) -> httpx.Client:
    client = create_navigateur(Starlette(routes=routes_saisies()))
    if personne is not None:
        with open_unit_systeme() as unit:
            client.cookies.set(COOKIE, open_session(unit, monde.comptes[personne], "Firefox sur Windows"))
    return client


def build_corps(monde: Monde, **autres: Any) -> dict[str, Any]:
    return {
        "compte": str(monde.comptes["alice"]),
        "place": PLACE,
        "champ": "quoi",
        "texte": "Écrire la charte",
        "vu": {"quoi": "", "echeance": {"jour": "2026-04-15"}, "version": 0},
        **autres,
    }


def read(monde: Monde) -> dict[str, Ecrit]:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return list_brouillons(unit)


def test_a_text_is_a_draft_of_its_form(monde: Monde) -> None:
    retour = open_client(monde, "alice").post("/saisies", json=build_corps(monde), headers=SITE)
    assert retour.json() == {"garde": True}
    ecrit = read(monde)[PLACE]
    assert dict(ecrit.champs) == {"quoi": "Écrire la charte"}
    assert str(ecrit.vu["echeance"]) == "2026-04-15"


def test_it_stands_beside_what_the_form_holds_already(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_brouillon(unit, PLACE, Ecrit({"pilote": "Le bureau"}, {"quoi": "Avant", "pilote": "", "version": 4}))
    client = open_client(monde, "alice")
    client.post("/saisies", json=build_corps(monde), headers=SITE)
    ecrit = read(monde)[PLACE]
    assert dict(ecrit.champs) == {"pilote": "Le bureau", "quoi": "Écrire la charte"}
    # What was seen when the typing began stays so: a colleague's change meanwhile is still told from it.
    assert ecrit.vu["version"] == 4
    # Typed back to what it was: nothing is left of it.
    client.post("/saisies", json=build_corps(monde, texte="Avant"), headers=SITE)
    assert dict(read(monde)[PLACE].champs) == {"pilote": "Le bureau"}


@pytest.mark.parametrize(
    ("texte", "connu", "garde", "autre"),
    [
        ("Écrire la charte", "", "Écrire la charte", "Trier le papier"),
        ("Trier le papier et le verre", "", "Trier le papier et le verre", None),
        ("Écrire la charte", "Trier le papier", "Écrire la charte", None),
        ("Écrire la charte", "Écrire la charte", "Trier le papier", None),
        ("Écrire la charte", None, "Écrire la charte", None),
    ],
    ids=[
        "both changed it",
        "the one goes on from the other",
        "only here",
        "only there",
        "a page of before says no sum",
    ],
)
def test_what_another_device_typed_since_is_not_lost(
    monde: Monde, texte: str, connu: str | None, garde: str, autre: str | None
) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_brouillon(unit, PLACE, Ecrit({"quoi": "Trier le papier"}, {"quoi": ""}))
    somme = None if connu is None else compute_somme(connu)
    corps = build_corps(monde, texte=texte, connu=somme)
    assert open_client(monde, "alice").post("/saisies", json=corps, headers=SITE).json() == {"garde": True}
    ecrits = read(monde)
    assert ecrits[PLACE].champs["quoi"] == garde
    ailleurs = ecrits.get(name_ailleurs(PLACE))
    assert (ailleurs.champs["quoi"] if ailleurs else None) == autre


def test_another_account_on_the_same_browser_neither_keeps_nor_learns(monde: Monde) -> None:
    dit = open_client(monde, "ali").post("/saisies", json=build_corps(monde), headers=SITE).json()
    assert dit["suite"] == "refus"
    assert "Écrire la charte" not in str(dit)
    assert count_rows("brouillon") == 0


def test_without_a_session_it_waits(monde: Monde) -> None:
    dit = open_client(monde, None).post("/saisies", json=build_corps(monde), headers=SITE).json()
    assert dit["suite"] == "session"


@pytest.mark.parametrize(
    ("autres", "en_tetes"),
    [
        ({"place": "x" * 201}, SITE),
        ({"texte": 3}, SITE),
        ({"role": "animation"}, SITE),
        ({"connu": -1}, SITE),
        ({"vu": {"echeance": {"jour": "demain"}}}, SITE),
        ({"vu": {"echeance": {"autre": 1}}}, SITE),
        ({"vu": {"echeance": {}}}, SITE),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
    ],
)
def test_what_no_form_says_is_refused(monde: Monde, autres: dict[str, Any], en_tetes: dict[str, str]) -> None:
    retour = open_client(monde, "alice").post("/saisies", json=build_corps(monde, **autres), headers=en_tetes)
    assert retour.json()["suite"] == "refus"
    assert count_rows("brouillon") == 0
