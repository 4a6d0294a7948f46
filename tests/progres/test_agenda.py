"""The échéances of a plan d'action in the calendar of its people, and of nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.rencontres.agenda import build_ics, create_abonnement, read_agenda
from caprse.progres.agenda import list_echeances
from caprse.progres.lecture import get_plan
from caprse.progres.regles import EtatAction, SaisieAction
from caprse.progres.service import create_action, update_etat
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.monde import Monde

JOUR = date(2026, 4, 2)


@pytest.fixture(autouse=True)
def plan(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_action(unit, monde.structures[0], SaisieAction("Écrire, puis ; afficher\nBEGIN:VEVENT", "Ali", JOUR))
        create_action(unit, monde.structures[0], SaisieAction("Sans date"))
        create_action(unit, monde.structures[0], SaisieAction("Finie", echeance=JOUR, etat=EtatAction.FAITE))


def test_what_is_due_is_a_whole_day_as_typed(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["aya"]) as unit:
        [evenement] = Calendar.from_ical(build_ics([], list_echeances(unit))).walk("VEVENT")
    assert evenement["summary"] == "À faire : Écrire, puis ; afficher BEGIN:VEVENT"
    assert (evenement.decoded("dtstart"), evenement["transp"]) == (JOUR, "TRANSPARENT")
    assert evenement["description"] == "Collectif A – structure 0\nQui s’en occupe : Ali"


@pytest.mark.parametrize(
    ("personne", "combien"),
    [("alice", 1), ("ali", 1), ("aya", 1), ("bob", 0), ("anna", 0), ("charlie", 0), ("fanny", 0), ("personne", 0)],
)
def test_only_the_people_of_the_structure_have_it(monde: Monde, personne: str, combien: int) -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        assert len(list_echeances(unit)) == combien


def test_the_address_of_a_person_holds_it_until_it_is_done_or_they_leave(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        jeton = create_abonnement(unit)
    assert b"action-" in read_agenda(jeton, list_echeances)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        action = next(a for a in get_plan(unit, monde.structures[0]).actions if a.echeance and not a.faite_le)
        update_etat(unit, action.id, 1, EtatAction.FAITE)
    assert b"action-" not in read_agenda(jeton, list_echeances)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_etat(unit, action.id, 2, EtatAction.EN_COURS)
    assert b"action-" in read_agenda(jeton, list_echeances)
    with open_unit_systeme() as unit:
        unit.db.execute(text("delete from habilitation where compte_id = :c"), {"c": monde.comptes["ali"]})
    assert b"action-" not in read_agenda(jeton, list_echeances)


def test_it_is_one_query_whatever_there_is(monde: Monde, installation: Installation) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        for rang in range(20):
            create_action(unit, monde.structures[0], SaisieAction(f"Action {rang}", echeance=JOUR))
        with count_statements(installation.moteur) as requetes:
            assert len(list_echeances(unit)) == 21
    assert len(requetes) == 1
