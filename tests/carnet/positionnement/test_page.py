"""The screen of the starting point without its cards, on the real base: it keeps answering, ends once, and says so."""

from __future__ import annotations

from caprse.carnet.positionnement.vue_simple import FIN
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.ecran import click, open_page, prepare_page, read, run
from tests.monde import Monde


def test_its_radios_answer_and_say_who_did(monde: Monde) -> None:
    page = open_page(monde, "alice", "positionnement", simple="1")
    page.radio(key=f"position-{monde.enjeux[0]}").set_value(2)
    run(page)
    assert execute("select niveau from positionnement") == [(2,)]
    assert "Enregistré à" in read(page)
    assert "Enregistré à" in read(open_page(monde, "aya", "positionnement", simple="1"))


def test_whoever_only_reads_is_not_offered_to_end_it(monde: Monde) -> None:
    page = prepare_page(monde, "aya", "positionnement")
    page.session_state[FIN] = True
    assert "Terminer notre point de départ ?" not in read(run(page))


def test_the_end_is_confirmed_once_and_says_what_stays_without_an_answer(monde: Monde) -> None:
    page = open_page(monde, "alice", "positionnement", simple="1")
    page.radio(key=f"position-{monde.enjeux[0]}").set_value(2)
    run(page)
    page.session_state[FIN] = True
    reste = len(monde.enjeux) - 1
    assert f"{reste} questions sont encore sans réponse" in read(run(page))
    assert get_value("select positionne_le from structure where id = :s", s=monde.structures[0]) is None
    click(page, "terminer")
    assert get_value("select positionne_le from structure where id = :s", s=monde.structures[0]) is not None
    assert "Merci ! Votre point de départ est enregistré." in read(page)


def test_it_costs_few_statements(monde: Monde, installation: Installation) -> None:
    page = open_page(monde, "alice", "positionnement")
    with count_statements(installation.moteur) as vues:
        run(page)
    assert len(vues) <= 6
