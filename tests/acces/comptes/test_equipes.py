"""Everyone of a collectif on one list: who may read it, what it holds, what it costs."""

from __future__ import annotations

from datetime import timedelta

from caprse.acces.comptes.equipes import Equipe, filter_equipes, get_equipe, list_equipes
from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.comptes.invitations_groupees import resend_invitations
from caprse.acces.comptes.tri_equipes import Colonne, find_suivant, read_tri, sort_equipes
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


def list_noms(equipes: list[Equipe]) -> list[str]:
    return [
        nom
        for e in equipes
        for nom in (*(m.nom for m in e.membres), *(invitation.nom for invitation in e.invitations))
    ]


def test_a_head_sorts_the_people_whatever_their_structure(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        create_invitation(unit, "abel@exemple.test", "Abel", Role.DIRECTION, monde.collectif, monde.structures[1])
    equipes = see(monde)
    assert list_noms(sort_equipes(equipes, read_tri("")))[:3] == ["Alice", "Ali", "Aya"]
    par_nom = sort_equipes(equipes, read_tri("Qui"))
    assert list_noms(par_nom) == ["Abel", "Ali", "Alice", "Aya", "Bob"]
    assert len({equipe.part for equipe in par_nom if equipe.part}) == 5
    assert list_noms(sort_equipes(equipes, read_tri("Qui-"))) == list_noms(par_nom)[::-1]
    assert list_noms(sort_equipes(equipes, read_tri("Rôle"))) == ["Abel", "Alice", "Bob", "Ali", "Aya"]
    # Whoever has nobody stays, after the others.
    assert {equipe.lieu.structure_id for equipe in par_nom} == set(monde.structures)
    assert find_suivant((Colonne.QUI, False), Colonne.QUI) == "Qui-"
    assert find_suivant((Colonne.QUI, True), Colonne.QUI) == find_suivant((Colonne.ROLE, True), Colonne.QUI) == "Qui"


def test_what_nobody_answered_leaves_again_in_one_act(monde: Monde, horloge: Horloge) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for rang in (0, 1):
            create_invitation(
                unit, f"z{rang}@exemple.test", "Zoé", Role.LECTURE, monde.collectif, monde.structures[rang]
            )
    with open_unit(compte_id=monde.comptes["clara"]) as unit:
        create_invitation(unit, "loin@exemple.test", "Zoé", Role.LECTURE, monde.ailleurs, monde.structure_ailleurs)
    avant = dict(execute("select courriel, empreinte from invitation"))
    horloge.instant += timedelta(days=15)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert resend_invitations(unit, monde.collectif) == 2
    apres = dict(execute("select courriel, empreinte from invitation"))
    assert {courriel for courriel in avant if avant[courriel] != apres[courriel]} == {
        "z0@exemple.test",
        "z1@exemple.test",
    }
    assert execute("select count(*) from courriel where destinataire like 'z_@%'") == [(4,)]
    execute("update invitation set annulee_le = now()")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert resend_invitations(unit, monde.collectif) == 0
    check_rights(monde, {"anna"}, lambda unit: resend_invitations(unit, monde.collectif))
