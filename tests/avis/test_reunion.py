"""A team meeting: one question is shown, closed for good and settled while the others still take voices."""

from __future__ import annotations

import pytest

from caprse.acces.unite import open_unit
from caprse.avis.accord import settle_niveau
from caprse.avis.reunion import PEU, count_voix, show_question
from caprse.avis.voix import MONTREE
from caprse.socle.erreurs import Introuvable, Refus
from tests.avis.scene import Scene, open_scene
from tests.base import execute, get_value
from tests.droits import check_rights
from tests.ecran import click, list_keys, open_page, read, read_html
from tests.monde import Monde


def show(scene: Scene, personne: str = "alice", rang: int = 0) -> None:
    with open_unit(compte_id=scene.monde.comptes[personne]) as unit:
        show_question(unit, scene.id, scene.monde.criteres[rang])


def fill(scene: Scene, nombre: int = 6, rang: int = 0) -> None:
    for appareil in range(nombre):
        scene.tap(f"appareil {appareil}", appareil % 3, 1, rang)


def test_only_the_direction_counts_and_shows(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene)
    code = monde.criteres[0]
    check_rights(monde, {"alice"}, lambda unit: show_question(unit, scene.id, code))
    check_rights(monde, {"alice"}, lambda unit: count_voix(unit, scene.id, code))


def test_a_question_shown_is_closed_for_good_and_its_voices_are_gone(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene)
    fill(scene, 5, 1)
    show(scene)
    assert get_value("select count(*) from voix where critere = :c", c=monde.criteres[0]) == 0
    assert get_value("select count(*) from voix where critere = :c", c=monde.criteres[1]) == 5
    resultat = scene.read().montres[monde.criteres[0]]
    assert resultat.ensemble.nombre == 6
    with pytest.raises(Refus, match=MONTREE):
        scene.tap("un autre", 1)
    with pytest.raises(Refus, match=MONTREE):
        scene.say("aya", 1)
    with pytest.raises(Refus):
        scene.type_in([1, 0, 0, 0, 0])
    scene.tap("un autre", 1, critere=1)
    show(scene)
    assert scene.read().montres[monde.criteres[0]] == resultat, "again changes nothing"


def test_what_was_shown_is_not_counted_again_when_all_is_closed(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene)
    show(scene)
    montre = scene.read().montres[monde.criteres[0]]
    fill(scene, 5, 1)
    scene.close()
    lue = scene.read()
    assert lue.depouille is not None
    assert lue.depouille.resultats[monde.criteres[0]] == montre
    assert lue.depouille.resultats[monde.criteres[1]].ensemble.nombre == 5
    assert sum(lue.depouille.participants.values()) == 6, "who answered the first question alone took part"
    assert [demande.libre for demande in lue.demandes] == [False, False]


def test_fewer_than_five_voices_are_neither_shown_nor_lost(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene, 4)
    with pytest.raises(Refus, match=PEU):
        show(scene)
    assert get_value("select count(*) from voix") == 4
    scene.tap("cinquième", 2)
    show(scene)
    assert scene.read().montres[monde.criteres[0]].ensemble.ecart is not None


def test_a_small_group_stays_silent_beside_the_whole(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene, 6)
    for appareil in ("x", "y"):
        scene.tap(appareil, 0, 0)
    show(scene)
    groupes = scene.read().montres[monde.criteres[0]].groupes
    assert all(part.ecart is None for part in groupes.values())


def test_the_rest_of_the_team_sees_that_it_is_shown_and_not_what(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene)
    show(scene)
    lue = scene.read("ali")
    assert lue.montres == {}
    assert [demande.montree for demande in lue.demandes] == [True, False]


def test_a_question_shown_is_settled_at_once_and_another_is_not(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene)
    show(scene)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        settle_niveau(unit, scene.id, monde.criteres[0], 2, 0)
        with pytest.raises(Refus):
            settle_niveau(unit, scene.id, monde.criteres[1], 2, 0)
    assert get_value("select niveau from reponse where critere = :c", c=monde.criteres[0]) == 2
    assert scene.read().demandes[0].retenu == 2


def test_nothing_is_shown_of_a_critere_that_is_not_asked_nor_once_closed(monde: Monde) -> None:
    scene = open_scene(monde, criteres=(0,))
    with pytest.raises(Introuvable):
        show(scene, rang=1)
    scene.close()
    with pytest.raises(Refus):
        show(scene)


def test_what_was_shown_cannot_be_changed_in_the_base(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene)
    show(scene)
    for requete in ("update depouillement_critere set contenu = '{}'", "delete from depouillement_critere"):
        with pytest.raises(Exception, match=r"denied|immuable|interdit|ne change"):
            execute(requete)


def test_the_screen_of_the_meeting_counts_shows_and_settles(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene)
    page = open_page(monde, "alice", "plusieurs-voix")
    click(page, f"avis-reunion-{scene.id}")
    assert "Question 1 sur 2" in read_html(page) + read(page)
    assert "**6** voix" in read(page)
    code = monde.criteres[0]
    assert f"reunion-decider-{code}" not in list_keys(page)
    click(page, f"reunion-montrer-{code}")
    click(page, f"reunion-montrer-{code}-oui")
    assert "marche" in read_html(page)
    page.selectbox(key=f"reunion-niveau-{code}").select(2)
    click(page, f"reunion-decider-{code}")
    assert get_value("select niveau from reponse where critere = :c", c=code) == 2
    assert "Question 2 sur 2" in read_html(page) + read(page)
    click(page, "reunion-terminer")
    assert f"avis-reunion-{scene.id}" in list_keys(page)


def test_nobody_else_has_the_screen_of_the_meeting(monde: Monde) -> None:
    scene = open_scene(monde)
    for personne in ("ali", "aya"):
        page = open_page(monde, personne, "plusieurs-voix", reunion=str(scene.id))
        assert not [cle for cle in list_keys(page) if cle.startswith("reunion-")]
