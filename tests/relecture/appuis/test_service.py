"""Appuis: their rules alone, then on a real database, and who may touch them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.relecture.appuis.lecture import AppuiListe, list_appuis, list_appuis_collectif
from caprse.relecture.appuis.regles import (
    DROIT_ANNUEL,
    ETATS_OUVERTS,
    LIBELLES_ETAT,
    SUITES,
    Decompte,
    EtatAppui,
    Solde,
    Suite,
    compute_solde,
    describe_solde,
    format_jours,
    get_annee,
    list_reasons_against_demande,
    list_reasons_against_suite,
    refusal_to_change,
)
from caprse.relecture.appuis.service import answer_appui, cancel_appui, create_appui
from caprse.relecture.appuis.tableaux import build_consommation, build_detail
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.fichiers import to_csv
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.conftest import MAINTENANT
from tests.droits import check_rights
from tests.monde import Monde

JOUR = MAINTENANT.date()
DEMANDE, ACCEPTE, PLANIFIE, CLOS, REFUSE, ANNULE = EtatAppui
ACCORD = Suite(ACCEPTE, "Avec plaisir.", demi_journees=1)
RENDEZVOUS = Suite(PLANIFIE, jour=JOUR + timedelta(days=10), demi_journees=2)
FIN = Suite(CLOS, "Merci.", JOUR, 2)
NON = Suite(REFUSE, "Voyez d’abord la fiche 12.")
COMPTES = st.lists(st.builds(Decompte, st.sampled_from(EtatAppui), st.integers(2025, 2027), st.integers(0, 40)))


def test_every_etat_has_a_name_and_what_may_follow() -> None:
    assert set(LIBELLES_ETAT) == set(SUITES) == set(EtatAppui)
    assert {etat for etat in EtatAppui if SUITES[etat]} == ETATS_OUVERTS
    assert all(DEMANDE not in suites for suites in SUITES.values())


@pytest.mark.parametrize("etat", list(EtatAppui))
@pytest.mark.parametrize("suite", list(EtatAppui))
def test_each_transition_is_allowed_or_refused_in_french(etat: EtatAppui, suite: EtatAppui) -> None:
    refus = refusal_to_change(etat, suite)
    permis = etat in ETATS_OUVERTS and suite is not DEMANDE and (suite is not ACCEPTE or etat is DEMANDE)
    assert (refus is None) == permis


@given(COMPTES, st.integers(2025, 2027))
def test_the_year_is_counted_whatever_the_order(comptes: list[Decompte], annee: int) -> None:
    solde = compute_solde(comptes, annee)
    assert solde == compute_solde(reversed(comptes), annee)
    assert solde.utilise == sum(c.demi_journees for c in comptes if c.annee == annee and c.etat is CLOS)
    assert solde.prevu == sum(c.demi_journees for c in comptes if c.annee == annee and c.etat in ETATS_OUVERTS)
    assert solde.utilise + solde.prevu + solde.reste - solde.depassement == DROIT_ANNUEL
    assert not (solde.reste and solde.depassement)


@pytest.mark.parametrize(
    ("etat", "prevu", "clos", "annee"),
    [
        (CLOS, date(2025, 12, 31), date(2026, 1, 4), 2026),
        (PLANIFIE, date(2027, 1, 3), None, 2027),
        (ACCEPTE, None, None, 2026),
        (DEMANDE, None, None, 2026),
        (REFUSE, date(2027, 1, 3), None, 2025),
        (ANNULE, None, None, 2025),
    ],
)
def test_an_appui_counts_for_the_year_when_it_happens(
    etat: EtatAppui, prevu: date | None, clos: date | None, annee: int
) -> None:
    assert get_annee(etat, date(2025, 12, 30), prevu, clos, JOUR) == annee


def test_what_is_left_is_said_and_going_over_too() -> None:
    assert describe_solde(Solde(2026, 0, 0)) == "2026 : 4\u00a0demi-journées disponibles."
    assert describe_solde(Solde(2026, 1, 2)) == (
        "2026 : 2\u00a0demi-journées prévues, 1\u00a0utilisée, 1\u00a0disponible sur 4."
    )
    assert describe_solde(Solde(2026, 1, 0)) == "2026 : 1\u00a0demi-journée utilisée, 3\u00a0disponibles sur 4."
    assert describe_solde(Solde(2026, 4, 2)).endswith("C’est 2\u00a0demi-journées de plus que les 4 de l’année.")
    assert [format_jours(demi) for demi in (0, 1, 2, 3, 4)] == [
        "0\u00a0jour",
        "0,5\u00a0jour",
        "1\u00a0jour",
        "1,5\u00a0jour",
        "2\u00a0jours",
    ]


def test_bad_input_gives_every_reason() -> None:
    assert list_reasons_against_demande("Aide") == []
    assert len(list_reasons_against_demande(" ")) == 1
    assert len(list_reasons_against_demande("x" * 1999 + "\x00\x00")) == 2
    assert len(list_reasons_against_suite(Suite(REFUSE, " ", demi_journees=41), JOUR, JOUR)) == 2
    hier = JOUR - timedelta(days=1)
    for mauvaise in (
        Suite(PLANIFIE),
        Suite(PLANIFIE, jour=hier),
        Suite(PLANIFIE, jour=date(9999, 1, 1)),
        Suite(CLOS),
        Suite(CLOS, jour=JOUR + timedelta(days=1)),
        Suite(ACCEPTE, demi_journees=-1),
        Suite(ACCEPTE, demi_journees=True),
        Suite(ACCEPTE, demi_journees=1.5),  # type: ignore[arg-type]
    ):
        assert len(list_reasons_against_suite(mauvaise, JOUR, JOUR)) == 1
    for bonne in (ACCORD, RENDEZVOUS, FIN, NON, Suite(CLOS, jour=hier), Suite(PLANIFIE, jour=JOUR, demi_journees=40)):
        assert list_reasons_against_suite(bonne, JOUR, JOUR) == []


@pytest.fixture
def appui(monde: Monde) -> UUID:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return create_appui(unit, monde.structures[0], " Nous aider *ici* ", "T01-02")


def _see(monde: Monde, personne: str = "alice") -> tuple[AppuiListe, ...]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        (structure,) = list_appuis(unit, monde.structures[0]).structures
    return structure.appuis


def _act(monde: Monde, personne: str, action: Callable[[Unit], object]) -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        action(unit)


def test_a_request_is_kept_as_typed_but_for_its_edges(monde: Monde, appui: UUID) -> None:
    (vu,) = _see(monde)
    assert (vu.id, vu.demande, vu.critere, vu.etat) == (appui, "Nous aider *ici*", "Critère T01-02", DEMANDE)
    assert (vu.demande_le, vu.demandeur, vu.version, vu.annee) == (MAINTENANT, "Alice", 1, 2026)


def test_it_is_accepted_planned_planned_again_and_closed(monde: Monde, appui: UUID) -> None:
    tard = Suite(PLANIFIE, jour=JOUR + timedelta(days=20), demi_journees=3)
    for version, suite in enumerate((ACCORD, RENDEZVOUS, tard), start=1):
        _act(monde, "anna", partial(answer_appui, appui_id=appui, version=version, suite=suite))
    (vu,) = _see(monde)
    assert (vu.etat, vu.prevu_le, vu.demi_journees, vu.version) == (PLANIFIE, tard.jour, 3, 4)
    # What was said before stays when nothing new is said.
    assert vu.reponse == "Avec plaisir."
    _act(monde, "anna", lambda unit: answer_appui(unit, appui, 4, FIN))
    (vu,) = _see(monde)
    assert (vu.etat, vu.clos_le, vu.demi_journees, vu.reponse) == (CLOS, JOUR, 2, "Merci.")
    with open_unit_systeme() as unit:
        traces = unit.db.execute(text("select operation from journal where objet = 'appui' order by id")).scalars()
        assert list(traces) == ["INSERT", "UPDATE", "UPDATE", "UPDATE", "UPDATE"]


@pytest.mark.parametrize("fin", [FIN, NON, None])
def test_what_is_over_does_not_move_any_more(monde: Monde, appui: UUID, fin: Suite | None) -> None:
    if fin is None:
        _act(monde, "alice", lambda unit: cancel_appui(unit, appui, 1))
    else:
        _act(monde, "anna", lambda unit: answer_appui(unit, appui, 1, fin))
    avant = _see(monde)
    for suite in (ACCORD, RENDEZVOUS, FIN, NON):
        with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="terminé"):
            answer_appui(unit, appui, 2, suite)
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Refus, match="terminé"):
        cancel_appui(unit, appui, 2)
    assert _see(monde) == avant


def test_a_stale_version_is_refused_and_changes_nothing(monde: Monde, appui: UUID) -> None:
    _act(monde, "anna", lambda unit: answer_appui(unit, appui, 1, ACCORD))
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="entre-temps"):
        answer_appui(unit, appui, 1, RENDEZVOUS)
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Refus, match="entre-temps"):
        cancel_appui(unit, appui, 1)
    assert [(vu.etat, vu.version) for vu in _see(monde)] == [(ACCEPTE, 2)]


def test_bad_input_is_refused_whole(monde: Monde, appui: UUID) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(SaisieInvalide) as refus:
        create_appui(unit, monde.structures[0], "", "XXX-01")
    assert len(refus.value.raisons) == 2
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for mauvaise in (Suite(PLANIFIE), Suite(ANNULE), Suite(DEMANDE), Suite(REFUSE)):
            with pytest.raises(SaisieInvalide):
                answer_appui(unit, appui, 1, mauvaise)
    assert [(vu.etat, vu.version) for vu in _see(monde)] == [(DEMANDE, 1)]


def test_going_over_the_year_is_allowed_and_counted(monde: Monde, appui: UUID) -> None:
    _act(monde, "anna", lambda unit: answer_appui(unit, appui, 1, Suite(CLOS, jour=JOUR, demi_journees=5)))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        (structure,) = list_appuis(unit, monde.structures[0]).structures
    assert structure.compute_solde(2026) == Solde(2026, 5, 0)
    assert structure.compute_solde(2026).depassement == 1
    assert structure.compute_solde(2025) == Solde(2025, 0, 0)


def test_the_year_goes_out_as_files_that_no_spreadsheet_runs(monde: Monde, appui: UUID) -> None:
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        create_appui(unit, monde.structures[1], "=1+1")
    _act(monde, "anna", lambda unit: answer_appui(unit, appui, 1, FIN))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        appuis = list_appuis_collectif(unit, monde.collectif)
    par_structure = build_consommation(appuis, 2026)
    assert len(par_structure) == 7
    assert list(par_structure.iloc[0]) == ["Collectif A – structure 0", 2026, 4, 2, 0, 2, 0]
    lignes = to_csv(build_detail(appuis, 2026)).decode("utf-8-sig").split("\r\n")
    assert lignes[1] == (
        "Collectif A – structure 0;;Critère T01-02;Nous aider *ici*;2026-03-14;Terminé;;2026-03-14;2;;Merci."
    )
    assert ";'=1+1;" in lignes[2]
    assert len(build_detail(appuis, 2025)) == 0
    assert to_csv(build_detail(appuis, 2025)).decode("utf-8-sig").startswith("Structure;Offre;Critère;Demande;")


def test_only_those_who_may(monde: Monde, appui: UUID) -> None:
    structure = monde.structures[0]
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: list_appuis(unit, structure))
    check_rights(monde, {"anna"}, lambda unit: list_appuis_collectif(unit, monde.collectif))
    check_rights(monde, {"alice", "anna"}, lambda unit: create_appui(unit, structure, "Aide"))
    check_rights(monde, {"alice", "anna"}, lambda unit: cancel_appui(unit, appui, 1))
    for suite in (ACCORD, RENDEZVOUS, FIN, NON):
        check_rights(monde, {"anna"}, partial(answer_appui, appui_id=appui, version=1, suite=suite))
    assert [(vu.etat, vu.version) for vu in _see(monde)] == [(DEMANDE, 1)]


@pytest.mark.parametrize("personne", ["alice", "anna"])
def test_a_former_member_or_animation_finds_nothing_any_more(monde: Monde, appui: UUID, personne: str) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(text("delete from habilitation where compte_id = :c"), {"c": monde.comptes[personne]})
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        for essai in (
            lambda: list_appuis(unit, monde.structures[0]),
            lambda: list_appuis_collectif(unit, monde.collectif),
            lambda: create_appui(unit, monde.structures[0], "Aide"),
            lambda: cancel_appui(unit, appui, 1),
            lambda: answer_appui(unit, appui, 1, ACCORD),
        ):
            with pytest.raises(Introuvable):
                essai()
    assert [vu.version for vu in _see(monde, "aya")] == [1]


def test_what_does_not_exist_is_introuvable(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for essai in (
            lambda: list_appuis(unit, uuid4()),
            lambda: create_appui(unit, uuid4(), "Aide"),
            lambda: cancel_appui(unit, uuid4(), 1),
            lambda: answer_appui(unit, uuid4(), 1, ACCORD),
        ):
            with pytest.raises(Introuvable):
                essai()


def test_each_list_comes_in_one_query_whatever_it_holds(monde: Monde, installation: Installation) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for structure in monde.structures:
            for rang in range(5):
                create_appui(unit, structure, f"Aide {rang}")
        list_appuis_collectif(unit, monde.collectif)
    with count_statements(installation.moteur) as requetes, open_unit(compte_id=monde.comptes["anna"]) as unit:
        appuis = list_appuis_collectif(unit, monde.collectif)
    assert sum(len(structure.appuis) for structure in appuis.structures) == 35
    assert len(requetes) == 2
    with count_statements(installation.moteur) as requetes:
        assert len(_see(monde)) == 5
    assert len(requetes) == 2
