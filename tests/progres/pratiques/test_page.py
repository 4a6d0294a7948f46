"""The pratiques on the screen: what is found, what may be done, by whom."""

from __future__ import annotations

import pytest

from caprse.progres.pratiques.regles import EtatPratique
from tests.base import get_value
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde
from tests.progres.pratiques.scene import SAISIE, answer, move, share, thank, try_it, write


def test_nothing_yet_says_what_a_pratique_is(monde: Monde) -> None:
    page = open_page(monde, "alice", "pratiques")
    assert "Aucune pratique pour le moment" in read(page)
    assert "pratique-ecrire" in list_keys(page)
    assert "pratique-ecrire" not in list_keys(open_page(monde, "aya", "pratiques"))


@pytest.mark.parametrize("qui", ["bob", "anna", "charlie", "fanny"])
def test_each_finds_what_is_offered_to_them(monde: Monde, qui: str) -> None:
    share(monde, partout=True)
    write(monde, titre="Un brouillon de nous")
    page = open_page(monde, qui, "pratiques")
    dit = read_html(page)
    assert "Les retards ont diminué" in dit
    assert "Collectif A – structure 0" in dit
    assert "Un brouillon de nous" not in read(page)


def test_a_slip_of_the_finger_finds_what_comes_near(monde: Monde) -> None:
    share(monde)
    page = open_page(monde, "bob", "pratiques")
    page.text_input(key="pratiques-recherche").set_value("vestaire")
    assert "s’en approchent" in read(run(page))
    page.text_input(key="pratiques-recherche").set_value("volcan")
    assert "Rien ne correspond" in read(run(page))


def test_a_structure_finds_what_helps_where_it_is_weak(monde: Monde) -> None:
    share(monde)
    assert "Pour avancer" not in str(open_page(monde, "bob", "pratiques").button_group)
    answer(monde, 1, 0)
    page = open_page(monde, "bob", "pratiques")
    assert "Pour avancer" in [option.content for option in page.button_group[0].proto.options]


def test_a_pratique_is_written_then_offered_once_asked(monde: Monde) -> None:
    page = click(open_page(monde, "alice", "pratiques"), "pratique-ecrire")
    for champ in ("titre", "situation", "demarche", "effet"):
        (page.text_input if champ == "titre" else page.text_area)(key=f"pratique-nouvelle-{champ}").set_value(
            getattr(SAISIE, champ)
        )
    page.multiselect(key="pratique-nouvelle-criteres").set_value(list(SAISIE.criteres))
    page = click(page, "pratique-enregistrer")
    assert "vous seuls le lisez" in read(page)
    page = click(page, "fiche-partager")
    assert "avec le nom « Collectif A – structure 0 »" in read(page).replace("\\", "")
    pratique_id = get_value("select id from pratique")
    click(page, f"pratique-{EtatPratique.COLLECTIF}-{pratique_id}-oui")
    assert get_value("select etat from pratique") == "collectif"


def test_a_contributor_writes_and_does_not_offer(monde: Monde) -> None:
    pratique_id = write(monde)
    adresse = {"pratique": str(pratique_id)}
    assert {"fiche-modifier"} == list_keys(open_page(monde, "ali", "pratiques", **adresse)) & {
        "fiche-modifier",
        "fiche-partager",
    }
    move(monde, pratique_id, EtatPratique.COLLECTIF)
    assert "fiche-modifier" not in list_keys(open_page(monde, "ali", "pratiques", **adresse))


def test_a_reader_says_it_is_useful_and_what_it_gave(monde: Monde) -> None:
    pratique_id = share(monde)
    page = open_page(monde, "bob", "pratiques", pratique=str(pratique_id))
    page = click(page, "fiche-utile")
    assert get_value("select utile from pratique_retour")
    page = click(page, "fiche-essayee")
    page.text_area(key=f"pratique-note-{pratique_id}").set_value("Fait *ici*")
    page = click(page, "essai-enregistrer")
    assert "Fait *ici*" in read_html(page)
    assert get_value("select note from pratique_retour") == "Fait *ici*"


def test_what_was_typed_is_shown_as_typed(monde: Monde) -> None:
    pratique_id = share(monde, titre="<b>Titre</b> *x*", demarche="<script>1</script>\nligne")
    try_it(monde, pratique_id, "<i>non</i>")
    thank(monde, pratique_id)
    page = open_page(monde, "bob", "pratiques", pratique=str(pratique_id))
    corps = " ".join(str(element.proto.body) for element in page.get("html"))
    assert "<script>" not in corps
    assert "&lt;script&gt;1&lt;/script&gt;<br>ligne" in corps
    assert "&lt;i&gt;non" in corps


def test_a_stranger_is_told_that_it_does_not_exist(monde: Monde) -> None:
    pratique_id = share(monde)
    page = open_page(monde, "charlie", "pratiques", pratique=str(pratique_id))
    assert "introuvable" in read(page)
    assert SAISIE.titre not in read(page)
