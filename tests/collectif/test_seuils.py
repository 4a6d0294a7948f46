"""The two numbers that protect the answers of a collectif: who sets them, between which bounds, what is kept of it."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError, ProgrammingError

from caprse.acces.unite import open_unit
from caprse.carnet.membres.page import page_structures
from caprse.carnet.membres.vue_seuils import ANONYMAT, MOUVEMENT
from caprse.collectif.regles import Seuils, check_seuils
from caprse.collectif.service import update_seuils
from caprse.socle.erreurs import Conflit, Introuvable, SaisieInvalide
from tests.base import execute, get_value
from tests.droits import check_rights
from tests.ecran import click, open_page, read
from tests.monde import Monde

VUS = Seuils(5, 3)


def get_nombres(monde: Monde) -> tuple[int, int]:
    [ligne] = execute("select seuil_anonymat, seuil_mouvement from collectif where id = :c", c=monde.collectif)
    return (ligne.seuil_anonymat, ligne.seuil_mouvement)


def test_its_animation_sets_them_and_nobody_else_of_the_collectif(monde: Monde) -> None:
    check_rights(monde, {"anna", "adam"}, lambda unit: update_seuils(unit, monde.collectif, VUS, VUS))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_seuils(unit, monde.collectif, Seuils(8, 4), VUS)
    assert get_nombres(monde) == (8, 4)
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Introuvable):
        update_seuils(unit, monde.ailleurs, Seuils(8, 4), VUS)


@pytest.mark.parametrize(("seuils", "raisons"), [(Seuils(2, 3), 1), (Seuils(5, 2), 1), (Seuils(51, 11), 2), (VUS, 0)])
def test_every_reason_against_them_is_given(monde: Monde, seuils: Seuils, raisons: int) -> None:
    assert len(check_seuils(seuils)) == raisons
    if raisons:
        with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(SaisieInvalide):
            update_seuils(unit, monde.collectif, seuils, VUS)
        assert get_nombres(monde) == (5, 3)


@pytest.mark.parametrize("mouvement", [2, 11])
def test_the_base_refuses_what_the_service_would(monde: Monde, mouvement: int) -> None:
    with pytest.raises(DBAPIError):
        execute("update collectif set seuil_mouvement = :k", k=mouvement)


def test_who_saw_other_numbers_is_told_and_overwrites_nothing(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_seuils(unit, monde.collectif, Seuils(8, 4), VUS)
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Conflit) as conflit:
        update_seuils(unit, monde.collectif, Seuils(3, 3), VUS)
    assert conflit.value.actuel == Seuils(8, 4)
    assert "8 autres structures" in str(conflit.value)
    assert get_nombres(monde) == (8, 4)


@pytest.mark.parametrize("colonne", ["nom = 'Autre'", "mois = mois + 1", "debut = debut + 1"])
def test_the_animation_changes_nothing_else_of_its_collectif(monde: Monde, colonne: str) -> None:
    with pytest.raises(ProgrammingError) as refus, open_unit(compte_id=monde.comptes["anna"]) as unit:
        unit.db.connection().exec_driver_sql(f"update collectif set {colonne}")
    assert isinstance(refus.value.orig, psycopg.errors.InsufficientPrivilege)


def test_the_screen_shows_and_sets_them_and_the_journal_keeps_both(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_structures)
    assert [essai.number_input(key=cle).value for cle in (ANONYMAT, MOUVEMENT)] == [5, 3]
    essai.number_input(key=MOUVEMENT).set_value(4)
    click(essai, "seuils-enregistrer")
    assert "C’est enregistré" in read(essai)
    assert get_nombres(monde) == (5, 4)
    avant_apres = get_value(
        "select jsonb_build_array(avant, apres) from journal where objet = 'collectif' and operation = 'UPDATE'"
    )
    assert avant_apres == [{"seuil_mouvement": 3}, {"seuil_mouvement": 4}]
