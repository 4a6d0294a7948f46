"""The same act for several structures, on a real database: what is done, what is left, who may."""

from __future__ import annotations

from datetime import date

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.membres.lot import (
    BilanLot,
    add_adhesions,
    add_types,
    confirm_structures,
    end_adhesions,
    remove_types,
)
from caprse.collectif.structures import create_structure
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from tests.base import execute, get_value
from tests.droits import check_rights
from tests.monde import Monde


def test_who_is_a_member_already_stays_one_and_the_other_joins(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        neuve = create_structure(unit, monde.collectif, nom="Neuve", types=[], departement="", commune="")
        bilan = add_adhesions(unit, monde.collectif, [neuve, monde.structures[0], neuve], date(2026, 3, 1))
    assert bilan == BilanLot(("Neuve", "Collectif A – structure 0"), ())
    assert execute("select du from adhesion where structure_id = :s", s=neuve) == [(date(2026, 3, 1),)]
    assert get_value("select count(*) from adhesion where structure_id = :s", s=monde.structures[0]) == 1


def test_one_that_cannot_is_left_with_its_reason_and_the_others_are_done(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        neuve = create_structure(unit, monde.collectif, nom="Neuve", types=[], departement="", commune="")
        bilan = end_adhesions(unit, monde.collectif, [neuve, monde.structures[0]], date(2026, 3, 20))
    assert bilan.faites == ("Collectif A – structure 0",)
    assert bilan.laissees == (("Neuve", "Cette structure n’a pas d’adhésion en cours."),)
    assert get_value("select au from adhesion where structure_id = :s", s=monde.structures[0]) == date(2026, 3, 20)


def test_types_are_added_and_taken_and_the_journal_says_each(monde: Monde) -> None:
    a, b = monde.structures[:2]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert len(add_types(unit, monde.collectif, [a, b], ["EI", "AI"]).faites) == 2
        assert remove_types(unit, monde.collectif, [a, b], ["GES"]).faites == ()
        assert remove_types(unit, monde.collectif, [a], ["AI"]).faites == ("Collectif A – structure 0",)
    types = execute("select types from structure where id in (:a, :b) order by nom", a=a, b=b)
    assert types == [(["EI"],), (["AI", "EI"],)]
    assert get_value("select count(*) from journal where objet = 'structure' and operation = 'UPDATE'") == 3


def test_nothing_to_check_is_told(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        bilan = confirm_structures(unit, monde.collectif, [monde.structures[0]])
    assert bilan.laissees == (("Collectif A – structure 0", "Il n’y avait rien à vérifier."),)


def test_bad_input_changes_nothing(monde: Monde) -> None:
    a = monde.structures[0]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for mauvaise, raison in (((), "au moins une structure"), ((a,) * 201, "plus de 200")):
            with pytest.raises(SaisieInvalide, match=raison):
                add_types(unit, monde.collectif, mauvaise, ["EI"])
        with pytest.raises(SaisieInvalide, match="au moins un type"):
            add_types(unit, monde.collectif, [a], [])
        with pytest.raises(SaisieInvalide, match="Les types possibles"):
            add_types(unit, monde.collectif, [a], ["ESAT"])
        with pytest.raises(SaisieInvalide, match="La date se place"):
            end_adhesions(unit, monde.collectif, [a], date(1900, 1, 1))
        with pytest.raises(Introuvable):
            add_types(unit, monde.collectif, [a, monde.structure_ailleurs], ["EI"])
        unit.db.rollback()
    assert get_value("select types from structure where id = :s", s=a) == ["AI"]


def test_acts_on_several_are_for_animation_and_administration(monde: Monde) -> None:
    a = monde.structures[0]
    check_rights(monde, {"anna", "adam"}, lambda unit: add_types(unit, monde.collectif, [a], ["EI"]))
    with open_unit(compte_id=monde.comptes["clara"]) as unit, pytest.raises((Introuvable, Refus)):
        add_types(unit, monde.collectif, [a], ["EI"])
