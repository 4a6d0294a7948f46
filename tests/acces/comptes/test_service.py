"""Accounts: listed, named, closed and reopened; on a real base."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from caprse.acces.comptes.service import create_administration, list_comptes, set_actif, update_nom
from caprse.acces.connexion.liens import LienMort, consume_lien, create_lien
from caprse.acces.connexion.sessions import open_session
from caprse.acces.regles import Role
from caprse.acces.unite import SessionExpiree, open_unit, open_unit_systeme
from caprse.socle.erreurs import ErreurMetier, Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights, has_role
from tests.monde import Monde


def _add_administration(monde: Monde, nom: str) -> UUID:
    with open_unit_systeme() as unit:
        monde.comptes[nom] = create_administration(unit, f"{nom}@exemple.test", nom.capitalize())
    return monde.comptes[nom]


def test_only_the_administration_lists_and_closes_accounts(monde: Monde) -> None:
    check_rights(monde, {"adam"}, list_comptes)
    check_rights(monde, {"adam"}, lambda unit: set_actif(unit, monde.comptes["charlie"], False))
    check_rights(monde, {"adam"}, lambda unit: set_actif(unit, monde.comptes["charlie"], True))
    check_rights(monde, set(), lambda unit: set_actif(unit, uuid4(), False))
    check_rights(monde, set(), lambda unit: create_administration(unit, "z@exemple.test", "Zoé"))


def test_accounts_come_by_name_with_their_roles(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        page = list_comptes(unit, taille=3)
        assert [f.nom for f in page.fiches] == ["Adam", "Ali", "Alice"]
        assert page.total == 10
        assert [(r.role, r.lieu) for r in page.fiches[2].roles] == [(Role.DIRECTION, "Collectif A – structure 0")]
        assert [f.nom for f in list_comptes(unit, debut=3, taille=2).fiches] == ["Anna", "Aya"]
        assert [f.nom for f in list_comptes(unit, "BOB@").fiches] == ["Bob"]
        assert list_comptes(unit, "%").fiches == ()
        assert list_comptes(unit, "'; drop table compte; --").fiches == ()


def test_the_list_is_one_statement_whatever_the_number_of_accounts(monde: Monde, installation: Installation) -> None:
    with open_unit_systeme() as unit:
        unit.db.connection().exec_driver_sql(
            "insert into compte (courriel, nom) select 'p' || g || '@exemple.test', 'P' || g"
            " from generate_series(1, 300) g"
        )
    with open_unit(compte_id=monde.comptes["adam"]) as unit, count_statements(installation.moteur) as requetes:
        assert len(list_comptes(unit, taille=400).fiches) == 310
    assert len(requetes) == 1


def test_a_person_changes_their_own_name_and_the_journal_keeps_both(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_nom(unit, "  Alice   Durand ")
    assert execute("select avant, apres from journal where objet = 'compte' and operation = 'UPDATE'") == [
        ({"nom": "Alice"}, {"nom": "Alice Durand"})
    ]
    for nom in ("", "https://mal.exemple", "x" * 121):
        with pytest.raises(SaisieInvalide), open_unit(compte_id=monde.comptes["alice"]) as unit:
            update_nom(unit, nom)


def test_closing_an_account_ends_everything_at_once(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        session = open_session(unit, monde.comptes["bob"], "Essai")
        lien = create_lien(unit, "bob@exemple.test").rsplit("/", 1)[1]
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        assert set_actif(unit, monde.comptes["bob"], False) == ["Collectif A – structure 1"]
    with pytest.raises(SessionExpiree), open_unit(jeton=session):
        pass
    with pytest.raises(SessionExpiree), open_unit(compte_id=monde.comptes["bob"]):
        pass
    with pytest.raises(LienMort), open_unit_systeme() as unit:
        consume_lien(unit, lien, "Essai")


def test_reopening_brings_back_the_roles_but_neither_session_nor_link(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        session = open_session(unit, monde.comptes["bob"], "Essai")
        lien = create_lien(unit, "bob@exemple.test").rsplit("/", 1)[1]
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["bob"], False)
        assert set_actif(unit, monde.comptes["bob"], True) == []
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        assert has_role(unit.acteur, Role.DIRECTION)
    with pytest.raises(SessionExpiree), open_unit(jeton=session):
        pass
    with pytest.raises(LienMort), open_unit_systeme() as unit:
        consume_lien(unit, lien, "Essai")


def test_a_structure_with_another_direction_is_not_told_as_left_alone(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        assert set_actif(unit, monde.comptes["ali"], False) == []


def test_nobody_closes_their_own_account(monde: Monde) -> None:
    _add_administration(monde, "ada")
    with pytest.raises(Refus, match="propre compte"), open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["adam"], False)


@pytest.mark.parametrize("essai", range(3))
def test_two_administrators_that_close_each_other_at_once_leave_one(monde: Monde, essai: int) -> None:
    adam, ada = monde.comptes["adam"], _add_administration(monde, "ada")
    depart = Barrier(2)

    def close(qui: UUID, autre: UUID) -> ErreurMetier | None:
        try:
            with open_unit(compte_id=qui) as unit:
                depart.wait(10)
                set_actif(unit, autre, False)
        except ErreurMetier as erreur:
            return erreur
        return None

    with ThreadPoolExecutor(2) as fils:
        retours = list(fils.map(close, (adam, ada), (ada, adam)))
    assert [isinstance(r, Refus | Introuvable) for r in retours].count(True) == 1
    assert execute("select count(*) from compte where actif and id in (:a, :b)", a=adam, b=ada) == [(1,)]


def test_the_operator_opens_the_first_administration_and_may_run_it_again(monde: Monde) -> None:
    _add_administration(monde, "ada")
    _add_administration(monde, "ada")
    with open_unit(compte_id=monde.comptes["ada"]) as unit:
        assert [d.role for d in unit.acteur.droits] == [Role.ADMINISTRATION]
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["ada"], False)
    with pytest.raises(Refus, match="fermé"):
        _add_administration(monde, "ada")
    with pytest.raises(SaisieInvalide), open_unit_systeme() as unit:
        create_administration(unit, "pas une adresse", "")


def test_an_existing_account_becomes_administrator_and_keeps_its_roles(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        create_administration(unit, "ALICE@exemple.test", "Autre nom")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert {d.role for d in unit.acteur.droits} == {Role.DIRECTION, Role.ADMINISTRATION}
        assert unit.acteur.nom == "Alice"
