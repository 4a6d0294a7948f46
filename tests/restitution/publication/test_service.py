"""Publications in the database: when one is made, what it holds, who may ask for it."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.restitution.publication.lecture import list_carnets
from caprse.restitution.publication.mouvements import list_moved
from caprse.restitution.publication.service import publish, read_mouvements, refresh_publication
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.monde import Monde
from tests.restitution.scene import CRITERES, answer, answer_and_send, close, leave, refresh, send, send_back


def count_publications() -> int:
    nombre: int = execute("select count(*) from publication")[0].count
    return nombre


def test_nothing_is_published_below_the_threshold(monde: Monde) -> None:
    answer_and_send(monde, 0, 1, 2, 3)
    assert not refresh(monde)
    assert count_publications() == 0


def test_five_transmitted_carnets_are_published_once(monde: Monde) -> None:
    answer_and_send(monde, 0, 1, 2, 3, 4)
    assert refresh(monde)
    assert not refresh(monde)
    [parue] = execute("select numero, carnets, agregats from publication")
    assert (parue.numero, parue.carnets) == (1, 5)
    assert {agregat["n"] for agregat in parue.agregats["agregats"]} == {5}
    carnets = {ligne.carnet_id for ligne in execute("select carnet_id from publication_carnet")}
    assert carnets == set(monde.carnets[:5])


def test_a_carnet_being_written_is_not_counted(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    answer(monde.carnets[6], 4)
    send_back(monde.carnets[5])
    assert refresh(monde)
    assert execute("select carnets from publication")[0].carnets == 5


def test_a_structure_that_left_is_not_counted_any_more(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    leave(monde, 6, date(2026, 3, 1))
    assert refresh(monde)
    assert execute("select carnets from publication")[0].carnets == 6


def test_three_more_carnets_move_the_figures_and_two_do_not(monde: Monde) -> None:
    answer_and_send(monde, *range(5))
    refresh(monde)
    answer_and_send(monde, 5, 6)
    assert not refresh(monde)
    answer_and_send(monde, 7, 8, 9)
    assert refresh(monde)
    assert [ligne.carnets for ligne in execute("select carnets from publication order by numero")] == [5, 10]


def test_before_closing_one_or_two_latecomers_hold_the_figures_back(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    assert not refresh(monde)
    assert close(monde).publie


def test_closing_publishes_what_is_due_or_keeps_the_last_figures(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    refresh(monde)
    answer_and_send(monde, 7, 8)
    assert not close(monde).publie
    assert [ligne.carnets for ligne in execute("select carnets from publication")] == [7]


def test_a_carnet_transmitted_empty_brings_no_figure_and_is_not_awaited(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    send(*monde.carnets[8:])
    assert refresh(monde)
    assert execute("select carnets from publication")[0].carnets == 8
    assert not refresh(monde)


def test_a_closed_trimestre_is_never_published_again(monde: Monde) -> None:
    answer_and_send(monde, *range(10))
    close(monde)
    leave(monde, 0, date(2026, 2, 1))
    leave(monde, 1, date(2026, 2, 1))
    leave(monde, 2, date(2026, 2, 1))
    assert not refresh(monde)
    with open_unit_systeme() as unit:
        # Even for somebody who had seen it open a moment ago, and comes after the closing.
        vus = read_mouvements(unit, monde.trimestre)
        assert vus is not None
        assert not publish(unit, vus.trimestre, list_carnets(unit, vus.trimestre, tous=False), cloture=False)
    assert count_publications() == 1


def test_members_and_animation_may_make_it_due_and_nobody_else(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    check_rights(
        monde,
        {"alice", "ali", "aya", "bob", "anna"},
        lambda unit: refresh_publication(unit, monde.trimestre),
    )


def test_a_trimestre_that_does_not_exist_is_not_found(monde: Monde) -> None:
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["anna"]) as unit:
        refresh_publication(unit, monde.collectif)


def test_looking_when_nothing_moved_costs_one_short_query(
    monde: Monde, installation: Installation, horloge: Horloge
) -> None:
    answer_and_send(monde, *range(6))
    horloge.instant += timedelta(minutes=1)
    refresh(monde)
    with count_statements(installation.moteur) as vues:
        refresh(monde)
    # ouvrir, then the profile set and put back around the query.
    assert len(vues) == 4
    assert not any("reponse" in vue for vue in vues)


def test_the_profile_of_the_person_is_back_afterwards(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        assert refresh_publication(unit, monde.trimestre)
        vus = unit.db.execute(text("select structure_id from carnet")).all()
    assert {ligne.structure_id for ligne in vus} == {monde.structures[1]}


def test_two_who_look_at_once_publish_once(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    faites: list[bool] = []
    barriere = threading.Barrier(4)

    def run(nom: str) -> None:
        barriere.wait()
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            faites.append(refresh_publication(unit, monde.trimestre))

    fils = [threading.Thread(target=run, args=(nom,)) for nom in ("anna", "alice", "bob", "aya")]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(faites) == [False, False, False, True]
    assert count_publications() == 1


def test_looking_while_the_trimestre_closes_gives_one_last_publication(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    barriere = threading.Barrier(2)

    def look() -> None:
        barriere.wait()
        refresh(monde)

    fil = threading.Thread(target=look)
    fil.start()
    barriere.wait()
    close(monde)
    fil.join()
    assert count_publications() == 1


@pytest.mark.parametrize("graine", range(6))
def test_whatever_happens_two_publications_in_a_row_differ_by_three_carnets(monde: Monde, graine: int) -> None:
    hasard = Random(graine)
    for rang in range(60):
        structure = hasard.randrange(10)
        carnet = monde.carnets[structure]
        modifiable = execute("select etat from carnet where id = :c", c=carnet)[0].etat != "transmis"
        match hasard.choice(["repondre", *["transmettre"] * 4, "rendre", "partir", "regarder"]):
            case "repondre" if modifiable:
                answer(carnet, {CRITERES[rang % 9]: rang % 5})
            case "transmettre" if modifiable:
                answer(carnet, {CRITERES[0]: hasard.randrange(5)})
                send(carnet)
            case "rendre" if not modifiable:
                send_back(carnet)
            case "partir" if structure == 9:
                leave(monde, structure, date(2026, 2, 1))
            case "regarder":
                refresh(monde)
    close(monde)
    ensembles = [
        ligne.carnets
        for ligne in execute(
            "select p.numero, jsonb_object_agg(pc.carnet_id, pc.empreinte) as carnets from publication p"
            " join publication_carnet pc on pc.publication_id = p.id where pc.empreinte <> '' group by 1 order by 1"
        )
    ]
    assert ensembles, "au moins une publication"
    assert all(len(ensemble) >= 5 for ensemble in ensembles)
    for rang, avant in enumerate(ensembles):
        for apres in ensembles[rang + 1 :]:
            assert len(list_moved(avant, apres)) not in (1, 2)
