"""The rule of moves: what is left once names are taken away and shared accounts are merged."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.publication.mouvements import build_unites, can_reveal, count_unites, list_moved


@pytest.mark.parametrize(
    ("bouges", "nommees", "groupes", "k", "attendu"),
    [
        ("", "", [], 3, True),
        ("a", "", [], 3, False),
        ("ab", "", [], 3, False),
        ("abc", "", [], 3, True),
        # Seven are published, three arrive, two of them are named: the third would be the difference.
        ("abc", "ab", [], 3, False),
        ("abc", "abc", [], 3, True),
        ("abcde", "ab", [], 3, True),
        # Names of those who did not move take nothing away.
        ("abc", "xyz", [], 3, True),
        # One account knows two of the three.
        ("abc", "", ["ab"], 3, False),
        ("abcd", "", ["ab"], 3, True),
        ("abcd", "", ["ab", "bc"], 3, False),
        # An account of which only one structure moved hides nobody less.
        ("abc", "", ["ax"], 3, True),
        # A named structure is taken away, the other of the same account stays.
        ("abcd", "a", ["ab"], 3, True),
        ("abcd", "a", ["bc"], 3, False),
        ("abcd", "", [], 5, False),
        ("abcde", "", [], 5, True),
    ],
)
def test_what_is_left_is_nobody_or_enough(
    bouges: str, nommees: str, groupes: list[str], k: int, attendu: bool
) -> None:
    assert can_reveal(set(bouges), set(nommees), build_unites(groupes), k) is attendu


def test_who_came_left_or_changed_has_moved() -> None:
    assert list_moved({"a": "1", "b": "1", "c": "1"}, {"b": "1", "c": "2", "d": "1"}) == {"a", "c", "d"}


GROUPES = st.lists(st.frozensets(st.sampled_from("abcdefgh")), max_size=6)


@given(GROUPES)
def test_units_are_the_same_whatever_the_order_of_the_accounts(groupes: list[Collection[str]]) -> None:
    def gather(unites: dict[str, str]) -> set[frozenset[str]]:
        noms = {unites.get(un, un) for un in "abcdefgh"}
        return {frozenset(un for un in "abcdefgh" if unites.get(un, un) == nom) for nom in noms}

    ensembles = gather(build_unites(groupes))
    assert ensembles == gather(build_unites(reversed(groupes)))
    assert count_unites("abcdefgh", build_unites(groupes)) == len(ensembles)
    for groupe in groupes:
        assert not groupe or any(frozenset(groupe) <= ensemble for ensemble in ensembles)
