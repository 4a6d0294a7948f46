"""The small multiples: one scale, gaps left open, labels that do not collide."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.axes import Progres
from caprse.restitution.figures.notation import Figure
from caprse.restitution.graphiques.progres import build_progres, lay_out_panels, list_named, list_steps
from tests.restitution.exemples import build_figure, list_rows, list_sizes, list_texts

TRIMESTRES = ["T1", "T2", "T3", "T4", "T5", "T6"]


def _build(*niveaux: int | None, lies: frozenset[int] | None = None) -> Progres:
    figures: list[Figure | None] = [
        None if niveau is None else build_figure("A", [int(n == niveau) for n in range(5)]) for niveau in niveaux
    ]
    return Progres("A", "Enjeu A", "Court A", tuple(figures), frozenset(range(1, 6)) if lies is None else lies)


@given(st.lists(st.none() | st.fractions(0, 1), max_size=12), st.sets(st.integers(0, 12)))
def test_a_line_never_runs_over_a_missing_trimestre_nor_to_other_questions(
    scores: list[Fraction | None], lies: set[int]
) -> None:
    pas = list_steps(scores, lies)

    assert all(suivant == rang + 1 and suivant in lies for rang, suivant in pas)
    assert all(scores[rang] is not None and scores[suivant] is not None for rang, suivant in pas)
    notes = enumerate(itertools.pairwise(scores), 1)
    assert len(pas) == sum(a is not None and b is not None and rang in lies for rang, (a, b) in notes)


def test_points_over_other_questions_stand_alone() -> None:
    chart = build_progres([_build(1, 2, 3, lies=frozenset({2}))], ["T1", "T2", "T3"])

    assert len(list_rows(chart, "nous")) == 3
    assert len(list_rows(chart, "nous-trait")) == 1


def test_a_gap_shows_as_a_gap() -> None:
    chart = build_progres([_build(1, 2, None, 3, 3, None)], TRIMESTRES)

    assert len(list_rows(chart, "nous")) == 4
    assert len(list_rows(chart, "nous-trait")) == 2


def test_all_panels_share_one_scale() -> None:
    chart = build_progres([_build(4, 0), _build(2, 2)], ["T1", "T2"])
    [plein, vide, moyen, _] = [rangee["y"] for rangee in list_rows(chart, "nous")]

    assert moyen == pytest.approx((plein + vide) / 2, abs=0.02)


def test_the_first_and_the_last_score_are_printed() -> None:
    chart = build_progres([_build(1, 2, 4, 3, 2, 3)], TRIMESTRES, taille=700)

    assert sorted(list_texts(chart, "valeurs", "valeurs-dessous")) == ["25\u00a0%", "75\u00a0%"]


def test_a_label_stands_on_the_side_its_line_does_not_take() -> None:
    chart = build_progres([_build(2, 4, 4, 4, 4, 2)], TRIMESTRES, taille=700)

    assert list_texts(chart, "valeurs-dessous") == ["50\u00a0%", "50\u00a0%"]


def test_a_single_trimestre_is_drawn() -> None:
    chart = build_progres([_build(3)], ["T1"])

    assert len(list_rows(chart, "nous")) == 1
    assert list_texts(chart, "trimestres") == ["T1"]


def test_nothing_at_all_is_drawn_empty() -> None:
    assert list_rows(build_progres([_build(None, None)], ["T1", "T2"]), "nous") == []


@pytest.mark.parametrize(("largeur", "colonnes"), [(200, 1), (304, 2), (404, 2), (684, 3), (2000, 3)])
def test_as_many_panels_a_row_as_fit(largeur: int, colonnes: int) -> None:
    panneaux, _ = lay_out_panels(["A"] * 7, 6, largeur, 13)

    assert len({panneau.x for panneau in panneaux}) == colonnes
    assert all(panneau.droite <= largeur for panneau in panneaux)


@pytest.mark.parametrize("combien", [2, 6, 20])
def test_names_of_trimestres_do_not_run_into_each_other_and_the_last_is_named(combien: int) -> None:
    noms = [f"T{rang + 1}" for rang in range(combien)]
    [panneau], _ = lay_out_panels(["A"], combien, 140, 13)
    nommes = sorted(list_named(panneau, noms, 13))

    assert nommes[-1] == combien - 1
    assert all((b - a) * panneau.pas >= 20 for a, b in itertools.pairwise(nommes))


def test_each_axis_needs_a_place_per_trimestre() -> None:
    with pytest.raises(ValueError, match="par trimestre"):
        build_progres([_build(1, 2)], TRIMESTRES)


def test_letters_are_large_enough_for_a_phone_and_for_a_wall() -> None:
    assert min(list_sizes(build_progres([_build(1, 2)], ["T1", "T2"], taille=320))) >= 13
    assert min(list_sizes(build_progres([_build(1, 2)], ["T1", "T2"], taille=900, corps=24))) >= 24
