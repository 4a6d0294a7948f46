"""Everyone of a collectif on one list: who may read it, what it holds, what it costs."""

from __future__ import annotations

from datetime import timedelta

from caprse.acces.comptes.equipes import Equipe, filter_equipes, get_equipe, list_equipes
from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.monde import Monde


def see(monde: Monde) -> tuple[Equipe, ...]:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return list_equipes(unit, monde.collectif)


def test_only_those_who_manage_the_accesses_read_them(monde: Monde) -> None:
    check_rights(monde, {"anna"}, lambda unit: list_equipes(unit, monde.collectif))
    check_rights(monde, {"clara"}, lambda unit: list_equipes(unit, monde.ailleurs))
    sienne = {"alice", "anna", "adam"}
    check_rights(monde, sienne, lambda unit: get_equipe(unit, monde.collectif, monde.structures[0]))
    check_rights(monde, set(), lambda unit: get_equipe(unit, monde.ailleurs, monde.structures[0]))
    check_rights(monde, set(), lambda unit: get_equipe(unit, monde.collectif, None))


def test_each_structure_has_its_people_the_direction_first(monde: Monde) -> None:
    une, deux, *_ = see(monde)
    assert [membre.nom for membre in une.membres] == ["Alice", "Ali", "Aya"]
    assert [membre.role for membre in une.membres] == [Role.DIRECTION, Role.CONTRIBUTION, Role.LECTURE]
    assert [membre.nom for membre in deux.membres] == ["Bob"]


def test_a_structure_where_nobody_can_enter_is_told_apart(monde: Monde, horloge: Horloge) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        create_invitation(unit, "zoe@exemple.test", "Zoé", Role.DIRECTION, monde.collectif, monde.structures[1])
    execute("update compte set actif = false where id = :c", c=monde.comptes["bob"])
    horloge.instant += timedelta(days=20)
    une, deux, *_ = see(monde)
    assert (une.sans_compte, deux.sans_compte) == (False, True)
    # An invitation whose time is over still waits: it may leave again.
    assert [invitation.courriel for invitation in deux.invitations] == ["zoe@exemple.test"]


def test_a_search_keeps_a_structure_whole_or_the_people_who_are_meant(monde: Monde) -> None:
    equipes = see(monde)
    [une] = filter_equipes(equipes, "STRUCTURE 0")
    assert une == equipes[0]
    [une] = filter_equipes(equipes, "aya@")
    assert [membre.nom for membre in une.membres] == ["Aya"]
    assert filter_equipes(equipes, " ") == equipes
    assert filter_equipes(equipes, "nulle part") == ()


def test_the_list_is_one_query(monde: Monde, installation: Installation) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit, count_statements(installation.moteur) as vues:
        list_equipes(unit, monde.collectif)
    assert len(vues) == 1


def test_a_structure_that_left_stays_in_the_list_and_is_told_apart(monde: Monde) -> None:
    execute("update adhesion set au = '2026-01-31' where structure_id = :s", s=monde.structures[1])
    assert [equipe.adherente for equipe in see(monde)] == [True, False]
