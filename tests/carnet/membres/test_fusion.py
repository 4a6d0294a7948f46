"""Two lines that are one structure become one, on a real database."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.carnet.membres.adhesions import add_adhesion, end_adhesion
from caprse.carnet.membres.fusion import describe_fusion, examine_fusion, explain_raisons, merge_structures
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.collectif.structures import create_structure
from caprse.journal.service import list_journal
from caprse.socle.erreurs import Introuvable, Refus
from tests.base import execute, get_value
from tests.droits import check_rights
from tests.monde import Monde, add_personne

A, B = 0, 1


@pytest.fixture
def double(monde: Monde) -> UUID:
    """A second line for structure 0, typed in a hurry: a member for two months, with the empty carnet that it got."""
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        ici = create_structure(unit, monde.collectif, nom="Le double", types=["EI"], departement="31", commune="Revel")
        add_adhesion(unit, monde.collectif, ici, date(2026, 2, 1))
    return ici


def _merge(monde: Monde, gardee: UUID, double: UUID) -> str:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return describe_fusion(merge_structures(unit, monde.collectif, gardee, double))


def _count(table: str, structure: UUID) -> object:
    return get_value(f"select count(*) from {table} where structure_id = :s", s=structure)


def test_what_the_double_holds_follows_and_its_line_goes(monde: Monde, double: UUID) -> None:
    gardee = monde.structures[A]
    add_personne(monde, "dina", Role.DIRECTION, double)
    execute(
        "insert into action (collectif_id, structure_id, quoi, modifie_par) values (:k, :s, 'Trier', :c)",
        k=monde.collectif,
        s=double,
        c=monde.comptes["dina"],
    )
    execute(
        "insert into invitation (courriel, nom, role, collectif_id, structure_id, cree_par, empreinte, expire_le)"
        " values ('x@exemple.test', 'X', 'lecture', :k, :s, :c, 'e', now() + '1 day')",
        k=monde.collectif,
        s=double,
        c=monde.comptes["anna"],
    )
    dit = _merge(monde, gardee, double)
    assert dit.startswith("« Le double (Revel, 31) » et « Collectif A – structure 0 »")
    assert "1\u00a0personne qui a accès, 1\u00a0invitation en attente et 1\u00a0action" in dit
    assert get_value("select count(*) from structure where id = :s", s=double) == 0
    for table in ("habilitation", "invitation", "action", "adhesion", "carnet"):
        assert _count(table, double) == 0, table
    assert _count("action", gardee) == 1
    assert _count("carnet", gardee) == 1
    fiche = execute("select nom, types, departement, commune from structure where id = :s", s=gardee)
    assert fiche == [("Collectif A – structure 0", ["AI"], "31", "Revel")]
    with open_unit(compte_id=monde.comptes["dina"]) as unit:
        assert {droit.structure_id for droit in unit.acteur.droits} == {gardee}


def test_each_move_is_in_the_journal_under_the_name_of_who_did_it(monde: Monde, double: UUID) -> None:
    add_personne(monde, "dina", Role.DIRECTION, double)
    avant = get_value("select max(id) from journal")
    _merge(monde, monde.structures[A], double)
    lignes = execute(
        "select objet, operation from journal where compte_id = :c and id > :avant",
        c=monde.comptes["anna"],
        avant=avant,
    )
    assert set(lignes) == {
        ("adhesion", "DELETE"),
        ("carnet", "DELETE"),
        ("habilitation", "UPDATE"),
        ("structure", "DELETE"),
        ("structure", "UPDATE"),
    }
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        dites = [ligne.phrase for ligne in list_journal(unit, collectif_id=monde.collectif).lignes]
    assert any("a réuni avec une autre structure une ligne en double : « Le double »" in phrase for phrase in dites)
    # What was done before keeps its name.
    assert any(phrase.endswith("a ajouté la structure Le double") for phrase in dites)


def test_someone_of_both_keeps_the_wider_role(monde: Monde, double: UUID) -> None:
    execute(
        "insert into habilitation (compte_id, role, collectif_id, structure_id) values (:c, 'direction', :k, :s)",
        c=monde.comptes["ali"],
        k=monde.collectif,
        s=double,
    )
    _merge(monde, monde.structures[A], double)
    roles = execute("select role, structure_id from habilitation where compte_id = :c", c=monde.comptes["ali"])
    assert roles == [("direction", monde.structures[A])]


def test_days_of_membership_become_one_period(monde: Monde, double: UUID) -> None:
    gardee = monde.structures[A]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        end_adhesion(unit, monde.collectif, gardee, date(2026, 2, 10))
    _merge(monde, gardee, double)
    jours = execute("select du, au from adhesion where structure_id = :s", s=gardee)
    assert jours == [(date(2025, 9, 16), None)]


def test_an_empty_line_receives_the_carnet_that_it_now_deserves(monde: Monde, double: UUID) -> None:
    """Kept: a line that never took part; it takes the days of the other, and the carnet of the open trimestre."""
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        gardee = create_structure(unit, monde.collectif, nom="La vraie", types=[], departement="", commune="")
    _merge(monde, gardee, double)
    assert _count("carnet", gardee) == 1
    assert execute("select types from structure where id = :s", s=gardee) == [(["EI"],)]


def test_answers_do_not_move_and_the_other_way_round_is_told(monde: Monde, double: UUID) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, monde.carnets[A], monde.criteres[0], Saisie(niveau=2), 0)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        vue = examine_fusion(unit, monde.collectif, double, monde.structures[A])
        assert "ce qui y est écrit ne se déplace pas" in vue.raisons[0]
        assert vue.inverse
        with pytest.raises(Refus, match="Rien n’a été modifié"):
            merge_structures(unit, monde.collectif, double, monde.structures[A])
    assert get_value("select count(*) from structure where id = :s", s=monde.structures[A]) == 1
    _merge(monde, monde.structures[A], double)
    assert _count("reponse", monde.structures[A]) == 1


def test_two_carnets_of_one_trimestre_are_refused_both_ways(monde: Monde) -> None:
    for qui, carnet in (("alice", monde.carnets[A]), ("bob", monde.carnets[B])):
        with open_unit(compte_id=monde.comptes[qui]) as unit:
            save_reponse(unit, carnet, monde.criteres[0], Saisie(niveau=2), 0)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        vue = examine_fusion(unit, monde.collectif, monde.structures[A], monde.structures[B])
        assert "Les deux lignes ont un carnet pour le trimestre 1" in vue.raisons[0]
        assert not vue.inverse
        with pytest.raises(Refus, match="Les deux lignes ont un carnet"):
            merge_structures(unit, monde.collectif, monde.structures[A], monde.structures[B])
    assert _count("reponse", monde.structures[B]) == 1


def test_looking_writes_nothing(monde: Monde, double: UUID) -> None:
    avant = get_value("select count(*) from journal")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        vue = examine_fusion(unit, monde.collectif, monde.structures[A], double)
    assert (vue.raisons, vue.suivent) == ((), ())
    assert get_value("select count(*) from journal") == avant


def test_a_second_press_and_one_line_twice_are_told(monde: Monde, double: UUID) -> None:
    _merge(monde, monde.structures[A], double)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        with pytest.raises(Introuvable):
            merge_structures(unit, monde.collectif, monde.structures[A], double)
        with pytest.raises(Refus, match="deux fois la même ligne"):
            merge_structures(unit, monde.collectif, monde.structures[A], monde.structures[A])
        with pytest.raises(Introuvable):
            merge_structures(unit, monde.collectif, monde.structures[A], monde.structure_ailleurs)


def test_merging_is_for_the_animation_of_the_collectif_alone(monde: Monde, double: UUID) -> None:
    check_rights(monde, {"anna"}, lambda unit: examine_fusion(unit, monde.collectif, monde.structures[A], double))
    # The base holds by itself what the service asks first: not even the administration.
    for qui in ("adam", "alice", "clara"):
        with (
            open_unit(compte_id=monde.comptes[qui]) as unit,
            pytest.raises(DBAPIError, match="structures est à"),
        ):
            unit.db.execute(
                text("select fusionner_structures(:k, :a, :b, '', false)"),
                {"k": monde.collectif, "a": monde.structures[A], "b": double},
            )
    assert get_value("select count(*) from structure where id = :s", s=double) == 1


def test_each_table_of_a_structure_follows_or_holds_it(monde: Monde) -> None:
    """A table added later that names a structure is told what becomes of its rows when two lines become one."""
    tables = execute(
        "select distinct conrelid::regclass::text from pg_constraint"
        " where contype = 'f' and confrelid = 'structure'::regclass"
    )
    source = get_value("select prosrc from pg_proc where proname = 'fusionner_structures'")
    assert [table for (table,) in tables if not re.search(rf"(from|update) {table}\b", source)] == []


def test_the_trimestres_of_one_reason_are_named_together() -> None:
    dites = explain_raisons(["carnet:10", "carnet:9", "depart", "deux_carnets:2"], "A", "B")
    assert dites[0].startswith("« B » a un carnet qui a servi aux trimestres 9 et 10 :")
    assert dites[2].startswith("Les deux lignes ont un carnet pour le trimestre 2 :")
    assert len(dites) == 3
