"""Reading one structure by names, by shared accounts, by totals, by a bascule: each attack on the running service."""

from __future__ import annotations

from datetime import date

import pytest

from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.restitution.ensemble.service import get_suivi
from caprse.restitution.federation.service import list_collectifs_vus
from caprse.restitution.resultats.rapprochements import build_axes_cycle
from caprse.restitution.resultats.service import get_resultats, set_montre_son_nom
from tests.base import execute, get_value
from tests.monde import Monde
from tests.restitution.scene import (
    CRITERES,
    answer,
    answer_and_send,
    close,
    execute_as_owner,
    leave,
    look,
    refresh,
    see,
    send,
    send_back,
    show_name,
)
from tests.surete.visibilite.scene import add_account, join_structure, leave_structure, list_codes, list_names


def set_seuils(anonymat: int = 5, mouvement: int = 3) -> None:
    execute_as_owner(f"update collectif set seuil_anonymat = {anonymat}, seuil_mouvement = {mouvement}")


# Names.


def test_three_who_arrive_two_of_them_named_are_published_without_the_new_names(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    avant = see(monde, "alice", 0)
    show_name(monde, 8, 9)
    answer_and_send(monde, 7, 8, 9)
    apres = see(monde, "alice", 0)
    assert apres.agregats[0].n == avant.agregats[0].n + 3
    assert apres.nommees == ()


def test_names_that_were_there_already_stay_when_new_ones_must_wait(monde: Monde) -> None:
    show_name(monde, 1)
    answer_and_send(monde, *range(7))
    assert list_names(see(monde, "alice", 0)) == {"1"}
    show_name(monde, 8, 9)
    answer_and_send(monde, 7, 8, 9)
    assert list_names(see(monde, "alice", 0)) == {"1"}


def test_three_who_arrive_all_named_leave_nobody_to_read(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    see(monde, "alice", 0)
    show_name(monde, 7, 8, 9)
    answer_and_send(monde, 7, 8, 9)
    assert list_names(see(monde, "alice", 0)) == {"7", "8", "9"}


def test_two_named_and_one_other_who_change_wait(monde: Monde) -> None:
    show_name(monde, 1, 2)
    answer_and_send(monde, *range(10))
    avant = see(monde, "alice", 0)
    assert list_names(avant) == {"1", "2"}
    send_back(*monde.carnets[1:4])
    for rang in (1, 2, 3):
        answer(monde.carnets[rang], 4 if rang != 1 else 3)
    send(*monde.carnets[1:4])
    assert see(monde, "alice", 0) == avant
    close(monde)
    assert see(monde, "alice", 0) == avant


def test_a_name_withdrawn_does_not_make_its_owner_readable(monde: Monde) -> None:
    """Named, then silent, it changes with two others: what it changes to is its own again."""
    show_name(monde, 1, 2)
    answer_and_send(monde, *range(10))
    avant = see(monde, "alice", 0)
    for rang in (1, 2):
        show_name(monde, rang, montre=False)
    send_back(*monde.carnets[1:4])
    for rang in (1, 2, 3):
        answer(monde.carnets[rang], (rang + 2) % 5)
    send(*monde.carnets[1:4])
    close(monde)
    apres = see(monde, "alice", 0)
    assert apres.agregats == avant.agregats
    assert list_names(apres) == set()


def test_withdrawing_moves_no_figure_and_leaves_every_trimestre(monde: Monde) -> None:
    show_name(monde, 1, 2)
    answer_and_send(monde, *range(8))
    close(monde)
    avant = see(monde, "alice", 0)
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        set_montre_son_nom(unit, monde.structures[1], montre=False)
    apres = see(monde, "alice", 0)
    assert (list_names(avant), list_names(apres)) == ({"1", "2"}, {"2"})
    assert apres.agregats == avant.agregats
    assert get_value("select count(*) from publication") == 1


def test_a_name_is_not_told_on_the_total_when_one_part_must_stay_hidden(monde: Monde) -> None:
    """On the second enjeu five answered, three of them without a name: no name there, so none on the whole either."""
    show_name(monde, 0, 1)
    answer_and_send(monde, 0, 1, 2, 3, 7)
    for rang in (4, 5, 6):
        answer(monde.carnets[rang], dict.fromkeys(CRITERES[:4], 2))
    send(*monde.carnets[4:7])
    for rang in (8, 9):
        leave(monde, rang, date(2026, 2, 1))
    refresh(monde)
    [(nommees,)] = execute("select agregats -> 'nommees' from publication")
    assert {figure["code"] for nommee in nommees for figure in nommee["figures"]} == {"T01-A"}


# Shared accounts.


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.CONTRIBUTION, Role.LECTURE])
def test_who_knows_two_of_three_movers_does_not_read_the_third(monde: Monde, role: Role) -> None:
    add_account(monde, "double", 7, 8, role=role)
    answer_and_send(monde, *range(7))
    avant = see(monde, "alice", 0)
    answer_and_send(monde, 7, 8, 9)
    assert see(monde, "alice", 0) == avant
    assert see(monde, "double", 7) == avant
    close(monde)
    assert see(monde, "double", 7) == avant


def test_three_movers_besides_the_shared_account_are_enough(monde: Monde) -> None:
    add_account(monde, "double", 6, 7)
    answer_and_send(monde, *range(6))
    avant = see(monde, "alice", 0)
    answer_and_send(monde, *range(6, 10))
    assert see(monde, "double", 7).agregats[0].n == avant.agregats[0].n + 4


def test_two_accounts_that_share_a_structure_make_one_unit(monde: Monde) -> None:
    add_account(monde, "une", 6, 7)
    add_account(monde, "autre", 7, 8)
    answer_and_send(monde, *range(6))
    avant = see(monde, "alice", 0)
    answer_and_send(monde, *range(6, 10))
    assert see(monde, "alice", 0) == avant


def test_who_was_known_together_when_figures_appeared_still_is(monde: Monde) -> None:
    add_account(monde, "double", 0, 7)
    answer_and_send(monde, *range(10))
    avant = see(monde, "alice", 0)
    leave_structure(monde, "double", 7)
    send_back(monde.carnets[0], *monde.carnets[7:9])
    for rang in (0, 7, 8):
        answer(monde.carnets[rang], 4)
    send(monde.carnets[0], *monde.carnets[7:9])
    assert see(monde, "alice", 0) == avant


def test_others_that_one_account_knows_count_as_one(monde: Monde) -> None:
    add_account(monde, "groupe", 1, 2, 3)
    answer_and_send(monde, *range(10))
    assert look(monde, "alice", 0)[0] is not None
    set_seuils(8)
    assert look(monde, "alice", 0)[0] is None


def test_a_viewer_of_several_structures_counts_all_of_its_own_out(monde: Monde) -> None:
    add_account(monde, "double", 0, 1)
    answer_and_send(monde, *range(7))
    assert see(monde, "double", 0).agregats[0].n == 7
    join_structure(monde, "double", 2, Role.LECTURE)
    assert look(monde, "double", 0)[0] is None
    assert look(monde, "alice", 0)[0] is not None


def test_alone_with_the_structures_of_one_account_is_alone_with_one_other(monde: Monde) -> None:
    add_account(monde, "groupe", *range(1, 10))
    answer_and_send(monde, *range(10))
    assert not refresh(monde)
    assert look(monde, "alice", 0)[0] is None
    assert look(monde, "groupe", 1)[0] is None


def test_a_named_structure_leaves_with_its_name_not_with_its_account(monde: Monde) -> None:
    """Four move: one is named, one account knows it and another. Three are left, all strangers to each other."""
    add_account(monde, "double", 6, 7)
    show_name(monde, 6)
    answer_and_send(monde, *range(6))
    see(monde, "alice", 0)
    answer_and_send(monde, *range(6, 10))
    assert list_names(see(monde, "alice", 0)) == {"6"}


# The number of the collectif.


def test_the_collectif_may_ask_that_more_of_them_move(monde: Monde) -> None:
    set_seuils(mouvement=4)
    answer_and_send(monde, *range(6))
    avant = see(monde, "alice", 0)
    answer_and_send(monde, 6, 7, 8)
    leave(monde, 9, date(2026, 2, 1))
    assert see(monde, "alice", 0) == avant
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert "au moins 4" in (get_suivi(unit, monde.collectif).attente or "")


def test_the_last_ones_are_awaited_by_the_number_of_the_collectif(monde: Monde) -> None:
    set_seuils(mouvement=4)
    answer_and_send(monde, *range(7))
    assert not refresh(monde)
    answer_and_send(monde, *range(7, 10))
    assert refresh(monde)


# Several editions together.


def be_members(monde: Monde, *rangs: int) -> bool:
    """These and no others are members; tells whether figures moved."""
    execute(
        "update adhesion set au = case when structure_id = any(:ids) then null else date '2026-02-01' end"
        " where collectif_id = :c",
        ids=[monde.structures[rang] for rang in rangs],
        c=monde.collectif,
    )
    return refresh(monde)


def test_editions_that_overlap_do_not_add_up_to_one_structure(monde: Monde) -> None:
    """Beside five that stay: 0 1 2, then 2 3 4, then 0 1 3 4. Two by two three moved at least; the first two less the
    third are the answers of 2, twice."""
    answer_and_send(monde, *range(10))
    fixes = range(5, 10)
    assert be_members(monde, *fixes)
    assert be_members(monde, *fixes, 0, 1, 2)
    assert be_members(monde, *fixes, 2, 3, 4)
    assert not be_members(monde, *fixes, 0, 1, 3, 4)
    assert not be_members(monde, *fixes, 0, 1, 2, 3, 4)
    assert be_members(monde, *fixes)


# Totals.


def answer_thinly(monde: Monde) -> None:
    """Seven answer the first enjeu, four of them the second."""
    answer_and_send(monde, *range(4))
    for rang in range(4, 7):
        answer(monde.carnets[rang], dict.fromkeys(CRITERES[:4], 2))
    send(*monde.carnets[4:7])


def test_the_total_is_not_told_beside_a_hidden_part(monde: Monde) -> None:
    answer_thinly(monde)
    assert list_codes(see(monde, "alice", 0)) == ["T01-A"]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        suivi = get_suivi(unit, monde.collectif).publication
    assert suivi is not None
    assert list_codes(suivi.edition) == ["T01-A"]


def test_the_whole_cycle_does_not_tell_the_total_either(monde: Monde) -> None:
    answer_thinly(monde)
    close(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        axes, _ = build_axes_cycle(get_resultats(unit, monde.structures[0]))
    assert [axe.collectif for axe in axes] == [None] * len(axes)


def test_the_federation_does_not_read_the_total_beside_a_hidden_part(monde: Monde) -> None:
    answer_thinly(monde)
    close(monde)
    with open_unit(compte_id=monde.comptes["fanny"]) as unit:
        [publiee] = [p for vu in list_collectifs_vus(unit) for p in vu.publications]
    assert list_codes(publiee.edition) == ["T01-A"]


def test_a_part_hidden_from_one_viewer_hides_the_total_from_that_viewer(monde: Monde) -> None:
    """Six answered the second enjeu: five others for who did not, four for who knows two of them."""
    add_account(monde, "double", 0, 1)
    answer_and_send(monde, *range(6))
    for rang in range(6, 10):
        answer(monde.carnets[rang], dict.fromkeys(CRITERES[:4], 2))
    send(*monde.carnets[6:10])
    assert list_codes(see(monde, "alice", 0)) == ["T01-A", "T01-B", "T01", "TRA"]
    assert list_codes(see(monde, "double", 0)) == ["T01-A"]


def test_what_is_under_the_threshold_is_not_even_kept(monde: Monde) -> None:
    answer_thinly(monde)
    refresh(monde)
    [(agregats,)] = execute("select agregats -> 'agregats' from publication")
    gardes = {agregat["code"]: (agregat["n"], sum(agregat["repartition"])) for agregat in agregats}
    assert gardes == {"T01-A": (7, 28), "T01-B": (0, 0), "T01": (0, 0), "TRA": (0, 0)}
    # Lowering the threshold later opens nothing that is past.
    set_seuils(3)
    assert list_codes(see(monde, "alice", 0)) == ["T01-A"]


def test_an_edition_of_before_is_still_read_and_still_restricted(monde: Monde) -> None:
    """Publications are written once: those that kept everything are restricted when they are read."""
    answer_and_send(monde, *range(7))
    refresh(monde)
    [(parue,)] = execute(
        "insert into publication (collectif_id, trimestre_id, numero, carnets, agregats)"
        " select collectif_id, trimestre_id, 2, carnets, jsonb_set(agregats, '{agregats}', (select jsonb_agg("
        "  (a - 'groupes') || case when a ->> 'code' = 'T01-B' then jsonb_build_object('n', 4) else '{}' end)"
        "  from jsonb_array_elements(agregats -> 'agregats') a)) from publication returning id"
    )
    execute(
        "insert into publication_carnet (collectif_id, publication_id, carnet_id, structure_id, empreinte, publie_le)"
        " select collectif_id, :parue, carnet_id, structure_id, empreinte, publie_le from publication_carnet",
        parue=parue,
    )
    assert list_codes(see(monde, "alice", 0)) == ["T01-A", "TRA"]
    answer_and_send(monde, 7, 8, 9)
    assert list_codes(see(monde, "alice", 0)) == ["T01-A", "T01-B", "T01", "TRA"]


# The fédération.


def test_who_is_also_direction_counts_as_a_member(monde: Monde) -> None:
    join_structure(monde, "fanny", 0)
    answer_and_send(monde, *range(5))
    close(monde)
    with open_unit(compte_id=monde.comptes["fanny"]) as unit:
        assert not any(vu.publications for vu in list_collectifs_vus(unit))
    leave_structure(monde, "fanny", 0)
    with open_unit(compte_id=monde.comptes["fanny"]) as unit:
        assert any(vu.publications for vu in list_collectifs_vus(unit))
