"""The geometry of the radar: where scores fall, and labels that never cover each other."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.graphiques.cadran import Cadran, lay_out_radar
from caprse.restitution.graphiques.texte import measure

UN, DEMI, ZERO = Fraction(1), Fraction(1, 2), Fraction(0)
scores = st.fractions(0, 1)
MOTS = ("Accueillir sans trier", "Santé", "Droits", "Préparer la suite", "Territoire", "Énergie et mobilité", "Eau")


def test_the_first_axis_points_to_twelve_o_clock_and_the_next_lies_clockwise() -> None:
    cadran = Cadran(100, 100, 80, 4)

    assert cadran.place(0, UN) == pytest.approx((100, 20))
    assert cadran.place(1, UN) == pytest.approx((180, 100))
    assert cadran.place(2, UN) == pytest.approx((100, 180))
    assert cadran.place(3, UN) == pytest.approx((20, 100))


@given(st.integers(3, 9), scores)
def test_every_axis_has_the_same_scale(axes: int, score: Fraction) -> None:
    cadran = Cadran(0, 0, 80, axes)
    distances = [math.hypot(*cadran.place(rang, score)) for rang in range(axes)]

    assert distances == pytest.approx([cadran.get_radius(score)] * axes)


@given(scores, scores)
def test_equal_steps_of_score_are_equal_lengths(un: Fraction, autre: Fraction) -> None:
    cadran = Cadran(0, 0, 80, 4)
    pas = cadran.get_radius(UN) - cadran.get_radius(ZERO)

    assert cadran.get_radius(autre) - cadran.get_radius(un) == pytest.approx(float(autre - un) * pas)


def test_a_score_of_zero_still_shows_its_axis() -> None:
    cadran = Cadran(0, 0, 80, 4)

    assert len({cadran.place(rang, ZERO) for rang in range(4)}) == 4
    assert cadran.get_radius(ZERO) >= 8


def test_the_bar_of_the_median_lies_across_its_axis() -> None:
    x, y, x2, y2 = Cadran(100, 100, 80, 4).cross(1, UN, 5)

    assert (x, x2) == pytest.approx((180, 180))
    assert sorted((y, y2)) == pytest.approx([95, 105])


@given(st.lists(st.sampled_from(MOTS), min_size=3, max_size=9), st.sampled_from([(304, 13), (404, 14), (884, 24)]))
def test_labels_neither_cover_each_other_nor_leave_the_picture(titres: list[str], format_: tuple[int, int]) -> None:
    largeur, corps = format_
    disposition = lay_out_radar(titres, [("100\u00a0%",)] * len(titres), largeur, corps)

    assert disposition.lisible
    assert disposition.cadran.rayon >= 0.18 * largeur
    for etiquette in disposition.etiquettes:
        assert etiquette.x >= -1e-6
        assert etiquette.x + etiquette.largeur <= largeur + 1e-6
        assert etiquette.y >= -1e-6
        assert etiquette.y + etiquette.hauteur <= disposition.hauteur + 1e-6


@pytest.mark.parametrize(("largeur", "part"), [(304, 1), (340, 0.6)], ids=["phone, labels below", "labels around"])
@given(titres=st.lists(st.text("abc ", min_size=1, max_size=200).map(str.strip), min_size=3, max_size=9))
def test_labels_of_any_length_leave_room_for_the_dial(titres: list[str], largeur: int, part: float) -> None:
    disposition = lay_out_radar(titres, [("sans réponse",)] * len(titres), largeur, 13)

    assert disposition.lisible
    assert disposition.cadran.rayon >= 0.18 * largeur
    assert all(measure(etiquette.texte, 13) <= part * largeur for etiquette in disposition.etiquettes)


@pytest.mark.parametrize("titres", [list(MOTS[:4]), list(MOTS)])
def test_labels_of_the_usual_length_are_not_cut_on_a_phone(titres: list[str]) -> None:
    disposition = lay_out_radar(titres, [("100\u00a0%",)] * len(titres), 304, 13)

    assert [etiquette.texte.replace("\n", " ") for etiquette in disposition.etiquettes] == titres


@pytest.mark.parametrize("combien", range(3, 9))
def test_long_labels_take_more_lines_rather_than_cover_each_other(combien: int) -> None:
    titres = [f"Un titre court pas si court {rang}" for rang in range(combien)]
    disposition = lay_out_radar(titres, [("100\u00a0%",)] * combien, 304, 13)

    assert disposition.lisible
    assert disposition.cadran.rayon >= 0.2 * 304
    assert [etiquette.texte.replace("\n", " ") for etiquette in disposition.etiquettes] == titres


@pytest.mark.parametrize("combien", range(3, 10))
def test_on_a_phone_the_dial_takes_the_width_and_its_axes_are_listed_below(combien: int) -> None:
    titres = [f"Un titre court pas si court {rang}" for rang in range(combien)]
    disposition = lay_out_radar(titres, [("100\u00a0%",)] * combien, 310, 13)

    assert 2 * disposition.cadran.rayon >= 220
    assert [etiquette.repere for etiquette in disposition.etiquettes] == list("ABCDEFGHI"[:combien])
    assert min(etiquette.y for etiquette in disposition.etiquettes) > disposition.cadran.y + disposition.cadran.rayon
    for x, y in disposition.bouts:
        assert 0 < x < 310
        assert math.hypot(x - disposition.cadran.x, y - disposition.cadran.y) > disposition.cadran.rayon


def test_with_room_labels_stay_around_the_dial() -> None:
    disposition = lay_out_radar(list(MOTS[:4]), [("50\u00a0%",)] * 4, 544, 14)

    assert disposition.bouts == ()
    assert not any(etiquette.repere for etiquette in disposition.etiquettes)
