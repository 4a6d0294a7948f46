"""A cache of the process: bounded, oldest out first, read once, safe between threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from caprse.socle.cache import Cache


def test_what_was_read_is_not_read_again() -> None:
    cache: Cache[str, int] = Cache(2)
    lus: list[str] = []

    def read() -> int:
        lus.append("a")
        return 1

    assert cache.get("a", read) == cache.get("a", read) == 1
    assert lus == ["a"]


def test_the_oldest_leaves_first_whatever_was_read_meanwhile() -> None:
    cache: Cache[str, int] = Cache(2)
    for rang, cle in enumerate("ab"):
        cache.set(cle, rang)
    cache.get("a", lambda: -1)
    cache.set("c", 2)
    assert [cache.get(cle, lambda: -1) for cle in "cb"] == [2, 1]
    assert cache.get("a", lambda: -1) == -1


def test_what_could_not_be_read_is_not_kept() -> None:
    cache: Cache[str, int] = Cache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get("a", lambda: 1 // 0)
    assert cache.get("a", lambda: 3) == 3


def test_many_threads_share_one() -> None:
    cache: Cache[int, int] = Cache(3)
    with ThreadPoolExecutor(8) as ouvriers:
        lus = list(ouvriers.map(lambda cle: cache.get(cle % 7, lambda: cle % 7), range(5000)))
    assert lus == [cle % 7 for cle in range(5000)]
