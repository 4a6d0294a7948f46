"""Reading one structure from what stands beside the collectif's path: each attack on the running service."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.effet.service import get_effet
from caprse.restitution.chemin.service_collectif import CheminCollectifVu, get_chemin_collectif, get_chemin_structure
from caprse.restitution.figures.effet import EffetMontre
from tests.base import execute
from tests.monde import Monde
from tests.restitution.chemin.scene_autour import finish_actions, say, start_bilan
from tests.restitution.scene import answer, answer_and_send, close, open_next, send
from tests.surete.visibilite.scene import add_account

EN_MARS = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def repondu(monde: Monde) -> Monde:
    answer_and_send(monde, *range(10))
    return monde


def see(monde: Monde, rang: int = 0, nom: str = "alice") -> CheminCollectifVu:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return get_chemin_structure(unit, monde.structures[rang])


def list_actions(vu: CheminCollectifVu) -> dict[int, int]:
    return dict(vu.chemin.totaux)


def steer(monde: Monde) -> CheminCollectifVu:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return get_chemin_collectif(unit, monde.collectif)


def reopen(monde: Monde, trimestre: UUID, fin: date) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, trimestre, "Pour voir", fin)


def read_effet(monde: Monde) -> EffetMontre | None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return get_effet(unit, monde.collectif)


def go_on(monde: Monde, montes: int) -> tuple[UUID, dict[UUID, UUID]]:
    """A second trimestre in which all look at T01-01 again, of which so many went up."""
    trimestre, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    for rang, structure in enumerate(monde.structures):
        answer(carnets[structure], {"T01-01": min(4, rang % 5 + (rang < montes))})
    send(*carnets.values())
    return trimestre, carnets


def test_four_structures_that_acted_are_not_told_of(repondu: Monde) -> None:
    finish_actions(repondu, range(1, 5), EN_MARS, combien=3)
    close(repondu)
    assert list_actions(steer(repondu)) == {}


def test_who_counts_among_five_does_not_read_the_four_others(repondu: Monde) -> None:
    finish_actions(repondu, range(5), EN_MARS, combien=2)
    close(repondu)
    assert list_actions(steer(repondu)) == {1: 10}
    # Alice would read the four others; bob too; whoever did nothing faces five.
    assert list_actions(see(repondu)) == {}
    add_account(repondu, "zoe", 9)
    assert list_actions(see(repondu, 9, "zoe")) == {1: 10}


def test_two_structures_of_one_account_count_for_one(repondu: Monde) -> None:
    add_account(repondu, "deux", 0, 1)
    finish_actions(repondu, range(5), EN_MARS)
    close(repondu)
    assert list_actions(steer(repondu)) == {}


def test_actions_are_told_once_whatever_is_done_and_reopened_afterwards(repondu: Monde) -> None:
    finish_actions(repondu, range(6), EN_MARS)
    close(repondu)
    assert list_actions(steer(repondu)) == {1: 6}
    finish_actions(repondu, [7], EN_MARS)
    assert list_actions(steer(repondu)) == {1: 6}
    reopen(repondu, repondu.trimestre, date(2026, 4, 15))
    # Open again, nothing is told of it; closed again, what was told stands.
    assert list_actions(steer(repondu)) == {}
    close(repondu)
    assert list_actions(steer(repondu)) == {1: 6}


def test_depart_and_arrivee_are_told_of_those_that_gave_both(repondu: Monde) -> None:
    close(repondu)
    say(repondu, "depart", range(10), 1)
    bilan = start_bilan(repondu)
    say(repondu, "arrivee", range(1, 7), 3)
    assert not any(rangee.depart or rangee.arrivee for rangee in steer(repondu).chemin.rangees)
    close(repondu, bilan)
    [dite] = [rangee for rangee in steer(repondu).chemin.rangees if rangee.depart]
    assert dite.depart is not None
    assert dite.arrivee is not None
    assert (dite.code, dite.depart.agregat.n, dite.arrivee.agregat.n, dite.fleche) == ("T01", 6, 6, True)
    # Whoever counts in it faces five others.
    assert any(rangee.depart for rangee in see(repondu, 1, "bob").chemin.rangees)


@pytest.mark.parametrize(("revenues", "bouge"), [([7], False), ([7, 8], False), ([7, 8, 9], True)])
def test_an_arrivee_given_after_the_closing_waits_for_two_others(
    repondu: Monde, revenues: list[int], bouge: bool
) -> None:
    close(repondu)
    say(repondu, "depart", range(10), 1)
    bilan = start_bilan(repondu)
    say(repondu, "arrivee", range(1, 7), 3)
    close(repondu, bilan)
    reopen(repondu, bilan, date(2026, 12, 15))
    say(repondu, "arrivee", revenues, 0)
    close(repondu, bilan)
    [dite] = [rangee for rangee in steer(repondu).chemin.rangees if rangee.arrivee]
    assert dite.arrivee is not None
    assert dite.arrivee.agregat.n == (9 if bouge else 6)


def test_too_few_arrivees_are_told_to_nobody(repondu: Monde) -> None:
    close(repondu)
    say(repondu, "depart", range(10), 1)
    bilan = start_bilan(repondu)
    say(repondu, "arrivee", range(4), 3)
    say(repondu, "arrivee", [5], 3, "T02-A")
    close(repondu, bilan)
    assert not any(rangee.depart or rangee.arrivee for rangee in steer(repondu).chemin.rangees)


def test_one_structure_alone_that_moved_leaves_the_effect_of_before(repondu: Monde) -> None:
    close(repondu)
    deux, carnets = go_on(repondu, 4)
    close(repondu, deux)
    avant = read_effet(repondu)
    assert avant is not None
    reopen(repondu, deux, date(2026, 7, 15))
    execute(
        "update reponse set niveau = 0 where critere = 'T01-01' and carnet_id = :c", c=carnets[repondu.structures[1]]
    )
    close(repondu, deux)
    assert read_effet(repondu) == avant


def test_a_member_reads_nothing_of_the_effect_and_its_own_line_only(repondu: Monde) -> None:
    finish_actions(repondu, range(10), EN_MARS)
    close(repondu)
    deux, _ = go_on(repondu, 4)
    close(repondu, deux)
    assert read_effet(repondu) is not None
    with open_unit(compte_id=repondu.comptes["alice"]) as unit:
        sortes = unit.db.execute(text("select distinct sorte from publication_chemin")).scalars().all()
        lues = unit.db.execute(text("select distinct structure_id from publication_chemin_structure")).scalars().all()
    assert sortes == ["actions"]
    assert lues == [repondu.structures[0]]
    for nom in ("charlie", "clara", "fanny", "personne", "adam"):
        with open_unit(compte_id=repondu.comptes[nom]) as unit:
            assert unit.db.execute(text("select count(*) from publication_chemin")).scalar_one() == 0, nom


def test_who_transmitted_nothing_counts_in_nothing(monde: Monde) -> None:
    answer_and_send(monde, *range(5))
    finish_actions(monde, range(1, 8), EN_MARS)
    close(monde)
    # Four of those that acted transmitted something.
    assert list_actions(steer(monde)) == {}
