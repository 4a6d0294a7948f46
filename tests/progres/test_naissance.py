"""Where an action comes from, what it aims at, what it changed: on a real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import ProgrammingError

from caprse.acces.unite import open_unit
from caprse.progres.lecture import ActionListee, Plan, get_plan
from caprse.progres.regles import Effort, EtatAction, SaisieAction
from caprse.progres.service import create_action, say_changement, update_action, update_but, update_etat
from caprse.socle.erreurs import Refus, SaisieInvalide
from tests.base import execute
from tests.conftest import MAINTENANT, Horloge
from tests.droits import check_rights
from tests.monde import REFERENTIEL, Monde
from tests.progres.scene import answer, decide

JOUR = MAINTENANT.date()


def _get_plan(monde: Monde, personne: str = "alice") -> Plan:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return get_plan(unit, monde.structures[0])


def _create(monde: Monde, saisie: SaisieAction) -> ActionListee:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        action_id = create_action(unit, monde.structures[0], saisie)
    return next(action for action in _get_plan(monde).actions if action.id == action_id)


def _see(monde: Monde, action: ActionListee) -> ActionListee:
    return next(vue for vue in _get_plan(monde).actions if vue.id == action.id)


def test_an_action_keeps_the_goal_of_the_day_it_was_born(monde: Monde) -> None:
    answer(monde, "T01-02", 1)
    action = _create(monde, SaisieAction("Écrire", criteres=("T01-02", "T01-01"), premier_pas="Appeler Ali"))
    assert (action.niveau_vise, action.but) == (2, REFERENTIEL.critere("T01-02").niveaux[2])
    answer(monde, "T01-02", 3, version=1)
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        # Another order of its critères is not another goal.
        update_action(unit, action.id, 1, SaisieAction("Relire", criteres=("T01-01", "T01-02")))
    apres = _see(monde, action)
    assert (apres.but, apres.niveau_vise, apres.criteres) == (action.but, 2, ("T01-02", "T01-01"))
    assert _get_plan(monde).buts["T01-02"].vise == 4


def test_the_cible_is_the_goal_where_there_is_one(monde: Monde) -> None:
    answer(monde, "T01-02", 1, cible=3)
    assert _create(monde, SaisieAction("Écrire", criteres=("T01-02",))).niveau_vise == 3


def test_without_answer_or_critere_there_is_no_goal(monde: Monde) -> None:
    for saisie in (SaisieAction("Seule"), SaisieAction("Écrire", criteres=("T01-02",))):
        action = _create(monde, saisie)
        assert (action.niveau_vise, action.but) == (None, "")


def test_an_action_that_goes_on_aims_at_the_step_that_was_read(monde: Monde) -> None:
    answer(monde, "T01-02", 1)
    action = _create(monde, SaisieAction("Écrire", criteres=("T01-02",)))
    answer(monde, "T01-02", 2, version=1)
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        assert update_but(unit, action.id, 1, 3) == 2
    assert (_see(monde, action).niveau_vise, _see(monde, action).but) == (3, REFERENTIEL.critere("T01-02").niveaux[3])
    answer(monde, "T01-02", 3, version=2)
    with open_unit(compte_id=monde.comptes["ali"]) as unit, pytest.raises(Refus, match="La réponse du carnet"):
        update_but(unit, action.id, 2, 3)
    with open_unit(compte_id=monde.comptes["ali"]) as unit, pytest.raises(Refus, match="Quelqu’un"):
        update_but(unit, action.id, 1, 4)
    check_rights(monde, {"alice", "ali"}, lambda unit: update_but(unit, action.id, 2, 4))


def test_a_goal_goes_with_the_critere_that_it_was_about(monde: Monde) -> None:
    answer(monde, "T01-02", 1)
    answer(monde, "T01-01", 2)
    action = _create(monde, SaisieAction("Écrire", criteres=("T01-02",)))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_action(unit, action.id, 1, SaisieAction("Écrire", criteres=("T01-01",)))
    assert _see(monde, action).but == REFERENTIEL.critere("T01-01").niveaux[3]
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_action(unit, action.id, 2, SaisieAction("Écrire"))
    assert (_see(monde, action).but, _see(monde, action).niveau_vise) == ("", None)


def test_an_action_comes_from_a_decision_that_concerns_the_structure(monde: Monde) -> None:
    nous, tous = decide(monde, "Pour nous", monde.structures[0]), decide(monde, "Pour tous")
    decide(monde, "Voisine", monde.structures[1])
    decide(monde, "Finie", monde.structures[0], etat="faite")
    assert set(_get_plan(monde).decisions) == {nous, tous}
    # Nor does the animation, which may read all of them, find that of a neighbour in this plan.
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert set(get_plan(unit, monde.structures[0]).decisions) == {nous, tous}
    for decision in (nous, tous):
        assert _create(monde, SaisieAction("Faire", decision_id=decision)).decision_id == decision
    # It stays where it was, once the decision is over.
    execute("update decision set etat = 'faite' where id = :d", d=nous)
    action = next(action for action in _get_plan(monde).actions if action.decision_id == nous)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_action(unit, action.id, 1, SaisieAction("Relire", decision_id=nous))
    assert not _get_plan(monde).decisions[nous].ouverte
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(SaisieInvalide, match="décision"):
        create_action(unit, monde.structures[0], SaisieAction("Autre", decision_id=nous))


def test_the_decision_of_another_is_refused_by_the_service_and_by_the_base(monde: Monde) -> None:
    voisine, ailleurs = decide(monde, "Voisine", monde.structures[1]), decide(monde, "Loin", ailleurs=True)
    action = _create(monde, SaisieAction("Faire"))
    for decision in (voisine, ailleurs):
        with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(SaisieInvalide, match="décision"):
            create_action(unit, monde.structures[0], SaisieAction("Faire", decision_id=decision))
    for requete in (
        "update action set decision_id = %(d)s, modifie_par = %(a)s where id = %(i)s",
        (
            "insert into action (collectif_id, structure_id, quoi, modifie_par, decision_id)"
            " values (%(c)s, %(s)s, 'A', %(a)s, %(d)s)"
        ),
    ):
        with (
            pytest.raises(ProgrammingError, match="hors des droits"),
            open_unit(compte_id=monde.comptes["alice"]) as unit,
        ):
            unit.db.connection().exec_driver_sql(
                requete,
                {
                    "d": voisine,
                    "a": monde.comptes["alice"],
                    "i": action.id,
                    "c": monde.collectif,
                    "s": monde.structures[0],
                },
            )


def test_a_decision_that_is_deleted_leaves_its_action(monde: Monde) -> None:
    action = _create(monde, SaisieAction("Faire", decision_id=decide(monde, "Pour tous")))
    execute("delete from decision")
    assert _see(monde, action).decision_id is None


def test_an_action_is_done_since_it_was_said_and_not_when_taken_up_again(monde: Monde, horloge: Horloge) -> None:
    action = _create(monde, SaisieAction("Faire", effort=Effort.MOYEN))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_etat(unit, action.id, 1, EtatAction.FAITE)
    assert _see(monde, action).faite_le == MAINTENANT
    horloge.instant += timedelta(days=3)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_action(unit, action.id, 2, SaisieAction("Mieux dit", etat=EtatAction.FAITE, effort=Effort.PEU))
        say_changement(unit, action.id, 3, "  On se parle\u00a0plus. ")
    faite = _see(monde, action)
    assert (faite.faite_le, faite.effort) == (MAINTENANT, Effort.PEU)
    assert faite.ce_qui_change == "On se parle\u00a0plus."
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        update_etat(unit, action.id, 4, EtatAction.EN_COURS)
        with pytest.raises(Refus, match="plus notée faite"):
            say_changement(unit, action.id, 5, "Trop tôt")
    # What was said stays, for when it is done again.
    assert (_see(monde, action).faite_le, _see(monde, action).ce_qui_change) == (None, "On se parle\u00a0plus.")


def test_what_was_done_last_comes_first_among_what_is_over(monde: Monde, horloge: Horloge) -> None:
    actions = [_create(monde, SaisieAction(quoi, echeance=JOUR)) for quoi in ("A", "B", "C")]
    _create(monde, SaisieAction("Sans date"))
    for action in actions[:2]:
        horloge.instant += timedelta(hours=1)
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            update_etat(unit, action.id, 1, EtatAction.FAITE)
    assert [vue.quoi for vue in _get_plan(monde).actions] == ["C", "Sans date", "B", "A"]


def test_what_changed_is_refused_with_every_reason(monde: Monde) -> None:
    action = _create(monde, SaisieAction("Faire", etat=EtatAction.FAITE))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        for texte, combien in (("  ", 1), ("x" * 1001, 1), ("\x00" * 2 + "x" * 1001, 2)):
            with pytest.raises(SaisieInvalide) as refus:
                say_changement(unit, action.id, 1, texte)
            assert len(refus.value.raisons) == combien
        with pytest.raises(Refus, match="entre-temps"):
            say_changement(unit, action.id, 9, "Bien")


def test_only_those_who_may_say_what_changed(monde: Monde) -> None:
    action = _create(monde, SaisieAction("Faire", etat=EtatAction.FAITE))
    check_rights(monde, {"alice", "ali"}, lambda unit: say_changement(unit, action.id, 1, "Bien"))
