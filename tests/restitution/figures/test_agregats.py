"""The collectif in aggregate: quartiles, counts per niveau, empreintes."""

from __future__ import annotations

import json
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.agregats import (
    Agregat,
    Quartiles,
    aggregate,
    aggregate_axes,
    build_ensemble,
    compute_empreinte,
    compute_quartiles,
)
from caprse.restitution.figures.notation import Figure
from tests.restitution.exemples import build_figure

scores = st.lists(st.fractions(0, 1, max_denominator=60), min_size=1, max_size=30)
repartitions = st.lists(st.integers(0, 4), min_size=5, max_size=5)
figures = repartitions.map(lambda repartition: build_figure("A", repartition))


def test_quartiles_interpolate_exactly() -> None:
    quatre = [Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)]

    assert compute_quartiles(quatre) == Quartiles(Fraction(3, 16), Fraction(3, 8), Fraction(5, 8), 4)


def test_one_score_is_its_own_quartiles() -> None:
    assert compute_quartiles([Fraction(1, 3)]) == Quartiles(Fraction(1, 3), Fraction(1, 3), Fraction(1, 3), 1)


def test_there_are_no_quartiles_of_nothing() -> None:
    with pytest.raises(ValueError, match="aucun score"):
        compute_quartiles([])


@given(scores)
def test_quartiles_are_those_of_numpy(valeurs: list[Fraction]) -> None:
    calcules = compute_quartiles(valeurs)
    attendus = np.quantile([float(valeur) for valeur in valeurs], [0.25, 0.5, 0.75], method="linear")

    assert [float(calcules.q1), float(calcules.mediane), float(calcules.q3)] == pytest.approx(list(attendus))


@given(scores, st.randoms())
def test_quartiles_are_ordered_and_do_not_depend_on_order(valeurs: list[Fraction], hasard: random.Random) -> None:
    calcules = compute_quartiles(valeurs)
    hasard.shuffle(valeurs)

    assert min(valeurs) <= calcules.q1 <= calcules.mediane <= calcules.q3 <= max(valeurs)
    assert compute_quartiles(valeurs) == calcules


def test_an_aggregate_counts_the_structures_that_answered_and_adds_their_niveaux() -> None:
    vide = build_figure("A", [0, 0, 0, 0, 0], applicables=3)
    agregat = aggregate(
        [
            build_figure("A", [0, 0, 1, 0, 0]),
            None,
            vide,
            build_figure("A", [1, 0, 0, 0, 1]),
            build_figure("A", [0, 0, 0, 0, 2]),
        ]
    )

    assert agregat is not None
    assert agregat.n == 3
    assert agregat.quartiles == Quartiles(Fraction(1, 2), Fraction(1, 2), Fraction(3, 4), 3)
    assert agregat.repartition == (1, 0, 1, 0, 3)
    assert agregat.mediane_niveau == 4


def test_without_figures_there_is_no_aggregate() -> None:
    assert aggregate([None, None]) is None
    assert aggregate([]) is None


def test_without_answers_the_aggregate_has_no_quartiles() -> None:
    agregat = aggregate([build_figure("A", [0, 0, 0], applicables=2)])

    assert agregat is not None
    assert (agregat.n, agregat.quartiles, agregat.mediane_niveau) == (0, None, None)


def test_different_axes_or_echelles_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="axes différents"):
        aggregate([build_figure("A", [1, 0, 0]), build_figure("B", [1, 0, 0])])
    with pytest.raises(ValueError, match="échelles différentes"):
        aggregate([build_figure("A", [1, 0, 0]), build_figure("A", [1, 0, 0, 0])])


def test_every_axis_is_aggregated_over_those_who_have_it() -> None:
    a, b = build_figure("A", [0, 1, 0]), build_figure("B", [0, 0, 1])

    assert [(agregat.code, agregat.n) for agregat in aggregate_axes([[a, b], [a], [a]])] == [("A", 3), ("B", 1)]


@given(st.lists(figures, min_size=1, max_size=8))
def test_a_publication_gives_back_the_very_same_aggregate(liste: list[Figure]) -> None:
    agregat = aggregate(liste)

    assert agregat is not None
    assert Agregat.from_contenu(json.loads(json.dumps(agregat.to_contenu()))) == agregat


@given(st.lists(figures, min_size=1, max_size=8), st.randoms())
def test_the_order_of_structures_does_not_show(liste: list[Figure], hasard: random.Random) -> None:
    agregat = aggregate(liste)
    hasard.shuffle(liste)

    assert aggregate(liste) == agregat


@given(figures, figures)
def test_an_empreinte_changes_exactly_when_an_aggregate_could(une: Figure, autre: Figure) -> None:
    assert (compute_empreinte([une]) == compute_empreinte([autre])) == (une.repartition == autre.repartition)


def test_an_empreinte_does_not_tell_non_concerne_from_pas_repondu() -> None:
    ouvert = build_figure("A", [0, 1, 0], applicables=3)
    exclu = build_figure("A", [0, 1, 0], applicables=1, non_concernes=2)

    assert compute_empreinte([ouvert]) == compute_empreinte([exclu])


def test_an_empreinte_does_not_depend_on_the_order_of_axes() -> None:
    a, b = build_figure("A", [0, 1]), build_figure("B", [1, 0])

    assert compute_empreinte([a, b]) == compute_empreinte([b, a])


def test_a_carnet_without_answers_is_not_in_the_set() -> None:
    carnets = {"1": [build_figure("A", [0, 0], applicables=2)], "2": [build_figure("A", [0, 1])], "3": []}
    ensemble = build_ensemble({carnet: compute_empreinte(figures) for carnet, figures in carnets.items()})

    assert list(ensemble) == ["2"]
