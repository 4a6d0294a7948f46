"""The dot plot: the figures of the radar on straight axes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from caprse.restitution.figures.axes import NOMS_COLLECTIF, Axe, build_axes
from caprse.restitution.graphiques.points import build_points
from caprse.restitution.planches.tableaux import table_axes
from tests.restitution.exemples import build_agregat, build_figure, list_rows, list_sizes, list_texts

NOUS, AVANT = build_figure("A", [0, 0, 0, 1, 0]), build_figure("A", [0, 1, 0, 0, 0])
AGREGAT = build_agregat("A", Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
AXE = Axe("A", "Enjeu A", "A", NOUS, AGREGAT, AVANT)
VIDE = replace(AXE, nous=build_figure("A", [0, 0, 0, 0, 0], applicables=1))


def test_every_score_falls_at_its_place_on_one_scale() -> None:
    chart = build_points([AXE, AXE])
    [piste, *_] = list_rows(chart, "pistes")
    longueur = piste["x2"] - piste["x"]

    def part(x: float) -> float:
        return float((x - piste["x"]) / longueur)

    [nous, autre, _] = list_rows(chart, "nous")
    [etendue, *_] = list_rows(chart, "etendue")
    assert part(nous["x"]) == pytest.approx(0.75, abs=0.001)
    assert autre["x"] == nous["x"]
    assert autre["y"] > nous["y"]
    assert part(list_rows(chart, "mediane")[0]["x"]) == pytest.approx(0.5, abs=0.001)
    assert part(list_rows(chart, "precedent")[0]["x"]) == pytest.approx(0.25, abs=0.001)
    assert (part(etendue["x"]), part(etendue["x2"])) == pytest.approx((0.25, 0.75), abs=0.001)


def test_a_change_is_a_line_from_before_to_now_and_needs_both() -> None:
    [changement] = list_rows(build_points([AXE, VIDE]), "changement")
    [nous, *_] = list_rows(build_points([AXE]), "nous")

    assert changement["x2"] == nous["x"]


def test_a_missing_score_has_no_dot_and_says_why() -> None:
    chart = build_points([VIDE])

    assert list_rows(chart, "nous") == []
    assert list_texts(chart, "manques-valeurs") == ["sans réponse"]
    assert list_texts(chart, "valeurs") == []


def test_what_is_printed_is_what_the_table_says() -> None:
    axes = build_axes([NOUS, build_figure("B", [1, 0, 0, 0, 0])])

    assert list_texts(build_points(axes), "valeurs") == [f"{v}\u00a0%" for v in table_axes(axes)["Nous (%)"]]


def test_the_collectif_alone_prints_its_median() -> None:
    chart = build_points([AXE], NOMS_COLLECTIF)

    assert list_texts(chart, "valeurs") == ["50\u00a0%"]
    assert list_rows(chart, "nous") == []


@pytest.mark.parametrize("combien", [1, 2, 12])
def test_any_number_of_axes_is_drawn(combien: int) -> None:
    assert len(list_texts(build_points([AXE] * combien), "axes")) == combien


def test_a_long_title_takes_two_lines_at_most() -> None:
    long = replace(AXE, titre_court="Un titre vraiment très long " * 7)
    [titre] = list_texts(build_points([long], taille=320), "axes")

    assert titre.count("\n") == 1
    assert titre.endswith("…")


def test_the_scale_is_written_in_per_cent() -> None:
    chart = build_points([AXE])

    assert list_texts(chart, *(f"reperes-texte-{align}" for align in ("left", "center", "right"))) == [
        "0\u00a0%",
        "25\u00a0%",
        "50\u00a0%",
        "75\u00a0%",
        "100\u00a0%",
    ]


def test_letters_are_large_enough_for_a_phone_and_for_a_wall() -> None:
    assert min(list_sizes(build_points([AXE], taille=320))) >= 13
    assert min(list_sizes(build_points([AXE], taille=900, corps=24))) >= 24
