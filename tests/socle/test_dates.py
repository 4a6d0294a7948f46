"""Dates as French readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.socle.dates import (
    MOIS,
    MOIS_COURTS,
    format_date,
    format_date_courte,
    format_heure,
    format_horloge,
    format_instant,
    format_instant_proche,
    format_jour_court,
)


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 3, 14), "14\u00a0mars\u00a02026"),
        (date(2026, 3, 1), "1er\u00a0mars\u00a02026"),
        (date(2025, 8, 31), "31\u00a0août\u00a02025"),
        (date(2024, 2, 29), "29\u00a0février\u00a02024"),
        (date(2025, 12, 1), "1er\u00a0décembre\u00a02025"),
    ],
)
def test_a_day_is_written_in_full(jour: date, attendu: str) -> None:
    assert format_date(jour) == attendu


@given(st.dates())
def test_every_day_has_one_reading(jour: date) -> None:
    numero, mois, annee = format_date(jour).split("\u00a0")
    assert date(int(annee), MOIS.index(mois) + 1, int(numero.removesuffix("er"))) == jour


@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        (
            datetime(2026, 3, 14, 13, 2, tzinfo=UTC),
            "14\u00a0mars\u00a02026 à 14\u00a0h\u00a002",
        ),  # winter: one hour ahead
        (datetime(2026, 7, 14, 13, 2, tzinfo=UTC), "14\u00a0juillet\u00a02026 à 15\u00a0h\u00a002"),  # summer: two
        (
            datetime(2026, 3, 31, 22, 30, tzinfo=UTC),
            "1er\u00a0avril\u00a02026 à 0\u00a0h\u00a030",
        ),  # already tomorrow in Paris
        (datetime(2025, 12, 31, 23, 5, tzinfo=UTC), "1er\u00a0janvier\u00a02026 à 0\u00a0h\u00a005"),
    ],
)
def test_an_instant_is_told_in_paris(instant: datetime, attendu: str) -> None:
    assert format_instant(instant) == attendu
    assert attendu.endswith(format_heure(instant))


@pytest.mark.parametrize(
    ("heure", "attendu"),
    [(time(9, 30), "9\u00a0h\u00a030"), (time(14), "14\u00a0h\u00a000"), (time(0, 5), "0\u00a0h\u00a005")],
)
def test_an_hour_is_said_as_it_is_read_aloud(heure: time, attendu: str) -> None:
    assert format_heure(heure) == attendu


def test_what_was_just_saved_shows_the_time_of_a_clock() -> None:
    assert format_horloge(datetime(2026, 3, 14, 8, 5, tzinfo=UTC)) == "09:05"


@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        (datetime(2026, 3, 14, 8, 30, tzinfo=UTC), "aujourd’hui à 9\u00a0h\u00a030"),
        (datetime(2026, 3, 13, 23, 30, tzinfo=UTC), "aujourd’hui à 0\u00a0h\u00a030"),  # still yesterday in London
        (datetime(2026, 3, 13, 8, tzinfo=UTC), "hier à 9\u00a0h\u00a000"),
        (datetime(2026, 3, 15, 8, tzinfo=UTC), "demain à 9\u00a0h\u00a000"),
        (datetime(2026, 3, 12, 8, tzinfo=UTC), "le 12\u00a0mars\u00a02026 à 9\u00a0h\u00a000"),
        (datetime(2026, 3, 16, 8, tzinfo=UTC), "le 16\u00a0mars\u00a02026 à 9\u00a0h\u00a000"),
    ],
)
def test_a_day_that_is_near_is_named_as_one_says_it(instant: datetime, attendu: str) -> None:
    assert format_instant_proche(instant, date(2026, 3, 14)) == attendu


def test_a_month_cut_short_ends_with_a_point() -> None:
    assert format_date_courte(date(2026, 11, 28)) == "28\u00a0nov.\u00a02026"
    assert format_date_courte(date(2026, 1, 1)) == "1er\u00a0janv.\u00a02026"


def test_a_day_beside_its_distance_says_its_year_only_where_it_is_far() -> None:
    assert format_jour_court(date(2026, 11, 23), date(2026, 11, 29)) == "23\u00a0nov."
    assert format_jour_court(date(2027, 1, 1), date(2026, 11, 29)) == "1er\u00a0janv."
    assert format_jour_court(date(2025, 12, 1), date(2026, 11, 29)) == "1er\u00a0déc.\u00a02025"
    for mois, court in zip(MOIS, MOIS_COURTS, strict=True):
        assert mois == court or (court.endswith(".") and mois.startswith(court[:-1]) and len(court) < len(mois))
