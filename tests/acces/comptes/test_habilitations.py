"""Roles held: listed, changed, taken back, the last one guarded; on a real base."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from caprse.acces.comptes.equipes import get_equipe
from caprse.acces.comptes.habilitations import add_habilitation, delete_habilitation, update_role
from caprse.acces.comptes.invitations import create_invitation, list_invitations
from caprse.acces.modele import Compte
from caprse.acces.regles import Role
from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.socle.erreurs import ErreurMetier, Introuvable, Refus
from tests.base import execute
from tests.droits import check_rights, has_role
from tests.monde import Monde


def _find(monde: Monde, personne: str) -> UUID:
    [(id_,)] = execute("select id from habilitation where compte_id = :c", c=monde.comptes[personne])
    assert isinstance(id_, UUID)
    return id_


def _add(monde: Monde, nom: str, role: Role, structure: UUID | None = None) -> UUID:
    """A further person with that role; returns the id of the role."""
    with open_unit_systeme() as unit:
        compte = Compte(courriel=f"{nom}@exemple.test", nom=nom)
        unit.db.add(compte)
        unit.db.flush()
        add_habilitation(unit, compte.id, role, monde.collectif if structure else None, structure)
        monde.comptes[nom] = compte.id
    return _find(monde, nom)


def _role(habilitation_id: UUID) -> object:
    lignes = execute("select role from habilitation where id = :h", h=habilitation_id)
    return lignes[0][0] if lignes else None


def test_the_people_of_a_structure_are_listed_direction_first(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        membres = get_equipe(unit, monde.collectif, monde.structures[0]).membres
    assert [(m.nom, m.role) for m in membres] == [
        ("Alice", Role.DIRECTION),
        ("Ali", Role.CONTRIBUTION),
        ("Aya", Role.LECTURE),
    ]


def test_who_may_see_and_change_the_accesses_of_a_structure(monde: Monde) -> None:
    ali, permis = _find(monde, "ali"), {"alice", "anna", "adam"}

    def look(unit: Unit) -> object:
        return get_equipe(unit, monde.collectif, monde.structures[0]).membres

    check_rights(monde, permis, look)
    check_rights(monde, permis, lambda unit: update_role(unit, ali, Role.LECTURE))
    check_rights(monde, permis, lambda unit: delete_habilitation(unit, ali))
    check_rights(monde, set(), lambda unit: delete_habilitation(unit, uuid4()))


def test_only_the_administration_takes_back_the_roles_above_a_structure(monde: Monde) -> None:
    _add(monde, "ada", Role.ADMINISTRATION)
    for personne in ("anna", "fanny", "adam"):
        cible = _find(monde, personne)
        check_rights(monde, {"adam"}, partial(delete_habilitation, habilitation_id=cible))


def test_a_changed_role_is_in_force_at_once_and_in_the_journal(monde: Monde) -> None:
    aya = _find(monde, "aya")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_role(unit, aya, Role.DIRECTION)
    with open_unit(compte_id=monde.comptes["aya"]) as unit:
        assert has_role(unit.acteur, Role.DIRECTION)
    assert execute(
        "select compte_id, structure_id, avant, apres from journal"
        " where objet = 'habilitation' and operation = 'UPDATE'"
    ) == [(monde.comptes["alice"], monde.structures[0], {"role": "lecture"}, {"role": "direction"})]


def test_a_role_taken_back_is_gone_at_once_and_stays_in_the_journal(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        delete_habilitation(unit, _find(monde, "ali"))
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        assert unit.acteur.droits == ()
    [(avant,)] = execute("select avant from journal where objet = 'habilitation' and operation = 'DELETE'")
    assert isinstance(avant, dict)
    assert avant["role"] == "contribution"


@pytest.mark.parametrize("role", [Role.ANIMATION, Role.ADMINISTRATION, Role.FEDERATION])
def test_a_role_of_a_structure_never_becomes_a_wider_one(monde: Monde, role: Role) -> None:
    for personne in ("alice", "anna", "adam"):
        with pytest.raises(Refus), open_unit(compte_id=monde.comptes[personne]) as unit:
            update_role(unit, _find(monde, "ali"), role)
    assert _role(_find(monde, "ali")) == "contribution"


def test_a_wider_role_never_becomes_one_of_a_structure(monde: Monde) -> None:
    with pytest.raises(Refus), open_unit(compte_id=monde.comptes["adam"]) as unit:
        update_role(unit, _find(monde, "anna"), Role.DIRECTION)


def test_a_value_that_is_no_role_is_refused(monde: Monde) -> None:
    with pytest.raises(ValueError, match="chef"), open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_role(unit, _find(monde, "ali"), "chef")  # type: ignore[arg-type]


@pytest.mark.parametrize("personne", ["alice", "anna", "adam"])
def test_the_last_direction_of_a_structure_stays(monde: Monde, personne: str) -> None:
    alice = _find(monde, "alice")
    with pytest.raises(Refus, match="dernière"), open_unit(compte_id=monde.comptes[personne]) as unit:
        delete_habilitation(unit, alice)
    with pytest.raises(Refus, match="dernière"), open_unit(compte_id=monde.comptes[personne]) as unit:
        update_role(unit, alice, Role.CONTRIBUTION)
    assert _role(alice) == "direction"


def test_the_direction_leaves_once_another_is_there(monde: Monde) -> None:
    _add(monde, "alix", Role.DIRECTION, monde.structures[0])
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        delete_habilitation(unit, _find(monde, "alice"))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert unit.acteur.droits == ()


def test_a_closed_account_or_another_structure_is_no_replacement(monde: Monde, force: Callable[[str], None]) -> None:
    _add(monde, "alix", Role.DIRECTION, monde.structures[0])
    force("update compte set actif = false where nom = 'alix'")
    with pytest.raises(Refus), open_unit(compte_id=monde.comptes["adam"]) as unit:
        delete_habilitation(unit, _find(monde, "alice"))


def test_the_last_administration_stays(monde: Monde) -> None:
    with pytest.raises(Refus, match="dernière"), open_unit(compte_id=monde.comptes["adam"]) as unit:
        delete_habilitation(unit, _find(monde, "adam"))
    _add(monde, "ada", Role.ADMINISTRATION)
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        delete_habilitation(unit, _find(monde, "adam"))


def _race(*actions: tuple[UUID, UUID, Role | None]) -> list[ErreurMetier | None]:
    """Each account acts on a role at the same moment (deletes it, or gives the role named); what each was told."""
    depart = Barrier(len(actions))

    def act(action: tuple[UUID, UUID, Role | None]) -> ErreurMetier | None:
        compte, habilitation, role = action
        try:
            with open_unit(compte_id=compte) as unit:
                depart.wait(10)
                if role is None:
                    delete_habilitation(unit, habilitation)
                else:
                    update_role(unit, habilitation, role)
        except ErreurMetier as erreur:
            return erreur
        return None

    with ThreadPoolExecutor(len(actions)) as fils:
        return list(fils.map(act, actions))


@pytest.mark.parametrize("essai", range(3))
def test_two_directions_that_remove_each_other_at_once_leave_one(monde: Monde, essai: int) -> None:
    alice, alix = _find(monde, "alice"), _add(monde, "alix", Role.DIRECTION, monde.structures[0])
    retours = _race((monde.comptes["alice"], alix, None), (monde.comptes["alix"], alice, None))
    assert [type(r) for r in sorted(retours, key=str)].count(type(None)) == 1
    assert any(isinstance(r, Refus | Introuvable) for r in retours)
    assert execute(
        "select count(*) from habilitation where role = 'direction' and structure_id = :s", s=monde.structures[0]
    ) == [(1,)]


@pytest.mark.parametrize("essai", range(3))
def test_two_administrators_that_remove_each_other_at_once_leave_one(monde: Monde, essai: int) -> None:
    adam, ada = _find(monde, "adam"), _add(monde, "ada", Role.ADMINISTRATION)
    retours = _race((monde.comptes["adam"], ada, None), (monde.comptes["ada"], adam, None))
    assert any(isinstance(r, Refus | Introuvable) for r in retours)
    assert execute("select count(*) from habilitation where role = 'administration'") == [(1,)]


@pytest.mark.parametrize("essai", range(3))
def test_a_removal_and_a_demotion_at_once_leave_one_direction(monde: Monde, essai: int) -> None:
    alice, alix = _find(monde, "alice"), _add(monde, "alix", Role.DIRECTION, monde.structures[0])
    retours = _race((monde.comptes["anna"], alice, None), (monde.comptes["adam"], alix, Role.LECTURE))
    assert any(isinstance(r, Refus | Introuvable) for r in retours)
    assert execute(
        "select count(*) from habilitation where role = 'direction' and structure_id = :s", s=monde.structures[0]
    ) == [(1,)]


@pytest.mark.parametrize("essai", range(3))
def test_removing_someone_while_they_become_the_only_direction_keeps_one(monde: Monde, essai: int) -> None:
    alice, ali = _find(monde, "alice"), _find(monde, "ali")
    _race(
        (monde.comptes["anna"], ali, None),
        (monde.comptes["alice"], ali, Role.DIRECTION),
        (monde.comptes["adam"], alice, None),
    )
    assert execute(
        "select count(*) from habilitation where role = 'direction' and structure_id = :s", s=monde.structures[0]
    ) == [(1,)]


def test_a_role_already_held_is_raised_and_never_lowered(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        add_habilitation(unit, monde.comptes["ali"], Role.DIRECTION, monde.collectif, monde.structures[0])
        add_habilitation(unit, monde.comptes["alice"], Role.LECTURE, monde.collectif, monde.structures[0])
    assert _role(_find(monde, "ali")) == "direction"
    assert _role(_find(monde, "alice")) == "direction"


def test_with_the_role_go_the_invitations_sent_with_it_or_awaited_there(monde: Monde) -> None:
    alix = _add(monde, "alix", Role.DIRECTION, monde.structures[0])
    with open_unit(compte_id=monde.comptes["alix"]) as unit:
        create_invitation(unit, "ami@exemple.test", "Ami", Role.DIRECTION, monde.collectif, monde.structures[0])
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_invitation(unit, "zoe@exemple.test", "Zoé", Role.LECTURE, monde.collectif, monde.structures[0])
        create_invitation(unit, "ali@exemple.test", "Ali", Role.DIRECTION, monde.collectif, monde.structures[0])
        delete_habilitation(unit, alix)
        delete_habilitation(unit, _find(monde, "ali"))
        restent = list_invitations(unit, monde.collectif, monde.structures[0])
    assert [i.courriel for i in restent] == ["zoe@exemple.test"]


def test_a_direction_that_steps_down_leaves_no_invitation_behind(monde: Monde) -> None:
    alix = _add(monde, "alix", Role.DIRECTION, monde.structures[0])
    with open_unit(compte_id=monde.comptes["alix"]) as unit:
        create_invitation(unit, "ami@exemple.test", "Ami", Role.DIRECTION, monde.collectif, monde.structures[0])
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_role(unit, alix, Role.CONTRIBUTION)
        assert list_invitations(unit, monde.collectif, monde.structures[0]) == []
