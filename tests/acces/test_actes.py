"""An act is done once, however often it arrives: at once from two places, again after an answer that got lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from caprse.acces.actes import do_once
from caprse.acces.unite import Unit, open_unit
from caprse.progres.regles import SaisieAction
from caprse.progres.service import create_action
from caprse.socle.erreurs import SaisieInvalide
from tests.base import count_rows
from tests.monde import Monde


def create(monde: Monde, identite: UUID | None, personne: str = "alice", quoi: str = "Trier le papier") -> str | None:
    def action(unit: Unit) -> str:
        create_action(unit, monde.structures[0], SaisieAction(quoi))
        return f"Noté : {quoi}"

    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return do_once(unit, identite, action)


def test_the_second_arrival_finds_it_done_and_is_told_the_same(monde: Monde) -> None:
    acte = uuid4()
    assert [create(monde, acte), create(monde, acte)] == ["Noté : Trier le papier"] * 2
    assert count_rows("action") == 1


def test_two_that_arrive_together_write_one_row(monde: Monde) -> None:
    acte, depart = uuid4(), Barrier(8)

    def arrive(_: int) -> str | None:
        depart.wait()
        return create(monde, acte)

    with ThreadPoolExecutor(8) as equipe:
        phrases = list(equipe.map(arrive, range(8)))
    assert phrases == ["Noté : Trier le papier"] * 8
    assert count_rows("action") == 1


def test_another_act_is_another_row_and_so_is_that_of_another_person(monde: Monde) -> None:
    acte = uuid4()
    for identite, personne in ((acte, "alice"), (uuid4(), "alice"), (acte, "ali"), (None, "alice"), (None, "alice")):
        create(monde, identite, personne)
    assert count_rows("action") == 5


def test_an_act_that_was_refused_was_not_done(monde: Monde) -> None:
    acte = uuid4()
    with pytest.raises(SaisieInvalide):
        create(monde, acte, quoi=" ")
    assert create(monde, acte, quoi="Enfin") == "Noté : Enfin"
    assert count_rows("action") == 1
