"""The publication rules, attacked: whoever keeps every figure ever shown must find no structure by subtraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.agregats import build_ensemble, compute_empreinte
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.regles import (
    MOUVEMENTS_MIN,
    can_name,
    can_publish,
    can_show,
    count_moved,
    count_moved_by_axe,
)
from tests.restitution.exemples import build_figure

SEUIL = 5
AXES = ("PAR-A", "PAR-B")


def _ensemble(*carnets: str, **changes: str) -> dict[str, str]:
    """`_ensemble("abc", b="v2")`: carnets a, b, c in their first version, but b in its second."""
    return {carnet: changes.get(carnet, "v1") for carnet in "".join(carnets)}


def test_added_removed_and_changed_carnets_have_moved() -> None:
    assert count_moved(_ensemble("abc"), _ensemble("bcd", c="v2")) == 3


def test_moves_are_also_counted_axis_by_axis() -> None:
    publie = {"a": "X:1 Y:1", "b": "X:1 Y:1", "c": "X:1"}
    candidat = {"a": "X:2 Y:1", "b": "X:1", "c": "X:1 Y:5"}

    assert count_moved(publie, candidat) == 3
    assert count_moved_by_axe(publie, candidat) == {"X": 1, "Y": 2}


@pytest.mark.parametrize(
    ("publie", "candidat", "membres", "cloture", "attendu"),
    [
        ("", "abcd", 10, False, False),  # too few
        ("", "abcd", 4, True, False),  # too few, even at closing
        ("", "abcde", 10, False, True),
        ("", "abcdefgh", 10, False, False),  # two to come: they could only be added by subtraction
        ("", "abcdefghi", 10, False, False),  # one to come
        ("", "abcdefghij", 10, False, True),  # nobody to come
        ("", "abcdefgh", 10, True, True),  # at closing nobody comes any more
        ("abcde", "abcde", 10, False, False),  # nothing new
        ("abcde", "abcdef", 10, False, False),
        ("abcdef", "abcdefgh", 12, False, False),
        ("abcde", "abcdefgh", 12, False, True),
        ("abcdefg", "abcdefghij", 10, False, True),
        ("abcdefg", "abcdefghi", 10, True, False),  # the last publication stays
        ("abcdefg", "abcdefghij", 10, True, True),
        ("abcdefgh", "abcde", 8, True, True),  # three left
        ("abcdefg", "abcde", 8, True, False),  # two left: their answers would be the difference
        ("", "abcdefghijkl", 10, False, True),  # more carnets than members: nobody is to come
    ],
)
def test_when_figures_may_be_published(publie: str, candidat: str, membres: int, cloture: bool, attendu: bool) -> None:
    assert can_publish(_ensemble(publie), _ensemble(candidat), membres, SEUIL, cloture) is attendu


def test_two_corrections_wait_and_three_are_shown() -> None:
    publie = _ensemble("abcdefghij")

    assert not can_publish(publie, _ensemble("abcdefghij", a="v2", b="v2"), 10, SEUIL, False)
    assert can_publish(publie, _ensemble("abcdefghij", a="v2", b="v2", c="v2"), 10, SEUIL, False)


def test_three_carnets_that_each_change_another_axis_are_not_hidden_by_each_other() -> None:
    publie = dict.fromkeys("abcdefghij", "X:1 Y:1 Z:1")
    candidat = publie | {"a": "X:2 Y:1 Z:1", "b": "X:1 Y:2 Z:1", "c": "X:1 Y:1 Z:2"}

    assert count_moved(publie, candidat) == MOUVEMENTS_MIN
    assert not can_publish(publie, candidat, 10, SEUIL, False)


def test_going_back_to_an_earlier_set_but_for_one_carnet_is_refused() -> None:
    avant = _ensemble("abcdefghij")
    publie = _ensemble("abcdefghij", a="v2", b="v2", c="v2")
    candidat = _ensemble("abcdefghij", d="v2")

    assert count_moved(publie, candidat) == 4
    assert count_moved(avant, candidat) == 1
    assert not can_publish(publie, candidat, 10, SEUIL, False, anterieures=[avant])


def test_going_back_to_an_earlier_set_exactly_shows_nothing_new() -> None:
    avant = _ensemble("abcdefghij")
    publie = _ensemble("abcdefghij", a="v2", b="v2", c="v2")

    assert can_publish(publie, avant, 10, SEUIL, False, anterieures=[avant])


# One event: a carnet is transmitted with these niveaux on its two axes, or leaves (None).
evenements = st.lists(
    st.tuples(st.sampled_from("abcdefghij"), st.none() | st.tuples(st.integers(0, 2), st.integers(0, 2))),
    max_size=40,
)


@given(evenements, st.booleans())
def test_whatever_happens_no_two_publications_differ_by_one_or_two_carnets(
    suite: Sequence[tuple[str, tuple[int, int] | None]], fermer: bool
) -> None:
    carnets: dict[str, list[Figure]] = {}
    publications: list[dict[str, list[Figure]]] = []
    etapes = [*suite, None] if fermer else suite
    for evenement in etapes:
        if evenement is not None:
            carnet, niveaux = evenement
            carnets.pop(carnet, None)
            if niveaux is not None:
                carnets[carnet] = [_answer(axe, niveau) for axe, niveau in zip(AXES, niveaux, strict=True)]
        passees = [_build(publication) for publication in publications]
        publie = passees[-1] if passees else {}
        if can_publish(publie, _build(carnets), 10, SEUIL, evenement is None, passees):
            publications.append(dict(carnets))

    assert all(len(_build(publication)) >= SEUIL for publication in publications)
    for une, autre in combinations(publications, 2):
        for axe in range(len(AXES)):
            assert _count_different(une, autre, axe) not in range(1, MOUVEMENTS_MIN)
    for une, autre in pairwise(publications):
        assert count_moved(_build(une), _build(autre)) >= MOUVEMENTS_MIN


def _build(carnets: Mapping[str, Sequence[Figure]]) -> dict[str, str]:
    """The set of these carnets, as publishing makes it."""
    return build_ensemble({carnet: compute_empreinte(figures) for carnet, figures in carnets.items()})


def _answer(axe: str, niveau: int) -> Figure:
    """Niveau 0 stands for « pas répondu » here: the axis then weighs nothing."""
    return build_figure(axe, [0] * 5 if niveau == 0 else [int(n == niveau) for n in range(5)], applicables=1)


def _count_different(une: Mapping[str, Sequence[Figure]], autre: Mapping[str, Sequence[Figure]], axe: int) -> int:
    """How many carnets weigh differently on an axis in the two sets: what an attacker is left with."""

    def weigh(publication: Mapping[str, Sequence[Figure]], carnet: str) -> tuple[int, ...]:
        return publication[carnet][axe].repartition if carnet in publication else (0,) * 5

    return sum(weigh(une, carnet) != weigh(autre, carnet) for carnet in une.keys() | autre.keys())


@given(st.sets(st.sampled_from("abcdefghij")), st.integers(0, 12), st.booleans())
def test_a_set_under_the_threshold_is_never_published(carnets: set[str], membres: int, cloture: bool) -> None:
    if can_publish({}, dict.fromkeys(carnets, "v1"), membres, SEUIL, cloture):
        assert len(carnets) >= SEUIL


@given(st.integers(0, 20), st.integers(1, 8))
def test_before_closing_those_to_come_are_none_or_three_at_least(membres: int, seuil: int) -> None:
    for presents in range(membres + 1):
        if can_publish({}, {str(rang): "v1" for rang in range(presents)}, membres, seuil, False):
            assert membres - presents not in (1, 2)


@pytest.mark.parametrize(
    ("n", "inclus", "attendu"),
    [(5, False, True), (4, False, False), (6, True, True), (5, True, False), (0, False, False)],
)
def test_a_figure_needs_five_others(n: int, inclus: bool, attendu: bool) -> None:
    assert can_show(n, inclus, SEUIL) is attendu


def test_in_a_collectif_of_six_one_opting_out_hides_the_figures_from_all_the_others() -> None:
    partants = 6 - 1

    assert can_show(6, True, SEUIL)
    assert not can_show(partants, True, SEUIL)


@pytest.mark.parametrize(
    ("nommees", "total", "attendu"),
    [(9, 9, True), (8, 9, False), (7, 9, False), (6, 9, True), (0, 9, True), (0, 2, False), (0, 0, True)],
)
def test_names_are_shown_only_when_the_unnamed_stay_hidden(nommees: int, total: int, attendu: bool) -> None:
    assert can_name(nommees, total) is attendu
