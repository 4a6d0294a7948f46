"""Attacks on invariants 5 and 6: reading somebody by subtraction, by patience, by tricks, or by asking wrong."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.restitution.ensemble.service import get_suivi
from caprse.restitution.federation.service import CollectifVu, list_collectifs_vus
from caprse.restitution.figures.axes import NOMS_COLLECTIF, build_axes_collectif
from caprse.restitution.planches.tableaux import table_axes
from caprse.restitution.publication.edition import Edition
from caprse.restitution.publication.service import refresh_publication
from caprse.restitution.resultats.service import get_resultats, set_montre_son_nom
from caprse.socle.erreurs import Introuvable
from caprse.socle.fichiers import to_csv
from tests.base import execute
from tests.conftest import Horloge
from tests.monde import Monde, add_personne
from tests.restitution.scene import (
    CRITERES,
    answer,
    answer_and_send,
    close,
    execute_as_owner,
    leave,
    look,
    open_next,
    refresh,
    see,
    send,
    send_back,
    show_name,
)


def list_names(edition: Edition) -> set[str]:
    return {nommee.nom[-1] for nommee in edition.nommees}


def compare(monde: Monde) -> tuple[CollectifVu, ...]:
    """What the fédération reads, collectif by collectif."""
    with open_unit(compte_id=monde.comptes["fanny"]) as unit:
        return list_collectifs_vus(unit)


def test_differencing_two_dates_nothing_moves_until_three_carnets_have(monde: Monde, horloge: Horloge) -> None:
    answer_and_send(monde, *range(6))
    avant = see(monde, "alice", 0)
    for rang in (6, 7):
        horloge.instant += timedelta(days=1)
        answer_and_send(monde, rang)
        assert see(monde, "alice", 0) == avant
    answer_and_send(monde, 8, 9)
    assert see(monde, "alice", 0).agregats[0].n == 10


def test_differencing_when_one_structure_corrects_its_carnet_shows_nothing(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    avant = see(monde, "alice", 0)
    send_back(monde.carnets[6])
    assert see(monde, "alice", 0) == avant
    answer(monde.carnets[6], 4)
    send(monde.carnets[6])
    assert see(monde, "alice", 0) == avant


def test_sending_unchanged_carnets_again_does_not_fake_three_moves(monde: Monde, horloge: Horloge) -> None:
    answer_and_send(monde, *range(7))
    avant = see(monde, "alice", 0)
    for _ in range(2):
        horloge.instant += timedelta(hours=1)
        send_back(monde.carnets[0], monde.carnets[1])
        send(monde.carnets[0], monde.carnets[1])
    answer_and_send(monde, 7)
    # Four carnets were transmitted since, one of them is new: its answers would stand alone.
    assert see(monde, "alice", 0) == avant


def test_changing_back_and_forth_does_not_isolate_a_third_carnet(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    premiere = see(monde, "alice", 0)
    send_back(*monde.carnets[:3])
    for rang in range(3):
        answer(monde.carnets[rang], rang + 1)
    send(*monde.carnets[:3])
    deuxieme = see(monde, "alice", 0)
    assert deuxieme != premiere
    # Three accomplices go back to their first answers while a fourth changes: one move from the first picture.
    send_back(*monde.carnets[:4])
    for rang in range(3):
        answer(monde.carnets[rang], rang)
    answer(monde.carnets[3], 0)
    send(*monde.carnets[:4])
    assert see(monde, "alice", 0) == deuxieme


def test_three_carnets_that_each_change_another_axis_are_not_read_one_by_one(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    avant = see(monde, "alice", 0)
    send_back(*monde.carnets[1:4])
    answer(monde.carnets[1], {"T01-01": 4})
    answer(monde.carnets[2], {"T01-05": 0})
    answer(monde.carnets[3], {"TRA-01": 0})
    send(*monde.carnets[1:4])
    assert see(monde, "alice", 0) == avant


def test_the_last_two_are_never_added_alone_not_even_by_closing(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    avant = see(monde, "alice", 0)
    answer_and_send(monde, 7, 8)
    close(monde)
    assert see(monde, "alice", 0) == avant


def test_a_structure_that_leaves_is_not_read_by_subtraction(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    avant = see(monde, "alice", 0)
    leave(monde, 6, date(2026, 3, 1))
    assert see(monde, "alice", 0) == avant
    close(monde)
    assert see(monde, "alice", 0) == avant


def test_there_is_one_figure_for_all_who_look_so_no_two_to_subtract(monde: Monde) -> None:
    for rang in range(2, 10):
        add_personne(monde, f"p{rang}", Role.DIRECTION, monde.structures[rang])
    answer_and_send(monde, *range(10))
    noms = ["alice", "bob", *(f"p{rang}" for rang in range(2, 10))]
    assert len({repr(see(monde, nom, rang)) for rang, nom in enumerate(noms)}) == 1
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        suivi = get_suivi(unit, monde.collectif).publication
    assert suivi is not None
    assert suivi.edition.agregats == see(monde, "alice", 0).agregats


def test_two_exports_around_one_more_carnet_are_the_same_file(monde: Monde, horloge: Horloge) -> None:
    def export() -> bytes:
        edition = see(monde, "alice", 0)
        return to_csv(table_axes(build_axes_collectif(edition.enjeux, edition.agregats), NOMS_COLLECTIF))

    answer_and_send(monde, *range(7))
    avant = export()
    horloge.instant += timedelta(days=2)
    answer_and_send(monde, 7)
    assert export() == avant


def test_six_in_all_one_of_them_looking_five_others_is_enough_and_five_in_all_is_not(monde: Monde) -> None:
    answer_and_send(monde, *range(5))
    assert refresh(monde)
    publiee, raison = look(monde, "alice", 0)
    assert publiee is None
    assert "au moins 5 autres carnets" in (raison or "")
    answer_and_send(monde, 5, 6, 7, 8, 9)
    assert see(monde, "alice", 0).agregats[0].n == 10


def test_an_axis_that_few_answered_is_not_shown_beside_the_others(monde: Monde) -> None:
    answer_and_send(monde, *range(4))
    for rang in range(4, 7):
        answer(monde.carnets[rang], dict.fromkeys(CRITERES[:4], 2))
    send(*monde.carnets[4:7])
    assert [agregat.code for agregat in see(monde, "alice", 0).agregats] == ["T01-A"]


def test_nothing_is_read_before_transmitting(monde: Monde) -> None:
    answer_and_send(monde, *range(1, 8))
    answer(monde.carnets[0], 2)
    publiee, raison = look(monde, "alice", 0)
    assert publiee is None
    assert "quand votre carnet est transmis" in (raison or "")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        resultats = get_resultats(unit, monde.structures[0])
    assert resultats.choisi is not None
    assert resultats.choisi.publication is None
    assert see(monde, "bob", 1).agregats[0].n == 7


def test_a_carnet_sent_back_closes_the_view_again(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    see(monde, "alice", 0)
    send_back(monde.carnets[0])
    assert look(monde, "alice", 0)[0] is None


def test_the_trimestre_of_another_collectif_is_not_found(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    refresh(monde)
    for trimestre in (monde.trimestre_ailleurs, uuid4()):
        with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["alice"]) as unit:
            refresh_publication(unit, trimestre)
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["charlie"]) as unit:
        refresh_publication(unit, monde.trimestre)
    # The screens choose among one's own by number: nothing else is ever in the list.
    for nom, structure, trimestre in (
        ("alice", monde.structures[0], monde.trimestre),
        ("charlie", monde.structure_ailleurs, monde.trimestre_ailleurs),
    ):
        for numero in (None, *range(4)):
            with open_unit(compte_id=monde.comptes[nom]) as unit:
                assert [vu.id for vu in get_resultats(unit, structure, numero).trimestres] == [trimestre]
    with open_unit(compte_id=monde.comptes["charlie"]) as unit:
        assert get_resultats(unit, monde.structure_ailleurs).trimestres[0].publication is None


def test_looking_for_another_structure_is_not_found(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    show_name(monde, 0)
    for nom, rang in (("bob", 0), ("alice", 1), ("charlie", 0), ("fanny", 0), ("adam", 0)):
        with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes[nom]) as unit:
            get_resultats(unit, monde.structures[rang])


def test_even_with_sql_in_hand_a_member_reads_only_aggregates_and_its_own(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    refresh(monde)
    close(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        for table in ("arrete", "publication_carnet", "reponse", "carnet"):
            vues = {ligne.structure_id for ligne in unit.db.execute(text(f"select structure_id from {table}"))}
            assert vues == {monde.structures[0]}, table
        [parue] = unit.db.execute(text("select agregats from publication")).all()
    autres = [str(structure) for structure in monde.structures]
    assert not any(structure in repr(parue.agregats) for structure in autres)


def test_of_six_where_one_refuses_to_be_named_nobody_is(monde: Monde) -> None:
    for rang in range(6, 10):
        leave(monde, rang, date(2026, 2, 1))
    show_name(monde, *range(5))
    answer_and_send(monde, *range(6))
    assert see(monde, "bob", 1).nommees == ()


def test_of_six_where_all_agree_all_are_named(monde: Monde) -> None:
    for rang in range(6, 10):
        leave(monde, rang, date(2026, 2, 1))
    show_name(monde, *range(6))
    answer_and_send(monde, *range(6))
    assert list_names(see(monde, "bob", 1)) == set("012345")


def test_agreeing_later_waits_for_the_next_publication(monde: Monde) -> None:
    show_name(monde, 1)
    answer_and_send(monde, *range(7))
    assert list_names(see(monde, "alice", 0)) == {"1"}
    show_name(monde, 2)
    assert list_names(see(monde, "alice", 0)) == {"1"}
    answer_and_send(monde, 7, 8, 9)
    assert list_names(see(monde, "alice", 0)) == {"1", "2"}


def test_withdrawing_takes_the_name_off_at_once_and_for_the_past_too(monde: Monde) -> None:
    show_name(monde, 1, 2)
    answer_and_send(monde, *range(7))
    close(monde)
    assert list_names(see(monde, "alice", 0)) == {"1", "2"}
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        set_montre_son_nom(unit, monde.structures[1], montre=False)
    assert list_names(see(monde, "alice", 0)) == {"2"}
    assert list_names(see(monde, "bob", 1)) == {"2"}


def test_opting_in_and_out_in_turns_never_leaves_a_handful_unnamed(monde: Monde) -> None:
    """Six structures answer; two are named. They withdraw, two others offer their names with the next figures: whoever
    kept the first picture would know four of the six, and each of the last two would read the other."""
    show_name(monde, 0, 1)
    answer_and_send(monde, *range(6))
    assert list_names(see(monde, "bob", 1)) == {"0", "1"}
    show_name(monde, 0, 1, montre=False)
    show_name(monde, 2, 3)
    answer_and_send(monde, 6, 7, 8, 9)
    assert see(monde, "bob", 1).nommees == ()


def test_figures_are_held_back_when_too_many_names_are_remembered(monde: Monde) -> None:
    for rang in range(6, 10):
        leave(monde, rang, date(2026, 2, 1))
    show_name(monde, *range(6))
    answer_and_send(monde, *range(6))
    avant = see(monde, "bob", 1)
    execute("update adhesion set au = null")
    answer_and_send(monde, 6, 7, 8)
    execute("update adhesion set au = '2026-02-01' where structure_id = :s", s=monde.structures[9])
    assert see(monde, "bob", 1) == avant


def test_a_named_structure_is_shown_as_published_never_as_it_writes(monde: Monde) -> None:
    show_name(monde, 1)
    answer_and_send(monde, *range(7))
    avant = see(monde, "alice", 0).nommees
    send_back(monde.carnets[1])
    answer(monde.carnets[1], 4)
    send(monde.carnets[1])
    assert see(monde, "alice", 0).nommees == avant


def test_only_its_direction_offers_the_name_of_a_structure(monde: Monde) -> None:
    for nom in ("ali", "aya", "bob", "charlie", "anna", "clara", "adam", "fanny", "personne"):
        with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes[nom]) as unit:
            set_montre_son_nom(unit, monde.structures[0], montre=True)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        set_montre_son_nom(unit, monde.structures[0], montre=True)
    assert execute("select montre_son_nom from structure where id = :s", s=monde.structures[0])[0].montre_son_nom


def test_who_directs_two_structures_may_subtract_both_so_sees_less(monde: Monde) -> None:
    add_personne(monde, "double", Role.DIRECTION, monde.structures[0])
    execute(
        "insert into habilitation (compte_id, role, collectif_id, structure_id) values (:c, 'direction', :k, :s)",
        c=monde.comptes["double"],
        k=monde.collectif,
        s=monde.structures[1],
    )
    answer_and_send(monde, *range(6))
    assert look(monde, "alice", 0)[0] is not None
    assert look(monde, "double", 0)[0] is None


def test_a_structure_that_left_reads_nothing_of_what_came_after(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    close(monde)
    leave(monde, 0, date(2026, 3, 1))
    trimestre, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    for carnet in carnets.values():
        answer(carnet, {"T02-01": 2})
    send(*carnets.values())
    assert refresh(monde, trimestre)
    close(monde, trimestre)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        choisi = get_resultats(unit, monde.structures[0], 2).choisi
    assert choisi is not None
    assert choisi.id == monde.trimestre, "the trimestre that began after it left is not there at all"
    assert look(monde, "alice", 0)[0] is not None


def test_the_federation_reads_no_name_no_open_figure_and_no_thin_axis(monde: Monde) -> None:
    show_name(monde, 0, 1)
    answer_and_send(monde, *range(7))
    refresh(monde)
    assert not any(vu.publications for vu in compare(monde))
    close(monde)
    [vu] = [vu for vu in compare(monde) if vu.publications]
    assert vu.publications[0].edition.nommees == ()
    assert str(monde.structures[0]) not in repr(compare(monde))
    execute_as_owner("update collectif set seuil_anonymat = 8")
    assert not any(vu.publications for vu in compare(monde))


def reopen(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, monde.trimestre, "Une erreur de saisie", date(2026, 4, 15))


@pytest.mark.parametrize("combien", [1, 2])
def test_reopening_for_one_or_two_carnets_lets_nobody_subtract(monde: Monde, combien: int) -> None:
    answer_and_send(monde, *range(8))
    close(monde)
    avant = see(monde, "alice", 0)
    reopen(monde)
    rouverts = monde.carnets[5 : 5 + combien]
    send_back(*rouverts)
    assert see(monde, "alice", 0) == avant
    for carnet in rouverts:
        answer(carnet, 4)
        answer(carnet, {"T01-01": 2})
    send(*rouverts)
    assert see(monde, "alice", 0) == avant
    assert not close(monde).publie
    assert see(monde, "alice", 0) == avant
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        suivi = get_suivi(unit, monde.collectif, 1)
    assert suivi.publication is not None
    assert suivi.publication.edition.agregats == avant.agregats
    assert "n’ont pas bougé" in (suivi.attente or "")


def test_closing_again_without_the_carnets_sent_back_does_not_take_them_out_one_by_one(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    close(monde)
    avant = see(monde, "alice", 0)
    reopen(monde)
    send_back(monde.carnets[6])
    close(monde)
    assert see(monde, "alice", 0) == avant


def test_latecomers_of_a_reopening_are_not_read_one_by_one(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    close(monde)
    avant = see(monde, "alice", 0)
    for rang in (8, 9):
        reopen(monde)
        answer_and_send(monde, rang)
        close(monde)
        assert see(monde, "alice", 0) == avant


def test_reopening_again_and_again_does_not_walk_through_three_moves_at_a_time(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    close(monde)
    reopen(monde)
    send_back(*monde.carnets[1:4])
    for rang in range(1, 4):
        answer(monde.carnets[rang], (rang + 1) % 5)
    send(*monde.carnets[1:4])
    assert close(monde).publie
    deuxieme = see(monde, "alice", 0)
    # The three go back to their first answers while a fourth changes: one move from the first picture.
    reopen(monde)
    send_back(*monde.carnets[1:5])
    for rang in range(1, 4):
        answer(monde.carnets[rang], rang)
    answer(monde.carnets[4], 0)
    send(*monde.carnets[1:5])
    assert not close(monde).publie
    assert see(monde, "alice", 0) == deuxieme


def test_who_has_not_transmitted_no_longer_looks_while_it_is_reopened(monde: Monde) -> None:
    answer_and_send(monde, *range(1, 9))
    close(monde)
    assert see(monde, "alice", 0).agregats
    reopen(monde)
    publiee, raison = look(monde, "alice", 0)
    assert publiee is None
    assert "quand votre carnet est transmis" in (raison or "")
