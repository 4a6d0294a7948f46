"""The page that transmits: what is missing, one question, the moment; « transmis » and « clos » said apart."""

from __future__ import annotations

import re

from caprse.acces.unite import open_unit
from caprse.carnet.conflits import submit_reponse
from caprse.carnet.regles import Saisie
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.ecran import click, list_keys, list_values, open_page, read, read_html, run
from tests.monde import Monde
from tests.relecture.scene import answer, send


def answer_all(monde: Monde, *, sauf: tuple[str, ...] = ()) -> None:
    for rang, code in enumerate(monde.criteres):
        if code not in sauf:
            answer(monde, code, Saisie(niveau=rang % 4))


def get_etat(monde: Monde) -> object:
    return get_value("select etat from carnet where id = :c", c=monde.carnets[0])


def test_what_is_missing_must_be_explained_before_the_question_is_asked(monde: Monde) -> None:
    answer_all(monde, sauf=("T01-02",))
    page = open_page(monde, "alice", "transmettre")
    assert "Il manque 1 réponse" in read(page)
    assert page.button(key="repondre-manquants").label == "Continuer notre carnet"
    # The way round stands in sight, and says what it does; it asks why before anything else.
    assert "transmettre" not in list_keys(page)
    assert page.button(key="transmettre-sans").label == "Transmettre sans ces réponses"
    click(page, "transmettre-sans")
    click(page, "transmettre-annuler")
    assert "motif_transmission" not in list_keys(page)
    click(page, "transmettre-sans")
    click(page, "transmettre")
    assert "dites pourquoi" in read(page)
    assert "transmettre-oui" not in list_keys(page)
    page.text_area(key="motif_transmission").set_value("À voir avec le conseil.")
    click(page, "transmettre")
    assert "Votre explication part avec le carnet." in read(page)
    assert get_etat(monde) == "brouillon", "asked, and not yet done"
    click(page, "transmettre-oui")
    assert get_etat(monde) == "transmis"
    # What was said of it is read beside what is exchanged, once that is opened.
    dit = "Ce que vous avez dit des réponses manquantes : À voir avec le conseil."
    assert dit not in list_values(page, "text")
    page.session_state["transmis-vue"] = True
    assert dit in list_values(run(page), "text")


def test_what_is_to_choose_is_missing_and_leads_to_its_question(monde: Monde) -> None:
    answer_all(monde)
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        submit_reponse(unit, monde.carnets[0], "T01-02", Saisie(niveau=4), 0, Saisie())
    page = open_page(monde, "alice", "transmettre")
    assert "1 réponse à choisir sur" in read(page)
    assert "Tout est rempli" not in read(page)
    assert "transmettre" not in list_keys(page)
    # Nobody else learns that two people disagree: what is recorded counts for them.
    assert "à choisir" not in read(open_page(monde, "anna", "tableau"))


def test_not_yet_leaves_everything_as_it_was(monde: Monde) -> None:
    answer_all(monde)
    page = click(open_page(monde, "alice", "transmettre"), "transmettre")
    click(page, "transmettre-non")
    run(page)
    assert "transmettre-oui" not in list_keys(page)
    assert get_etat(monde) == "brouillon"


def test_the_moment_says_what_comes_next_and_has_one_way_on(monde: Monde) -> None:
    answer_all(monde)
    page = click(click(open_page(monde, "alice", "transmettre"), "transmettre"), "transmettre-oui")
    (ensuite,) = (e.proto.body for e in page.get("html") if e.proto.body.startswith("<ol"))
    assert re.findall('<li class="([^"]+)">(.{8})', ensuite) == [
        ("cap-fait", "Carnet t"),
        ("cap-a-venir", "Votre ch"),
        ("cap-a-venir", "Vos résu"),
    ]
    assert "Ceux du collectif suivront, quand assez de structures auront transmis." in ensuite
    assert "Nos prochaines marches" in read(page)
    # Neither band nor chart: the figures have their own page.
    assert [*page.success, *page.info, *page.get("vega_lite_chart")] == []


def test_transmitted_and_closed_are_said_apart(monde: Monde) -> None:
    answer_all(monde)
    send(monde)
    assert "clos" not in read_html(open_page(monde, "alice", "transmettre"))
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    vu = read_html(open_page(monde, "alice", "transmettre"))
    assert "Carnet transmis le" in vu
    assert "Le trimestre est clos : il ne change plus." in vu
    # The other structure never transmitted.
    autre = read_html(open_page(monde, "bob", "transmettre"))
    assert "clos avant que ce carnet soit transmis" in autre
    assert "Carnet transmis" not in autre


def test_whoever_contributes_sees_what_is_missing_and_who_transmits(monde: Monde) -> None:
    page = open_page(monde, "ali", "transmettre")
    assert "La direction de votre structure transmet le carnet." in read(page)
    assert not {"transmettre", "transmettre-sans"} & list_keys(page)


def test_the_page_asks_the_base_at_most_six_times_once_transmitted(monde: Monde, installation: Installation) -> None:
    answer_all(monde)
    send(monde)
    page = open_page(monde, "alice", "transmettre")
    with count_statements(installation.moteur) as vues:
        run(page)
    assert 2 <= len(vues) <= 6, vues
