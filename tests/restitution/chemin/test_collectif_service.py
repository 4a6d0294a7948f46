"""The path of the collectif from a real base: who reads it, what thresholds hold back, what a room sees."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.restitution.chemin.service import get_chemin
from caprse.restitution.chemin.service_collectif import (
    CheminCollectifVu,
    get_chemin_collectif,
    get_chemin_structure,
    read_chemin_salle,
)
from caprse.restitution.chemin.tableaux_collectif import list_lignes_collectif
from caprse.restitution.figures.chemin_collectif import RangeeCollectif
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_rerun, count_statements
from tests.droits import check_rights
from tests.ecran import open_page
from tests.monde import Monde
from tests.restitution.scene import (
    answer,
    answer_and_send,
    close,
    create_larger,
    execute_as_owner,
    leave,
    send,
    send_back,
)
from tests.restitution.test_pages import list_charts, list_tables, read
from tests.surete.visibilite.scene import add_account, join_structure
from tests.surete.visibilite.test_bascule import NOUVEAUX, rename_enjeux, switch
from tests.surete.visibilite.test_cycle import Cycle


@pytest.fixture
def cycle(monde: Monde) -> Cycle:
    """The first trimestre answered by all, closed; the second one open."""
    answer_and_send(monde, *range(10))
    cycle = Cycle(monde, {1: monde.trimestre}, {1: [*monde.carnets]})
    cycle.close(1)
    cycle.open(2)
    return cycle


def see(monde: Monde, nom: str = "alice", rang: int = 0) -> CheminCollectifVu:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return get_chemin_structure(unit, monde.structures[rang])


def steer(monde: Monde) -> CheminCollectifVu:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return get_chemin_collectif(unit, monde.collectif)


def show(monde: Monde, jusqu_a: int = 9) -> CheminCollectifVu:
    with open_unit_systeme() as unit:
        return read_chemin_salle(unit, monde.collectif, jusqu_a)


def find(vu: CheminCollectifVu, code: str) -> RangeeCollectif:
    return next(rangee for rangee in vu.chemin.rangees if rangee.code == code)


def list_points(vu: CheminCollectifVu, code: str = "T01") -> list[tuple[int, int | None, bool]]:
    return [(point.numero, point.revus, point.lie) for point in find(vu, code).points]


def test_each_closing_gives_what_was_published_of_each_thematique(cycle: Cycle) -> None:
    cycle.send(2, revus={0: 4, 1: 4, 2: 4})
    cycle.close(2)
    for vu in (see(cycle.monde), steer(cycle.monde), show(cycle.monde)):
        assert list_points(vu) == [(1, 80, False), (2, 3, True)]
        assert list_points(vu, "T02") == [(2, 80, False)]
        assert list_points(vu, "T03") == []
        assert [(e.numero, e.pas) for e in find(vu, "T01").etapes] == [(2, 4 + 3 + 2)]
        assert [(c.numero, c.demandees) for c in vu.chemin.clotures] == [(1, ("T01", "TRA")), (2, ("T02", "TRA"))]
        assert vu.chemin.list_tues(2) == []


def test_what_too_few_moved_is_not_published_and_said(cycle: Cycle) -> None:
    cycle.send(2, revus={4: 0})
    cycle.close(2)
    vu = see(cycle.monde)
    assert list_points(vu) == [(1, 80, False)]
    assert [rangee.code for rangee in vu.chemin.list_tues(2)] == ["T01"]


def test_as_many_other_structures_are_not_the_same_and_nothing_joins_their_figures(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    cycle = Cycle(monde, {1: monde.trimestre}, {1: [*monde.carnets]})
    cycle.close(1)
    cycle.open(2)
    # Three leave, three that had answered nothing answer what every trimestre asks: seven, as many answers as before.
    for rang in (4, 5, 6):
        leave(monde, rang, date(2026, 4, 15))
    cycle.send(2, (0, 1, 2, 3, 7, 8, 9))
    cycle.close(2)
    for vu in (steer(monde), show(monde), see(monde)):
        avant, apres = find(vu, "TRA").points
        assert (avant.structures, sum(avant.agregat.repartition)) == (apres.structures, sum(apres.agregat.repartition))
        assert (apres.lie, find(vu, "TRA").etapes) == (False, ())
        assert "rien ne se compare" in list_lignes_collectif(vu.chemin)[-1]["En mots"]


def test_as_many_answers_by_others_are_not_the_same_and_nothing_joins_their_figures(monde: Monde) -> None:
    answer_and_send(monde, *range(10))
    for rang in (0, 1, 2):
        answer(monde.carnets[rang], {}, ["T01-02"])
    cycle = Cycle(monde, {1: monde.trimestre}, {1: [*monde.carnets]})
    cycle.close(1)
    cycle.open(2)
    cycle.send(2)
    for rang in (0, 1, 2):
        answer(cycle.get_carnet(2, rang), {"T01-02": 2})
        answer(cycle.get_carnet(2, rang + 3), {}, ["T01-02"])
    cycle.close(2)
    assert list_points(steer(monde)) == [(1, 77, False), (2, 3, False)]


def test_a_bascule_that_keeps_the_questions_keeps_the_line_and_the_structures_in_it(cycle: Cycle) -> None:
    switch(cycle.monde, rename_enjeux, NOUVEAUX)
    cycle.send(2)
    cycle.close(2)
    assert [lie for *_, lie in list_points(steer(cycle.monde))] == [False, True]


def test_figures_that_came_out_before_who_was_counted_was_kept_are_not_joined(cycle: Cycle) -> None:
    execute_as_owner(
        "alter table publication_cycle disable trigger user;"
        " alter table publication_cycle no force row level security;"
        " update publication_cycle set population = null;"
        " alter table publication_cycle force row level security;"
        " alter table publication_cycle enable trigger user"
    )
    cycle.send(2)
    cycle.close(2)
    assert list_points(steer(cycle.monde)) == [(1, 80, False), (2, 0, False)]


def test_what_says_that_two_figures_count_the_same_says_nothing_of_whom(cycle: Cycle) -> None:
    cycle.send(2)
    cycle.close(2)
    with open_unit(compte_id=cycle.monde.comptes["alice"]) as unit:
        lues = unit.db.execute(text("select thematique, population from publication_cycle")).all()
        sues = {
            str(valeur)
            for une in unit.db.execute(text("select structure_id, questions from publication_cycle_structure"))
            for valeur in (une.structure_id, une.questions)
        }
    # Of chance: one for T01 at both closings, others for all else. Of the lines behind it she reads her own.
    assert len({population for theme, population in lues if theme == "T01"}) == 1
    assert len({population for _, population in lues}) == 3
    assert len({un for un in sues if "T0" not in un and "TRA" not in un}) == 1


def tell_structures(monde: Monde) -> int:
    """The marches that T01 moved by over the whole path of each structure, as its own people read it."""
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        chemins = [get_chemin(unit, structure).chemin for structure in monde.structures]
    rangees = [rangee for chemin in chemins for rangee in chemin.rangees if rangee.code == "T01"]
    return sum(etape.gagnees - etape.perdues for rangee in rangees for etape in rangee.etapes)


def test_the_collectif_reads_the_sum_of_what_each_structure_reads(cycle: Cycle) -> None:
    cycle.send(2, revus={0: 4, 1: 4, 2: 1})
    cycle.close(2)
    for vu in (see(cycle.monde), steer(cycle.monde), show(cycle.monde)):
        assert sum(etape.pas for etape in find(vu, "T01").etapes) == tell_structures(cycle.monde) == 4 + 3 - 1


def test_after_an_answer_of_before_was_corrected_no_line_leads_from_what_had_counted_it(cycle: Cycle) -> None:
    cycle.send(2)
    cycle.close(2)
    cycle.reopen(1)
    carnet = cycle.get_carnet(1, 4)
    send_back(carnet)
    answer(carnet, {"T01-01": 0})
    send(carnet)
    cycle.close(1)
    cycle.open(3)
    cycle.send(3, revus={0: 4, 1: 4, 2: 4})
    cycle.close(3)
    # Structure 4 had said 4 and meant 0: what came out counts it at 4, then at 0, and nobody came down.
    assert tell_structures(cycle.monde) == 4 + 3 + 2
    assert list_points(steer(cycle.monde)) == [(1, 80, False), (2, 0, True), (3, 3, False)]
    assert [(etape.numero, etape.pas) for etape in find(steer(cycle.monde), "T01").etapes] == [(2, 0)]
    # What was corrected in one thématique takes nothing from another.
    assert [lie for *_, lie in list_points(steer(cycle.monde), "T02")] == [False, True]


def test_of_a_trimestre_closed_twice_the_latest_figures_are_read(cycle: Cycle) -> None:
    cycle.send(2, revus={0: 4, 1: 4, 2: 4})
    cycle.close(2)
    cycle.reopen(2)
    for rang in (5, 6, 7):
        carnet = cycle.get_carnet(2, rang)
        send_back(carnet)
        answer(carnet, {"T01-01": 4})
        send(carnet)
    cycle.close(2)
    for vu in (see(cycle.monde), steer(cycle.monde), show(cycle.monde)):
        assert [(etape.numero, etape.pas) for etape in find(vu, "T01").etapes] == [(2, 4 + 3 + 2 + 4 + 3 + 2)]


def test_nothing_of_the_open_trimestre_is_read(cycle: Cycle) -> None:
    cycle.send(2)
    vu = steer(cycle.monde)
    assert vu.chemin.numeros == (1,)
    assert [numero for numero, _, _ in vu.chemin.jours] == [1, 2]


def test_a_trimestre_that_opens_again_waits_for_its_closing(cycle: Cycle) -> None:
    cycle.send(2)
    cycle.close(2)
    cycle.reopen(2)
    assert steer(cycle.monde).chemin.numeros == (1,)
    cycle.close(2)
    assert steer(cycle.monde).chemin.numeros == (1, 2)


def test_a_room_sees_no_more_than_its_session_has_lived(cycle: Cycle) -> None:
    cycle.send(2)
    cycle.close(2)
    assert show(cycle.monde, 1).chemin.numeros == (1,)


def test_a_member_whose_others_are_too_few_sees_no_figure_nor_does_the_room(monde: Monde) -> None:
    answer_and_send(monde, *range(5))
    close(monde)
    # Five are published; who is one of them sees four others.
    assert steer(monde).chemin.numeros == (1,)
    assert see(monde).chemin.numeros == ()
    assert show(monde).chemin.numeros == ()


def test_one_who_knows_two_of_six_sees_no_figure_and_who_knows_one_does(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    assert see(monde).chemin.numeros == (1,)
    add_account(monde, "deux", 1)
    join_structure(monde, "deux", 2)
    assert see(monde, "deux", 1).chemin.numeros == ()


def test_only_members_and_their_animation_may_look(cycle: Cycle) -> None:
    monde = cycle.monde
    check_rights(monde, {"anna"}, lambda unit: get_chemin_collectif(unit, monde.collectif))
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: get_chemin_structure(unit, monde.structures[0]))
    check_rights(monde, set(), lambda unit: read_chemin_salle(unit, monde.collectif, 9))


def test_a_structure_of_another_collectif_reads_nothing_of_this_one(cycle: Cycle) -> None:
    # Clara animates the neighbour, Charlie directs one of its structures.
    for nom in ("clara", "charlie"):
        with open_unit(compte_id=cycle.monde.comptes[nom]) as unit:
            with pytest.raises(Introuvable):
                get_chemin_collectif(unit, cycle.monde.collectif)
            assert unit.db.connection().exec_driver_sql("select count(*) from publication_cycle").scalar_one() == 0


def test_a_structure_that_left_reads_the_closings_that_it_lived_and_no_more(monde: Monde) -> None:
    answer_and_send(monde, *range(10))
    cycle = Cycle(monde, {1: monde.trimestre}, {1: [*monde.carnets]})
    cycle.close(1)
    leave(monde, 0, date(2026, 3, 1))
    cycle.open(2)
    cycle.send(2, range(1, 10), revus={1: 4, 2: 4, 3: 4})
    cycle.close(2)
    assert steer(monde).chemin.numeros == (1, 2)
    assert see(monde, "bob", 1).chemin.numeros == (1, 2)
    assert see(monde).chemin.numeros == (1,)


def test_no_figure_before_the_first_opening(monde: Monde) -> None:
    execute("delete from carnet where collectif_id = :c", c=monde.collectif)
    execute_as_owner(
        "alter table trimestre disable trigger user; update trimestre set etat = 'prepare';"
        " alter table trimestre enable trigger user"
    )
    assert (steer(monde).chemin.numeros, steer(monde).source) == ((), "")


def test_it_takes_one_statement_however_many_structures(installation: Installation, cycle: Cycle) -> None:
    def count(monde: Monde) -> int:
        with open_unit(compte_id=monde.comptes["anna"]) as unit, count_statements(installation.moteur) as lues:
            get_chemin_collectif(unit, monde.collectif)
        return len(lues)

    petit = count(cycle.monde)
    grand = create_larger(installation, 30)
    answer_and_send(grand, *range(30))
    close(grand)
    assert (petit, count(grand)) == (1, 1)


@pytest.mark.parametrize(
    ("nom", "page", "vue"), [("anna", "collectif", "Chemin"), ("alice", "le-collectif", "Le chemin")]
)
def test_the_page_draws_it_says_it_and_counts_few_statements(
    installation: Installation, cycle: Cycle, nom: str, page: str, vue: str
) -> None:
    cycle.send(2, revus={0: 4, 1: 4, 2: 4})
    cycle.close(2)
    app = open_page(cycle.monde, nom, page, vue=vue)
    texte = read(app)
    assert "Du trimestre 1 au trimestre 2" in texte
    assert "9 marches de plus" in texte
    assert (len(list_charts(app)), len(list_tables(app))) == (2, 1)
    assert "trimestre\u00a02" in list_charts(app)[0].proto.alt
    assert len(count_rerun(installation.moteur, app)) <= 6


def test_a_collectif_that_is_none_is_not_found(cycle: Cycle) -> None:
    with open_unit_systeme() as unit, pytest.raises(Introuvable):
        read_chemin_salle(unit, UUID(int=0), 9)
