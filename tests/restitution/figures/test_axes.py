"""The axes of a picture: matched by code, in one order, and what they print when there is no figure."""

from __future__ import annotations

import pytest

from caprse.restitution.figures.agregats import aggregate
from caprse.restitution.figures.axes import (
    NOMS,
    NOMS_COLLECTIF,
    Axe,
    LigneCarte,
    Progres,
    build_axes,
    build_axes_collectif,
    get_etiquette,
    get_manque,
    list_columns,
    merge_codes,
)
from tests.restitution.exemples import build_figure

A, B = build_figure("A", [0, 0, 1]), build_figure("B", [1, 0, 0])
VIDE = build_figure("A", [0, 0, 0], applicables=1)
EXCLU = build_figure("A", [0, 0, 0], non_concernes=1)


def test_series_are_matched_by_code_in_the_order_of_the_structure() -> None:
    agregat = aggregate([B, B])
    assert agregat is not None

    axes = build_axes([A, B], [agregat], [B])

    assert [(axe.code, axe.collectif, axe.precedent) for axe in axes] == [("A", None, None), ("B", agregat, B)]


def test_the_collectif_keeps_the_place_of_an_axis_that_may_not_be_shown() -> None:
    agregat = aggregate([B])
    assert agregat is not None

    axes = build_axes_collectif([A, B], [agregat])

    assert [get_etiquette(axe, NOMS_COLLECTIF) for axe in axes] == ["n.m.", "0\u00a0%"]


def test_three_silences_are_told_apart_and_none_is_zero() -> None:
    assert get_manque(VIDE) == "sans réponse"
    assert get_manque(EXCLU) == "s.o."
    assert get_manque(None) == "—"
    assert get_manque(B) == ""
    assert get_etiquette(Axe("B", "B", "B", nous=B), NOMS) == "0\u00a0%"


def test_a_figure_is_over_other_questions_where_both_have_a_score_and_no_line_leads_to_it() -> None:
    progres = Progres("A", "A", "A", (A, A, A, None, A, VIDE), frozenset({1}))

    assert [rang for rang in range(6) if progres.changes_at(rang)] == [2]


@pytest.mark.parametrize(
    ("suites", "ordre"),
    [
        ([], ""),
        (["ABC"], "ABC"),
        (["AC", "ABC"], "ABC"),
        (["BC", "ABC"], "ABC"),
        (["AD", "BD", "CD"], "ABCD"),
        (["AB", "CD"], "ABCD"),
        (["ABC", "CBA"], "ABC"),
    ],
)
def test_partial_orders_are_merged(suites: list[str], ordre: str) -> None:
    assert merge_codes(suites) == list(ordre)


def test_two_columns_of_the_same_title_stay_apart() -> None:
    figures = tuple(build_figure(code, [1, 0]) for code in "AB")
    jumelles = tuple(type(f)(f.code, f.titre, "Accueil", f.repartition, f.applicables, 0) for f in figures)

    assert list_columns([LigneCarte("S", jumelles)]) == {"A": "Accueil A", "B": "Accueil B"}
