"""The plan d'action on a real database, and who may touch it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.progres.lecture import ActionListee, get_plan
from caprse.progres.plans import get_plans
from caprse.progres.regles import EtatAction, SaisieAction, is_en_retard
from caprse.progres.service import create_action, update_action, update_etat
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.conftest import MAINTENANT
from tests.droits import check_rights
from tests.monde import Monde

JOUR = MAINTENANT.date()
CHARTE = SaisieAction(
    " Écrire la *charte* ", " Ali ", JOUR + timedelta(days=7), criteres=("T01-02", "T01-01", "T01-02")
)
ECRIVENT = {"alice", "ali"}
LISENT = {"alice", "ali", "aya", "anna"}


@pytest.fixture
def action(monde: Monde) -> UUID:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        return create_action(unit, monde.structures[0], CHARTE)


def _see(monde: Monde, personne: str = "alice") -> tuple[ActionListee, ...]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return get_plan(unit, monde.structures[0]).actions


def test_an_action_is_written_as_typed_but_for_its_edges(monde: Monde, action: UUID) -> None:
    (vue,) = _see(monde)
    assert (vue.id, vue.quoi, vue.pilote) == (action, "Écrire la *charte*", "Ali")
    assert (vue.echeance, vue.etat, vue.criteres) == (CHARTE.echeance, EtatAction.A_FAIRE, ("T01-02", "T01-01"))
    assert (vue.version, vue.modifie_le, vue.auteur) == (1, MAINTENANT, "Ali")


def test_the_plan_names_the_criteres_of_all_its_carnets(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        plan = get_plan(unit, monde.structures[0])
    assert plan.titres["T01-03"] == "Critère T01-03"
    assert plan.titres["TRA-01"] == "Critère TRA-01"
    assert "T02-01" not in plan.titres
    assert (plan.structure, plan.collectif_id) == ("Collectif A – structure 0", monde.collectif)


def test_an_action_is_changed_and_the_journal_says_so(monde: Monde, action: UUID) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert update_action(unit, action, 1, SaisieAction("Relire la charte", etat=EtatAction.EN_COURS)) == 2
        assert update_etat(unit, action, 2, EtatAction.FAITE) == 3
    (vue,) = _see(monde)
    assert (vue.quoi, vue.pilote, vue.echeance, vue.criteres) == ("Relire la charte", "", None, ())
    assert (vue.etat, vue.version, vue.auteur) == (EtatAction.FAITE, 3, "Alice")
    with open_unit_systeme() as unit:
        lignes = unit.db.execute(
            text("select operation, structure_id from journal where objet = 'action' order by id")
        ).all()
    assert [ligne.operation for ligne in lignes] == ["INSERT", "UPDATE", "UPDATE"]
    assert {ligne.structure_id for ligne in lignes} == {monde.structures[0]}


def test_a_stale_version_is_refused_and_changes_nothing(monde: Monde, action: UUID) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_etat(unit, action, 1, EtatAction.EN_COURS)
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        with pytest.raises(Refus, match="entre-temps"):
            update_action(unit, action, 1, SaisieAction("Perdue"))
        with pytest.raises(Refus, match="entre-temps"):
            update_etat(unit, action, 1, EtatAction.FAITE)
    (vue,) = _see(monde)
    assert (vue.quoi, vue.etat, vue.version) == ("Écrire la *charte*", EtatAction.EN_COURS, 2)


def test_bad_input_is_refused_whole(monde: Monde, action: UUID) -> None:
    mauvaise = SaisieAction("", criteres=("T02-01",))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        with pytest.raises(SaisieInvalide) as refus:
            create_action(unit, monde.structures[0], mauvaise)
        assert len(refus.value.raisons) == 2
        with pytest.raises(SaisieInvalide):
            update_action(unit, action, 1, mauvaise)
        with pytest.raises(SaisieInvalide):
            update_etat(unit, action, 1, "perdue")  # type: ignore[arg-type]
    assert [(vue.quoi, vue.version) for vue in _see(monde)] == [("Écrire la *charte*", 1)]


def test_a_critere_that_the_referentiel_forgot_may_stay_but_not_come(monde: Monde, action: UUID) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(text("update action set criteres = '{OLD-01}' where id = :id"), {"id": action})
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert update_action(unit, action, 1, SaisieAction("Relire", criteres=("OLD-01",))) == 2
        with pytest.raises(SaisieInvalide, match="OLD-02"):
            update_action(unit, action, 2, SaisieAction("Relire", criteres=("OLD-02",)))


def test_what_is_late_is_listed_the_oldest_first(monde: Monde) -> None:
    hier, avant = JOUR - timedelta(days=1), JOUR - timedelta(days=9)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        for saisie in (
            SaisieAction("Hier", echeance=hier, criteres=("T01-01",)),
            SaisieAction("Avant", echeance=avant, etat=EtatAction.EN_COURS),
            SaisieAction("Aujourd’hui", echeance=JOUR),
            SaisieAction("Sans date"),
            SaisieAction("Faite", echeance=avant, etat=EtatAction.FAITE),
            SaisieAction("Laissée", echeance=avant, etat=EtatAction.ABANDONNEE),
        ):
            create_action(unit, monde.structures[0], saisie)
        en_retard = [a for a in get_plan(unit, monde.structures[0]).actions if is_en_retard(a.etat, a.echeance, JOUR)]
    assert [(a.criteres, a.echeance, a.quoi) for a in en_retard] == [
        ((), avant, "Avant"),
        (("T01-01",), hier, "Hier"),
    ]


def test_only_those_who_may(monde: Monde, action: UUID) -> None:
    structure = monde.structures[0]
    check_rights(monde, LISENT, lambda unit: get_plan(unit, structure))
    check_rights(monde, {"anna"}, lambda unit: get_plans(unit, monde.collectif))
    check_rights(monde, ECRIVENT, lambda unit: create_action(unit, structure, CHARTE))
    check_rights(monde, ECRIVENT, lambda unit: update_action(unit, action, 1, CHARTE))
    check_rights(monde, ECRIVENT, lambda unit: update_etat(unit, action, 1, EtatAction.FAITE))
    assert len(_see(monde)) == 1


def test_a_former_member_finds_nothing_any_more(monde: Monde, action: UUID) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(text("delete from habilitation where compte_id = :c"), {"c": monde.comptes["ali"]})
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        for essai in (
            lambda: get_plan(unit, monde.structures[0]),
            lambda: create_action(unit, monde.structures[0], CHARTE),
            lambda: update_action(unit, action, 1, CHARTE),
            lambda: update_etat(unit, action, 1, EtatAction.FAITE),
        ):
            with pytest.raises(Introuvable):
                essai()
    assert [vue.version for vue in _see(monde)] == [1]


def test_what_does_not_exist_is_introuvable(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        for essai in (
            lambda: get_plan(unit, uuid4()),
            lambda: create_action(unit, uuid4(), CHARTE),
            lambda: update_etat(unit, uuid4(), 1, EtatAction.FAITE),
        ):
            with pytest.raises(Introuvable):
                essai()


def test_the_plan_comes_in_one_query_whatever_it_holds(monde: Monde, installation: Installation) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        get_plan(unit, monde.structures[0])
        for rang in range(30):
            create_action(unit, monde.structures[0], SaisieAction(f"Action {rang}", echeance=date(2026, 5, 1)))
    with count_statements(installation.moteur) as requetes:
        assert len(_see(monde)) == 30
    assert len(requetes) == 2


def test_the_plans_of_all_structures_come_in_one_query_what_is_late_first(
    monde: Monde, action: UUID, installation: Installation
) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "insert into action (collectif_id, structure_id, quoi, echeance, etat) values"
                " (:c, :s, 'Avant', '2026-01-01', 'a_faire'), (:c, :s, 'Finie', '2026-01-01', 'faite')"
            ),
            {"c": monde.collectif, "s": monde.structures[1]},
        )
    with count_statements(installation.moteur) as requetes, open_unit(compte_id=monde.comptes["anna"]) as unit:
        plans = get_plans(unit, monde.collectif)
    assert len(requetes) == 2
    assert plans.structures == tuple(f"Collectif A – structure {rang}" for rang in range(len(monde.structures)))
    assert [vue.structure[-1] for vue in plans.actions] == ["1", "0", "1"]
    assert (plans.actions[0].quoi, plans.actions[-1].quoi) == ("Avant", "Finie")
