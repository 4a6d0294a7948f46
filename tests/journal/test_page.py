"""The journal's page, run for those who may read one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from caprse.acces.modele import Habilitation
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read, run
from tests.monde import Monde

Visit = Callable[[str], AppTest]


@pytest.fixture
def monde(monde: Monde) -> Monde:
    """The plain world, where two structures have answered a critère."""
    for nom, rang in (("ali", 0), ("bob", 1)):
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            save_reponse(unit, monde.carnets[rang], "T01-03", Saisie(niveau=rang, commentaire="*gras* [lien](x)"), 0)
    return monde


@pytest.fixture
def visit(monde: Monde) -> Visit:
    """Open the page as somebody."""

    return lambda personne: open_page(monde, personne, "journal")


def test_the_animation_reads_its_collectif_by_day(visit: Visit) -> None:
    vu = read(visit("anna"))
    assert "Ali a répondu 0 · Niveau 0 à T01-03 [Collectif A – structure 0]" in vu
    assert "Bob a répondu 1 · Niveau 1 à T01-03 [Collectif A – structure 1]" in vu
    assert "Collectif B" not in vu


def test_the_direction_reads_its_structure_alone(visit: Visit) -> None:
    essai = visit("alice")
    vu = read(essai)
    assert "Ali a répondu 0 · Niveau 0 à T01-03" in vu
    assert "Bob" not in vu
    assert [choix.label for choix in essai.selectbox] == ["Ce qui a changé"]


def test_the_administration_reads_the_general_lines(visit: Visit) -> None:
    vu = read(visit("adam"))
    assert "T01-03" not in vu
    assert "a créé le compte de" in vu


@pytest.mark.parametrize("personne", ["ali", "aya", "fanny", "personne"])
def test_others_read_nothing(visit: Visit, personne: str) -> None:
    essai = visit(personne)
    assert len(essai.text) == len(essai.selectbox) == len(essai.exception) == 0


def test_a_search_narrows_what_is_read(monde: Monde, visit: Visit) -> None:
    essai = visit("anna")
    essai.selectbox(key="journal-structure").set_value(monde.structures[1])
    essai.selectbox(key="journal-objet").set_value("Réponses")
    vu = read(run(essai))
    assert "Bob a répondu" in vu
    assert "Ali a répondu" not in vu
    essai.text_input(key="journal-personne").set_value("ali")
    assert "Rien dans le journal pour cette recherche." in read(run(essai))
    essai.text_input(key="journal-personne").set_value("")
    essai.date_input(key="journal-du").set_value(date(2026, 3, 2))
    essai.date_input(key="journal-au").set_value(date(2026, 3, 1))
    assert "Le dernier jour de la période vient après le premier." in read(run(essai))


def test_one_goes_back_in_time_and_returns(monde: Monde, visit: Visit) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "insert into action (collectif_id, structure_id, quoi) select :c, :s, 'Action ' || n"
                " from generate_series(1, 70) n"
            ),
            {"c": monde.collectif, "s": monde.structures[0]},
        )
    essai = visit("anna")
    premiere = read(essai)
    assert list_keys(essai) == {"journal-ancien"}
    click(essai, "journal-ancien")
    assert "journal-recent" in list_keys(essai)
    assert "« Action 1 »" in read(essai)
    assert "« Action 70 »" not in read(essai)
    click(essai, "journal-recent")
    assert read(essai) == premiere
    click(essai, "journal-ancien")
    essai.selectbox(key="journal-objet").set_value("Réponses")
    assert "Bob a répondu" in read(run(essai))


def test_who_holds_several_roles_chooses_whose_journal(monde: Monde, visit: Visit) -> None:
    with open_unit_systeme() as unit:
        unit.db.add(Habilitation(compte_id=monde.comptes["alice"], role=Role.ANIMATION, collectif_id=monde.ailleurs))
    essai = visit("alice")
    assert "T01-03" not in read(essai)
    essai.radio(key="journal-portee").set_value("Ma structure")
    assert "Ali a répondu 0" in read(run(essai))


def test_a_rerun_takes_few_statements(visit: Visit, installation: Installation) -> None:
    essai = visit("anna")
    with count_statements(installation.moteur) as vues:
        run(essai)
    # One of them is the rerun's own check of the session, which app.py does.
    assert len(vues) == 3
