"""Places are given back, whatever happens to who held them."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from caprse.garde.quotas import Quota, Trop


def test_places_are_counted_by_who_holds_them() -> None:
    quota = Quota()
    with ExitStack() as pile:
        for _ in range(3):
            pile.enter_context(quota.hold("a", 3, 10))
        assert quota.count("a") == (3, 30)
        with pytest.raises(Trop), quota.hold("a", 3):
            raise AssertionError("une place de trop")
        with quota.hold("b", 3):
            assert quota.count("b") == (1, 0)
    assert quota.count("a") == quota.count("b") == (0, 0)


def test_a_failure_gives_its_place_back() -> None:
    quota = Quota()
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), quota.hold("a", 1, 7):
            raise ZeroDivisionError
    assert quota.count("a") == (0, 0)
