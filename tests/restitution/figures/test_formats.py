"""How figures are written in French."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.formats import compute_points, format_points, format_pourcent, round_pourcent


@pytest.mark.parametrize(
    ("score", "texte"),
    [
        (Fraction(2, 3), "67\u00a0%"),
        (Fraction(1, 8), "13\u00a0%"),  # 12,5: halves up
        (Fraction(0), "0\u00a0%"),
        (Fraction(1), "100\u00a0%"),
        (Fraction(1, 300), "1\u00a0%"),  # something is not nothing
        (Fraction(299, 300), "99\u00a0%"),  # nearly everything is not everything
    ],
)
def test_a_score_is_shown_in_whole_per_cent(score: Fraction, texte: str) -> None:
    assert format_pourcent(score) == texte


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_a_better_score_never_shows_a_smaller_figure(un: Fraction, autre: Fraction) -> None:
    assert (un <= autre) <= (round_pourcent(un) <= round_pourcent(autre))


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_points_tally_with_the_percentages_shown(avant: Fraction, apres: Fraction) -> None:
    assert round_pourcent(avant) + compute_points(avant, apres) == round_pourcent(apres)


@pytest.mark.parametrize(
    ("points", "texte"),
    [
        (12, "+12\u00a0points"),
        (1, "+1\u00a0point"),
        (0, "0\u00a0point"),
        (-1, "−1\u00a0point"),
        (-7, "−7\u00a0points"),
    ],
)
def test_points_carry_their_sign_and_number(points: int, texte: str) -> None:
    assert format_points(points) == texte
