"""The discussions of one carnet, also while it is being written."""

from __future__ import annotations

import pytest

from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.ecran import open_page, read, run
from tests.monde import Monde
from tests.tableau.scene import write


def test_the_discussions_of_a_carnet_being_written_are_read_in_one_place(
    monde: Monde, installation: Installation
) -> None:
    write(monde.carnets[0], monde.comptes["alice"], 1)
    write(monde.carnets[0], monde.comptes["ali"], 1, monde.criteres[2])
    essai = open_page(monde, "anna", "discussion", carnet=str(monde.carnets[0]))
    vu = read(essai)
    assert "Trimestre 1 · Thématique T01" in vu
    assert "Sur le carnet entier" in vu
    assert "Critère T01-03" in vu
    assert "Critère T01-02" not in vu
    assert [plie.label for plie in essai.expander] == ["Discussion (1, dont 1 non lu)"] * 2
    with count_statements(installation.moteur) as requetes:
        run(essai)
    assert len(requetes) == 5


def test_whoever_only_reads_is_told_that_there_is_none(monde: Monde) -> None:
    assert "Aucune discussion pour le moment." in read(
        open_page(monde, "aya", "discussion", carnet=str(monde.carnets[0]))
    )


@pytest.mark.parametrize("carnet", ["", "<script>", "0"])
def test_an_address_that_names_nothing_says_where_to_choose(monde: Monde, carnet: str) -> None:
    assert "Choisissez une structure dans le tableau de bord." in read(
        open_page(monde, "anna", "discussion", carnet=carnet)
    )


def test_a_structure_is_sent_to_its_carnet_not_to_a_page_it_has_not(monde: Monde) -> None:
    vu = read(open_page(monde, "alice", "discussion"))
    assert "Les discussions se lisent dans votre carnet, sous chaque critère." in vu
    assert "tableau de bord" not in vu
