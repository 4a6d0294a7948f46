"""The critère given to a colleague, as both see it on the pages."""

from __future__ import annotations

from datetime import date

import pytest

from caprse.acces.unite import open_unit
from caprse.relecture.a_voir.service import give_a_voir
from tests.base import get_value
from tests.ecran import click, list_keys, open_page, read, run
from tests.monde import Monde

CODE = "T01-02"


def test_a_critere_is_given_from_its_place_and_taken_back(monde: Monde) -> None:
    page = open_page(monde, "alice", "carnet", simple="1", critere=CODE)
    cle = f"a-voir-avec-qui-{CODE}"
    assert f"a-voir-demander-{CODE}" not in list_keys(page), "folded, it costs nothing"
    page.session_state[f"details-{CODE}"] = page.session_state[cle] = True
    run(page)
    choix = page.selectbox(key=f"a-voir-compte-{CODE}")
    assert choix.options == ["Ali", "Aya"], "colleagues, and neither the animation nor oneself"
    click(page, f"a-voir-demander-{CODE}")
    assert "Choisissez un ou une collègue" in read(page)
    page.selectbox(key=f"a-voir-compte-{CODE}").select(monde.comptes["ali"])
    page.text_input(key=f"a-voir-note-{CODE}").set_value("À toi")
    run(page)
    click(page, f"a-voir-demander-{CODE}")
    assert "À voir avec **Ali**, pour le 21 mars 2026" in read(page)
    assert get_value("select note from a_voir") == "À toi"
    click(page, f"a-voir-reprendre-{CODE}")
    assert get_value("select count(*) from a_voir") == 0
    assert "À voir avec **Ali**" not in read(page)


@pytest.fixture
def donne(monde: Monde) -> Monde:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        give_a_voir(unit, monde.carnets[0], CODE, monde.comptes["aya"], date(2026, 3, 20), "Regarde *bien*")
    return monde


def test_who_only_reads_sees_it_from_home_and_ends_it_in_one_press(donne: Monde) -> None:
    accueil = open_page(donne, "aya", "accueil")
    assert "Alice vous demande de voir « Critère T01-02 »" in read(accueil)
    assert "Ce qui vous attend" in read(accueil)
    page = open_page(donne, "aya", "carnet", critere=CODE)
    assert "vous demande de voir ce critère, pour le 20 mars 2026" in read(page)
    assert "Regarde *bien*" in read(page)
    click(page, f"a-voir-vu-{CODE}")
    assert "vous demande de voir" not in read(page)
    assert "Aya l’a vu le 14 mars 2026" in read(open_page(donne, "alice", "carnet", critere=CODE))


def test_whoever_prepares_the_sending_sees_what_waits(donne: Monde) -> None:
    assert "Avec Aya, pour le 20 mars 2026" in read(open_page(donne, "ali", "transmettre"))


def test_the_animation_reads_nothing_of_it(donne: Monde) -> None:
    assert "Aya" not in read(open_page(donne, "anna", "relecture", carnet=str(donne.carnets[0])))
