"""What people said far from the answer comes back in « Revoir », to whoever may read it and to nobody else."""

from __future__ import annotations

import pytest

from caprse.acces.unite import open_unit
from caprse.avis.reunion import show_question
from caprse.carnet.regles import Saisie
from tests.avis.scene import Scene, open_scene
from tests.monde import Monde
from tests.relecture.revoir.scene import AVANT, offer, start

LOIN, PRES = ("T01-01", (0, 3, 3, 3, 4, 4)), ("T01-02", (0, 1, 2, 2, 2, 3))


def ask(monde: Monde) -> Scene:
    """Six people say 3 of what the carnet puts at 1, and about 2 of what it puts at 2."""
    scene = open_scene(monde, criteres=(0, 1))
    for rang, (_, voix) in enumerate((LOIN, PRES)):
        for personne, niveau in enumerate(voix):
            scene.tap(f"appareil-{personne}", niveau, critere=rang)
    return scene


def list_loin(monde: Monde, personne: str = "alice") -> list[str]:
    return [p.anterieure.critere for p in offer(monde, personne).proposees if p.anterieure.avis_loin]


def test_an_answer_far_from_what_people_said_is_proposed(monde: Monde) -> None:
    ask(monde).close()
    start(monde)
    assert list_loin(monde) == ["T01-01"]


@pytest.mark.parametrize("personne", ["ali", "aya", "anna"])
def test_whoever_may_not_read_the_voices_learns_nothing_of_them(monde: Monde, personne: str) -> None:
    ask(monde).close()
    start(monde)
    assert list_loin(monde, personne) == []


def test_too_few_voices_to_be_shown_say_nothing(monde: Monde) -> None:
    scene = open_scene(monde, criteres=(0,))
    for personne in range(4):
        scene.tap(f"appareil-{personne}", 4)
    scene.close()
    start(monde)
    assert list_loin(monde) == []


def test_voices_not_shown_yet_say_nothing_and_those_shown_in_a_meeting_do(monde: Monde) -> None:
    scene = ask(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        show_question(unit, scene.id, monde.criteres[1])
    start(monde, AVANT | {"T01-02": Saisie(niveau=4)})
    assert list_loin(monde) == ["T01-02"]


def test_what_does_not_concern_the_structure_is_far_from_nothing(monde: Monde) -> None:
    ask(monde).close()
    start(monde, {"T01-01": Saisie(non_concerne=True, motif="Pas de locaux")})
    assert list_loin(monde) == []
