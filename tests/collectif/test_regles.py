"""Pure rules of a collectif."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.collectif import modele
from caprse.collectif.regles import (
    TYPES,
    EtatTrimestre,
    SaisieRencontre,
    TypeRencontre,
    add_months,
    build_calendrier,
    check_collectif,
    check_rencontre,
    check_reouverture,
    check_structure,
    check_trimestre,
    get_jour_ouverture,
    refusal_to_open,
    refusal_to_plan,
    refusal_to_reopen,
    warning_to_open,
)

DEBUT = date(2025, 9, 16)
jours = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def test_the_types_are_those_that_the_database_accepts() -> None:
    assert TYPES == modele.TYPES


def test_nineteen_months_are_six_trimestres_and_a_month_of_bilan() -> None:
    calendrier = build_calendrier(DEBUT, 19, ["GOV", "PAR", "EMP", "ENV", "ECO", "TER"])
    assert [(c.numero, c.thematique, c.debut, c.fin) for c in calendrier] == [
        (1, "GOV", date(2025, 9, 16), date(2025, 12, 15)),
        (2, "PAR", date(2025, 12, 16), date(2026, 3, 15)),
        (3, "EMP", date(2026, 3, 16), date(2026, 6, 15)),
        (4, "ENV", date(2026, 6, 16), date(2026, 9, 15)),
        (5, "ECO", date(2026, 9, 16), date(2026, 12, 15)),
        (6, "TER", date(2026, 12, 16), date(2027, 3, 15)),
    ]
    assert add_months(DEBUT, 19) - timedelta(days=1) == date(2027, 4, 15)


@given(jours, st.integers(1, 60), st.integers(1, 40))
def test_a_calendar_is_contiguous_ordered_and_within_the_collectif(debut: date, mois: int, nombre: int) -> None:
    codes = [f"T{rang:02}" for rang in range(nombre)]
    fin = add_months(debut, mois) - timedelta(days=1)
    if refusal_to_plan(debut, mois, nombre) is not None:
        assert (fin - debut).days + 1 < 2 * nombre
        return
    calendrier = build_calendrier(debut, mois, codes)
    assert [c.numero for c in calendrier] == list(range(1, nombre + 1))
    assert [c.thematique for c in calendrier] == codes
    assert calendrier[0].debut == debut
    assert calendrier[-1].fin <= fin
    assert all(c.fin > c.debut for c in calendrier)
    assert all(apres.debut == avant.fin + timedelta(days=1) for avant, apres in pairwise(calendrier))
    if 3 * nombre <= mois:
        assert calendrier[-1].fin == add_months(debut, 3 * nombre) - timedelta(days=1)
        assert all(89 <= (c.fin - c.debut).days + 1 <= 93 for c in calendrier)
    else:
        durees = [(c.fin - c.debut).days + 1 for c in calendrier]
        assert calendrier[-1].fin == fin
        assert max(durees) - min(durees) <= 1


@pytest.mark.parametrize(
    ("mois", "nombre", "mot"),
    [(0, 1, "60 mois"), (61, 1, "60 mois"), (19, 0, "40"), (19, 41, "40"), (1, 30, "courte")],
)
def test_an_impossible_calendar_is_refused_with_its_reason(mois: int, nombre: int, mot: str) -> None:
    assert mot in (refusal_to_plan(DEBUT, mois, nombre) or "")


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2025, 12, 16), 1, date(2026, 1, 16)),
        (date(2025, 9, 16), 0, date(2025, 9, 16)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(jour: date, mois: int, attendu: date) -> None:
    assert add_months(jour, mois) == attendu


def test_every_reason_against_a_collectif_is_given_at_once() -> None:
    assert check_collectif("Occitanie", DEBUT, 19, 5) == []
    assert len(check_collectif("  ", date(1999, 1, 1), 61, 2)) == 4


def test_every_reason_against_a_structure_is_given_at_once() -> None:
    assert check_structure("AILES", ["AI"], "31", "REVEL") == []
    assert check_structure("AILES", [], "", "") == []
    assert len(check_structure("x" * 201, ["AI", "ESAT"], "20", "y" * 121)) == 4


def test_a_meeting_is_checked_whole() -> None:
    bonne = SaisieRencontre(TypeRencontre.VISIO, "Point d’étape", date(2025, 10, 3), lien="https://exemple.test/salle")
    assert check_rencontre(bonne, DEBUT, date(2025, 12, 15)) == []
    mauvaise = SaisieRencontre("fete", " ", date(2027, 10, 3), lieu="x" * 201, lien="javascript:alert(1)")
    assert len(check_rencontre(mauvaise, DEBUT, date(2025, 12, 15))) == 5


@pytest.mark.parametrize("lien", ["http://", "https:// x", "https://a b", "ftp://x", "https://x\nhttps://y"])
def test_a_link_that_is_not_a_web_address_is_refused(lien: str) -> None:
    saisie = SaisieRencontre(TypeRencontre.VISIO, "Point", date(2025, 10, 3), lien=lien)
    assert len(check_rencontre(saisie, DEBUT, date(2025, 12, 15))) == 1


def test_only_one_trimestre_is_open_at_a_time() -> None:
    assert refusal_to_open(2, EtatTrimestre.PREPARE, []) is None
    assert "trimestre\u00a01 est encore ouvert" in (refusal_to_open(2, EtatTrimestre.PREPARE, [1]) or "")
    assert "clos" in (refusal_to_open(1, EtatTrimestre.CLOS, []) or "")


def test_a_trimestre_opened_early_opens_for_its_first_day() -> None:
    assert get_jour_ouverture(DEBUT, date(2025, 9, 10)) == DEBUT
    assert get_jour_ouverture(DEBUT, date(2025, 9, 20)) == date(2025, 9, 20)


def test_new_dates_may_not_cover_another_trimestre() -> None:
    autres = [(1, date(2025, 9, 16), date(2025, 12, 15))]
    libre = (date(2025, 12, 16), date(2026, 3, 15))
    assert check_trimestre(EtatTrimestre.PREPARE, *libre, autres, change_thematique=True) == []
    raisons = check_trimestre(
        EtatTrimestre.OUVERT, date(2025, 12, 15), date(2025, 12, 15), autres, change_thematique=True
    )
    assert len(raisons) == 3
    assert len(check_trimestre(EtatTrimestre.CLOS, *libre, autres, change_thematique=False)) == 1


@pytest.mark.parametrize(
    ("numero", "prepares", "attendu"),
    [
        (2, [2, 3], None),
        (2, [], None),
        (3, [3, 2], "le trimestre\u00a02 n’a pas encore été ouvert."),
        (4, [4, 3, 2, 5], "les trimestres\u00a02 et 3 n’ont pas encore été ouverts."),
        (5, [1, 2, 4], "les trimestres\u00a01, 2 et 4 n’ont pas encore été ouverts."),
    ],
)
def test_opening_out_of_order_is_said(numero: int, prepares: list[int], attendu: str | None) -> None:
    raison = warning_to_open(numero, prepares)
    assert raison is None if attendu is None else (raison or "").endswith(attendu)


def test_only_a_closed_trimestre_reopens_and_alone() -> None:
    assert refusal_to_reopen(1, EtatTrimestre.CLOS, []) is None
    assert "trimestre\u00a02 est ouvert" in (refusal_to_reopen(1, EtatTrimestre.CLOS, [2]) or "")
    for etat in (EtatTrimestre.PREPARE, EtatTrimestre.OUVERT):
        assert "n’est pas clos" in (refusal_to_reopen(1, etat, []) or "")


def test_reopening_takes_a_reason_and_days_of_its_own() -> None:
    autres = [(2, date(2026, 4, 16), date(2026, 7, 15))]
    ici = (date(2026, 1, 16), date(2026, 4, 15), date(2026, 4, 15))
    assert check_reouverture("Une erreur", *ici, autres) == []
    assert len(check_reouverture("x" * 1001, *ici, autres)) == 1
    assert len(check_reouverture("", date(2026, 1, 16), date(2026, 4, 14), date(2026, 4, 15), autres)) == 2
    raisons = check_reouverture("Une erreur", date(2026, 1, 16), date(2026, 4, 16), date(2026, 4, 15), autres)
    assert "trimestre\u00a02" in raisons[0]
    assert "Déplacez d’abord" in raisons[1]
