"""How many people a structure employs, as its direction says it on the page of its team."""

from __future__ import annotations

from tests.base import execute
from tests.ecran import click, list_keys, open_page, read_html
from tests.monde import Monde


def test_the_direction_notes_it_and_reads_it_back(monde: Monde) -> None:
    essai = open_page(monde, "alice", "equipe")
    assert [pli.label for pli in essai.expander] == ["Personnes employées\u00a0: à noter"]
    essai.number_input(key="taille-effectif").set_value(12)
    click(essai, "taille-enregistrer")
    assert execute("select effectif from structure where id = :s", s=monde.structures[0]) == [(12,)]
    assert open_page(monde, "alice", "equipe").number_input(key="taille-effectif").value == 12


def test_the_animation_notes_it_with_the_rest_of_the_structure(monde: Monde) -> None:
    essai = click(open_page(monde, "anna", "structures"), f"modifier-{monde.structures[0]}")
    essai.number_input(key="structure-effectif").set_value(34)
    click(essai, "structure-enregistrer")
    assert execute("select effectif from structure where id = :s", s=monde.structures[0]) == [(34,)]
    assert "34 employé·es" in read_html(open_page(monde, "anna", "structures"))


def test_a_contribution_has_no_such_field(monde: Monde) -> None:
    assert "taille-effectif" not in list_keys(open_page(monde, "ali", "carnet"))
