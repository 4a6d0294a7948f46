"""The journal's page, run for those who may read one."""

from __future__ import annotations

import re
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
from tests.base import execute
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read, read_html, run
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


def test_the_animation_reads_its_collectif_by_day_and_by_person(visit: Visit) -> None:
    vu = read_html(visit("anna"))
    for nom, rang in (("Ali", 0), ("Bob", 1)):
        titre = f"Collectif A – structure {rang}, carnet du trimestre 1"
        geste = f"a répondu {rang} · Niveau {rang} à « Critère T01-03 »"
        assert re.search(rf"{titre} \d+ h \d+ · {nom} {geste}", vu)
    assert "Collectif B" not in vu


def test_changes_of_one_answer_in_a_row_are_one_line_that_opens(monde: Monde, visit: Visit) -> None:
    for version, niveau in enumerate((1, 2, 3), 1):
        with open_unit(compte_id=monde.comptes["ali"]) as unit:
            save_reponse(unit, monde.carnets[0], "T01-03", Saisie(niveau=niveau), version)
    corps = "".join(element.proto.body for element in visit("anna").get("html"))
    [resume] = [lu for lu in re.findall("<summary>(.*?)</summary>", corps) if "changements" in lu]
    assert "a répondu 3 · Niveau 3" in resume
    assert "4 changements de suite" in resume


def test_what_people_typed_is_no_html(monde: Monde, visit: Visit) -> None:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        save_reponse(unit, monde.carnets[0], "T01-03", Saisie(non_concerne=True, motif="<b>a</b> & b"), 1)
    corps = "".join(element.proto.body for element in visit("anna").get("html"))
    assert "&lt;b&gt;a&lt;/b&gt; &amp; b" in corps


def test_the_direction_reads_its_structure_alone(visit: Visit) -> None:
    essai = visit("alice")
    vu = read_html(essai)
    assert "a répondu 0 · Niveau 0 à « Critère T01-03 »" in vu
    assert "Bob" not in vu
    assert [choix.label for choix in essai.selectbox] == ["Ce qui a changé"]


def test_the_administration_reads_the_general_lines(visit: Visit) -> None:
    vu = read_html(visit("adam"))
    assert "T01-03" not in vu
    assert "Le compte d’Anna a été créé" in vu or "comptes ont été créés" in vu


@pytest.mark.parametrize("personne", ["ali", "aya", "fanny", "personne"])
def test_others_read_nothing(visit: Visit, personne: str) -> None:
    essai = visit(personne)
    assert len(essai.text) == len(essai.selectbox) == len(essai.exception) == 0
    assert "a répondu" not in read_html(essai)


def test_a_search_narrows_what_is_read(monde: Monde, visit: Visit) -> None:
    essai = visit("anna")
    essai.selectbox(key="journal-structure").set_value(monde.structures[1])
    essai.selectbox(key="journal-objet").set_value("Réponses")
    vu = read_html(run(essai))
    assert "Bob" in vu
    assert "Ali" not in vu
    essai.text_input(key="journal-texte").set_value("ali")
    assert "Rien dans le journal pour cette recherche." in read(run(essai))
    essai.text_input(key="journal-texte").set_value("")
    essai.date_input(key="journal-du").set_value(date(2026, 3, 2))
    essai.date_input(key="journal-au").set_value(date(2026, 3, 1))
    assert "Le dernier jour de la période vient après le premier." in read(run(essai))


def test_one_goes_back_in_time_and_returns(monde: Monde, visit: Visit) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "insert into action (collectif_id, structure_id, quoi) select :c, :s, 'Action ' || n"
                " from generate_series(1, 140) n"
            ),
            {"c": monde.collectif, "s": monde.structures[0]},
        )
    essai = visit("anna")
    premiere = read_html(essai)
    assert "journal-plus-recent" not in list_keys(essai)
    click(essai, "journal-plus-ancien")
    assert "« Action 1 »" in read_html(essai)
    assert "« Action 140 »" not in read_html(essai)
    assert "journal-plus-ancien" not in list_keys(essai)
    click(essai, "journal-plus-recent")
    assert read_html(essai) == premiere
    click(essai, "journal-plus-ancien")
    essai.selectbox(key="journal-objet").set_value("Réponses")
    assert "Bob" in read_html(run(essai))


def test_who_holds_several_roles_chooses_whose_journal(monde: Monde, visit: Visit) -> None:
    with open_unit_systeme() as unit:
        unit.db.add(Habilitation(compte_id=monde.comptes["alice"], role=Role.ANIMATION, collectif_id=monde.ailleurs))
    essai = visit("alice")
    assert "T01-03" not in read_html(essai)
    essai.radio(key="journal-portee").set_value("Ma structure")
    assert "a répondu 0 · Niveau 0" in read_html(run(essai))


def test_a_rerun_takes_few_statements(visit: Visit, installation: Installation) -> None:
    essai = visit("anna")
    with count_statements(installation.moteur) as vues:
        run(essai)
    # One of them is the rerun's own check of the session, which app.py does.
    assert len(vues) == 3


def test_a_long_day_of_one_person_keeps_every_line(monde: Monde, visit: Visit) -> None:
    execute(
        "insert into structure (collectif_id, nom, types)"
        " select :k, 'Ligne ' || n || '.', '{AI}' from generate_series(1, 20) n",
        k=monde.collectif,
    )
    # What is alike is counted together: twenty names that change are twenty lines.
    execute(
        "update structure set nom = replace(nom, 'Ligne', 'Nom') where collectif_id = :k and nom like 'Ligne%'",
        k=monde.collectif,
    )
    corps = "".join(element.proto.body for element in visit("anna").get("html")).replace("\u00a0", " ")
    # The base changes them in the order that it likes; the head of the group says the last two again.
    dites = "".join(re.findall("<ul>(.*?)</ul>", corps))
    assert sorted(re.findall(r"en <b>« (Nom \d+\.) »", dites)) == sorted(f"Nom {rang}." for rang in range(1, 21))


def test_the_direction_is_at_home_and_lines_without_anybody_say_so(monde: Monde, visit: Visit) -> None:
    execute(
        "insert into action (collectif_id, structure_id, quoi) values (:c, :s, 'Écrire')",
        c=monde.collectif,
        s=monde.structures[0],
    )
    vu = read_html(visit("alice"))
    assert "Une action a été ajoutée : « Écrire »" in vu
    assert "Collectif A – structure 0" not in vu


def test_what_is_searched_is_read_in_the_address(monde: Monde) -> None:
    adresse = {
        "journal-objet": "Réponses",
        "journal-structure": "Collectif A – structure 1",
        "journal-du": "2026-03-02",
        "journal-texte": "bob",
    }
    essai = open_page(monde, "anna", "journal", **adresse)
    assert essai.selectbox(key="journal-objet").value == "Réponses"
    assert essai.selectbox(key="journal-structure").value == monde.structures[1]
    assert essai.date_input(key="journal-du").value == date(2026, 3, 2)
    assert essai.text_input(key="journal-texte").value == "bob"
    assert "Ali" not in read_html(essai)
