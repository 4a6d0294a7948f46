"""The rules of the plan d'action, without a base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.progres.plans import ActionSuivie
from caprse.progres.regles import (
    ETATS_OUVERTS,
    LIBELLES_EFFORT,
    LIBELLES_ETAT,
    LIBELLES_TRI,
    Effort,
    EtatAction,
    Periode,
    SaisieAction,
    Tri,
    describe_echeance,
    find_depuis,
    is_en_retard,
    list_reasons_against,
    sort_actions,
    sort_by,
)

JOUR = date(2026, 3, 14)
CODES = {"PAR-01", "PAR-02"}


@dataclass(frozen=True)
class Faite:
    quoi: str
    echeance: date | None
    etat: EtatAction


def test_every_etat_has_a_name() -> None:
    assert set(LIBELLES_ETAT) == set(EtatAction)
    assert set(LIBELLES_EFFORT) == set(Effort)


def test_what_is_whole_is_accepted() -> None:
    assert list_reasons_against(SaisieAction("Écrire la charte", "Ali", JOUR, criteres=("PAR-02",)), CODES) == []
    assert list_reasons_against(SaisieAction("x" * 500, "y" * 120), CODES) == []


def test_every_reason_is_given_at_once() -> None:
    mauvaise = SaisieAction("  ", "y" * 121, date(1999, 12, 31), "perdue", ("XXX-01", "XXX-01", "XXX-02"))  # type: ignore[arg-type]
    raisons = list_reasons_against(mauvaise, CODES)
    assert len(raisons) == 6
    assert sum("XXX-01" in raison for raison in raisons) == 1


def test_what_was_added_is_refused_with_the_rest() -> None:
    mauvaise = SaisieAction("", premier_pas="x" * 201, effort="long", decision_id=UUID(int=1))  # type: ignore[arg-type]
    assert len(list_reasons_against(mauvaise, CODES, {UUID(int=2)})) == 4
    bonne = SaisieAction("Oui", premier_pas="x" * 200, effort=Effort.PEU, decision_id=UUID(int=2))
    assert list_reasons_against(bonne, CODES, {UUID(int=2)}) == []


PERIODES = (
    Periode(3, date(2026, 3, 1), date(2026, 5, 31)),
    Periode(1, date(2025, 9, 1), date(2025, 11, 30)),
    Periode(2, date(2025, 12, 10), date(2026, 2, 28)),
)


@pytest.mark.parametrize(
    ("ne_le", "depuis"),
    [
        (date(2025, 6, 1), 1),  # before the first
        (date(2025, 11, 30), 1),
        (date(2025, 12, 5), 2),  # between two
        (date(2026, 2, 28), 2),
        (date(2026, 3, 2), None),  # its trimestre runs
        (date(2026, 9, 1), None),  # after the last
    ],
)
def test_an_open_action_says_since_which_trimestre_that_is_over(ne_le: date, depuis: int | None) -> None:
    assert find_depuis(EtatAction.EN_COURS, ne_le, PERIODES, JOUR) == depuis
    assert find_depuis(EtatAction.FAITE, ne_le, PERIODES, JOUR) is None
    assert find_depuis(EtatAction.A_FAIRE, ne_le, (), JOUR) is None


@pytest.mark.parametrize("texte", ["a\x00b", "a\ud800b"])
def test_what_the_base_cannot_hold_is_refused(texte: str) -> None:
    assert len(list_reasons_against(SaisieAction(texte), CODES)) == 1
    assert len(list_reasons_against(SaisieAction("Bien", texte), CODES)) == 1


def test_too_long_or_too_many_is_refused() -> None:
    assert len(list_reasons_against(SaisieAction("x" * 501), CODES)) == 1
    codes = tuple(f"C-{rang:02}" for rang in range(31))
    assert len(list_reasons_against(SaisieAction("x", criteres=codes), codes)) == 1


@pytest.mark.parametrize("etat", list(EtatAction))
@pytest.mark.parametrize(("jours", "passee"), [(-1, True), (0, False), (1, False), (None, False)])
def test_only_what_is_open_and_past_its_day_is_late(etat: EtatAction, jours: int | None, passee: bool) -> None:
    echeance = None if jours is None else JOUR + timedelta(days=jours)
    assert is_en_retard(etat, echeance, JOUR) == (passee and etat in ETATS_OUVERTS)


@pytest.mark.parametrize(
    ("jours", "phrase"),
    [
        (None, "sans date"),
        (0, "aujourd’hui"),
        (1, "demain"),
        (2, "dans 2 jours"),
        (-1, "en retard de 1 jour"),
        (-12, "en retard de 12 jours"),
    ],
)
def test_a_date_is_said_in_words(jours: int | None, phrase: str) -> None:
    echeance = None if jours is None else JOUR + timedelta(days=jours)
    assert describe_echeance(EtatAction.EN_COURS, echeance, JOUR) == phrase
    assert describe_echeance(EtatAction.FAITE, echeance, JOUR) == ""


ACTIONS = st.lists(
    st.builds(
        Faite,
        st.text(max_size=3),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 9)),
        st.sampled_from(list(EtatAction)),
    ),
    max_size=12,
)


@given(ACTIONS)
def test_open_ones_come_first_by_date_and_none_is_lost(actions: list[Faite]) -> None:
    tries = sort_actions(actions)
    assert sorted(map(repr, tries)) == sorted(map(repr, actions))
    ouvertes = [action for action in tries if action.etat in ETATS_OUVERTS]
    assert tries[: len(ouvertes)] == ouvertes
    jours = [action.echeance or date.max for action in ouvertes]
    assert jours == sorted(jours)
    finies = [action.echeance or date.min for action in tries[len(ouvertes) :]]
    assert finies == sorted(finies, reverse=True)


def test_a_column_sorts_what_it_says_and_leaves_the_rest_last() -> None:
    une = ActionSuivie(uuid4(), uuid4(), "Écluse", "b", "", None, EtatAction.EN_COURS)
    deux = ActionSuivie(uuid4(), uuid4(), "eau", "A", "Zoé", JOUR, EtatAction.A_FAIRE)
    trois = ActionSuivie(uuid4(), uuid4(), "Zinc", "c", "Ali", JOUR - timedelta(days=1), EtatAction.FAITE)
    attendus = {
        Tri.STRUCTURE: [deux, une, trois],
        Tri.QUOI: [deux, une, trois],
        Tri.PILOTE: [trois, deux, une],
        Tri.ECHEANCE: [trois, deux, une],
        Tri.ETAT: [deux, une, trois],
    }
    assert set(attendus) == set(Tri) == set(LIBELLES_TRI)
    for tri, attendu in attendus.items():
        assert sort_by([une, deux, trois], tri) == attendu, tri
    assert sort_by([une, deux, trois], Tri.ECHEANCE, inverse=True) == [deux, trois, une], "what has no date stays last"


def test_a_trimestre_is_not_over_on_its_last_day() -> None:
    periode = Periode(1, date(2026, 1, 16), date(2026, 4, 15))
    assert find_depuis(EtatAction.A_FAIRE, periode.debut, [periode], periode.fin) is None
    assert find_depuis(EtatAction.A_FAIRE, periode.debut, [periode], periode.fin + timedelta(days=1)) == 1
