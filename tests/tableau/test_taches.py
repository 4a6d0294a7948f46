"""The words of days and of counts: pure rules."""

from __future__ import annotations

from datetime import date, time
from uuid import uuid4

import pytest

from caprse.carnet.regles import EtatCarnet, count_reponses, describe_etats
from caprse.collectif.regles import warning_of_dates, warning_to_close
from caprse.tableau.regles import format_il_y_a
from caprse.tableau.taches import Rencontre, format_quand

JOUR = date(2026, 3, 14)


def test_days_are_said_in_words() -> None:
    assert [format_il_y_a(jours) for jours in (0, 1, 3, 75)] == [
        "aujourd’hui",
        "hier",
        "il y a 3\u00a0jours",
        "il y a 2\u00a0mois",
    ]
    assert (
        format_quand(Rencontre(uuid4(), "Se voir", date(2027, 1, 4), time(9, 30)))
        == "lundi 4\u00a0janvier à 9\u00a0h\u00a030"
    )
    assert format_quand(Rencontre(uuid4(), "Se voir", date(2027, 1, 4), None)) == "lundi 4\u00a0janvier"


def test_carnets_are_counted_in_the_right_number() -> None:
    assert describe_etats({EtatCarnet.RELU: 1, EtatCarnet.BROUILLON: 3}) == "3 en cours, 1 relu"
    assert describe_etats({EtatCarnet.RELU: 2, EtatCarnet.TRANSMIS: 0}) == "2 relus"


def test_an_answer_counts_once_and_only_where_it_is_asked() -> None:
    assert count_reponses(["A", "B", "C"], ["A", "A", "C", "OLD"]) == 2


@pytest.mark.parametrize(
    ("debut", "fin", "debut_phrase"),
    [
        (date(2025, 9, 1), date(2026, 3, 13), "Son dernier jour, le 13\u00a0mars\u00a02026, est déjà passé"),
        (date(2026, 5, 1), date(2026, 7, 1), "Il commence le 1er\u00a0mai\u00a02026, dans 48 jours"),
        (date(2026, 3, 20), date(2026, 7, 1), None),
        (date(2026, 1, 1), date(2026, 3, 14), None),
    ],
)
def test_odd_days_are_said_before_opening(debut: date, fin: date, debut_phrase: str | None) -> None:
    dit = warning_of_dates(debut, fin, JOUR)
    assert dit is None if debut_phrase is None else (dit or "").startswith(debut_phrase)


def test_closing_early_is_said() -> None:
    assert warning_to_close(JOUR, JOUR) is None
    assert "demain" in (warning_to_close(date(2026, 3, 15), JOUR) or "")
