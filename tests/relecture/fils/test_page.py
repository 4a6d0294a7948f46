"""The discussions of one carnet, also while it is being written."""

from __future__ import annotations

import pytest

from caprse.acces.unite import open_unit
from caprse.relecture.fils.liste import list_correspondants, list_discussions
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde
from tests.tableau.scene import write


def test_the_discussions_of_a_carnet_being_written_are_read_in_one_place(
    monde: Monde, installation: Installation
) -> None:
    write(monde.carnets[0], monde.comptes["alice"], 1)
    write(monde.carnets[0], monde.comptes["ali"], 1, monde.criteres[2])
    essai = open_page(monde, "anna", "discussion", carnet=str(monde.carnets[0]))
    assert "T01 Trimestre 1" in read_html(essai)
    vu = read(essai)
    assert "Sur le carnet entier" in vu
    assert "Critère T01-02" not in vu
    # The first with something new is read at once, without a fold; the other says what waits there.
    [autre] = essai.expander
    assert autre.label == "Critère T01-03 (1, dont 1 non lu)"
    with count_statements(installation.moteur) as requetes:
        run(essai)
    assert len(requetes) == 5


def test_the_unread_one_is_open_and_read(monde: Monde) -> None:
    write(monde.carnets[0], monde.comptes["alice"], 1)
    essai = open_page(monde, "anna", "discussion", carnet=str(monde.carnets[0]))
    assert "Bonjour" in read(essai)
    assert "· **nouveau**" in read(essai)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert [d.non_lus for d in list_discussions(unit)] == [0]


def test_the_animation_tells_the_direction_unless_it_says_otherwise(monde: Monde) -> None:
    essai = open_page(monde, "anna", "discussion", carnet=str(monde.carnets[0]))
    cle = f"{monde.carnets[0]}-carnet"
    assert essai.multiselect(key=f"fil-mentions-{cle}").value == [monde.comptes["alice"]]
    # A structure that writes tells nobody by itself.
    chez_elle = open_page(monde, "ali", "discussion", carnet=str(monde.carnets[0]))
    assert chez_elle.multiselect(key=f"fil-mentions-{cle}").value == []


def test_all_discussions_are_listed_the_unread_first(monde: Monde, installation: Installation) -> None:
    write(monde.carnets[1], monde.comptes["bob"], 2)
    write(monde.carnets[0], monde.comptes["alice"], 1, monde.criteres[2])
    write(monde.carnets[0], monde.comptes["anna"], 1)
    essai = open_page(monde, "anna", "discussion")
    vu = read_html(essai)
    assert "3 discussions 2 messages non lus" in vu
    # Who, then about what.
    assert "Collectif A – structure 0 1 non lu Critère : Critère T01-03 · trimestre 1" in vu
    assert vu.index("Critère : Critère T01-03") < vu.rindex("Sur le carnet entier")
    # Who said the words that are shown; one's own are said to be one's own.
    assert "Alice : Bonjour" in vu
    assert "Vous : Bonjour" in vu
    click(essai, "discussion-lire-0")
    assert essai.query_params["carnet"]
    assert [titre.value for titre in essai.subheader] == ["Critère T01-03"]
    run(essai)
    assert [titre.value for titre in essai.subheader] == ["Critère T01-03"], "read, it is still the one that is read"
    click(essai, "discussions-retour")
    assert "critere" not in essai.query_params
    assert "3 discussions" in read_html(essai)
    with count_statements(installation.moteur) as requetes:
        run(essai)
    assert len(requetes) == 4


def test_the_words_shown_are_those_that_wait(monde: Monde) -> None:
    write(monde.carnets[0], monde.comptes["alice"], 1)
    write(monde.carnets[0], monde.comptes["anna"], 1)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        [discussion] = list_discussions(unit)
        assert (discussion.non_lus, discussion.auteur) == (1, "Alice")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert [d.auteur for d in list_discussions(unit)] == ["Anna"]


def test_the_animation_writes_to_a_structure_from_the_list(monde: Monde) -> None:
    essai = open_page(monde, "anna", "discussion")
    essai.selectbox(key="discussion-ecrire").set_value(monde.carnets[1])
    run(essai)
    assert str(monde.carnets[1]) in essai.query_params["carnet"]
    assert essai.text_area(key=f"fil-texte-{monde.carnets[1]}-carnet").label == "Votre message"
    # A structure writes about its own carnet; who only reads, about none.
    for nom, carnets in (("alice", [monde.carnets[0]]), ("aya", [])):
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            assert list(list_correspondants(unit)) == carnets


def test_each_lists_only_the_discussions_they_may_read(monde: Monde) -> None:
    write(monde.carnets[0], monde.comptes["alice"], 1)
    write(monde.carnets[1], monde.comptes["bob"], 1)
    attendues = {"alice": 1, "ali": 1, "aya": 1, "bob": 1, "anna": 2, "charlie": 0, "clara": 0, "adam": 0, "fanny": 0}
    for nom, nombre in attendues.items():
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            assert len(list_discussions(unit)) == nombre, nom


def test_whoever_only_reads_is_told_that_there_is_none(monde: Monde) -> None:
    assert "Aucune discussion pour le moment." in read(
        open_page(monde, "aya", "discussion", carnet=str(monde.carnets[0]))
    )


@pytest.mark.parametrize("carnet", ["", "<script>", "0"])
def test_an_address_that_names_nothing_says_where_to_choose(monde: Monde, carnet: str) -> None:
    essai = open_page(monde, "anna", "discussion", carnet=carnet)
    assert essai.selectbox(key="discussion-ecrire").label == "Écrire à une structure"


def test_a_structure_is_sent_to_its_carnet_not_to_a_page_it_has_not(monde: Monde) -> None:
    essai = open_page(monde, "alice", "discussion")
    vu = read(essai)
    assert "Aucune discussion pour le moment." in vu
    assert "votre chargée de mission vous répond" in vu
    assert "tableau de bord" not in vu
    click(essai, "discussion-premiere")
    assert essai.text_area(key=f"fil-texte-{monde.carnets[0]}-carnet").label == "Votre message"
    write(monde.carnets[0], monde.comptes["alice"], 1)
    # Another one may be begun beside it, by whoever may write.
    assert "discussion-premiere" in list_keys(open_page(monde, "alice", "discussion"))
    assert "discussion-premiere" not in list_keys(open_page(monde, "aya", "discussion"))
