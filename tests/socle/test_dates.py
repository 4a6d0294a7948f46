"""Dates as French readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.socle.dates import MOIS, format_date, format_heure, format_instant


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 3, 14), "14 mars 2026"),
        (date(2026, 3, 1), "1er mars 2026"),
        (date(2025, 8, 31), "31 août 2025"),
        (date(2024, 2, 29), "29 février 2024"),
        (date(2025, 12, 1), "1er décembre 2025"),
    ],
)
def test_a_day_is_written_in_full(jour: date, attendu: str) -> None:
    assert format_date(jour) == attendu


@given(st.dates())
def test_every_day_has_one_reading(jour: date) -> None:
    numero, mois, annee = format_date(jour).split(" ")
    assert date(int(annee), MOIS.index(mois) + 1, int(numero.removesuffix("er"))) == jour


@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        (datetime(2026, 3, 14, 13, 2, tzinfo=UTC), "14 mars 2026 à 14:02"),  # winter: one hour ahead
        (datetime(2026, 7, 14, 13, 2, tzinfo=UTC), "14 juillet 2026 à 15:02"),  # summer: two
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "1er avril 2026 à 00:30"),  # already tomorrow in Paris
        (datetime(2025, 12, 31, 23, 5, tzinfo=UTC), "1er janvier 2026 à 00:05"),
    ],
)
def test_an_instant_is_told_in_paris(instant: datetime, attendu: str) -> None:
    assert format_instant(instant) == attendu
    assert attendu.endswith(format_heure(instant))
