"""How much one account may hold open at once. Counted on the event loop: no lock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

# Tabs and devices of one account.
PRISES = 32
# The demonstration lends one account to all its visitors: each of them has the above.
PRISES_DE_DEMO = 512
# While the base is away, newcomers wait for it; all together.
PRISES_INCONNUES = 64
# Files on their way, then kept until their page is left: two large imports and what was tried before.
DEPOTS_EN_COURS = 3
DEPOTS_GARDES = 12
OCTETS_GARDES = 24 * 1024 * 1024


class Trop(Exception):
    """This account holds as many as it may."""


class Quota:
    """Places held, by whoever holds them."""

    def __init__(self) -> None:
        self._tenues: Counter[Hashable] = Counter()
        self._octets: Counter[Hashable] = Counter()

    @contextmanager
    def hold(self, qui: Hashable, places: int, octets: int = 0) -> Iterator[None]:
        """One more place for ``qui`` until the end of the block, and these bytes. Raises Trop beyond ``places``."""
        if self._tenues[qui] >= places:
            raise Trop
        self._tenues[qui] += 1
        self._octets[qui] += octets
        try:
            yield
        finally:
            self._tenues[qui] -= 1
            self._octets[qui] -= octets
            if not self._tenues[qui]:
                del self._tenues[qui]
                del self._octets[qui]

    def count(self, qui: Hashable) -> tuple[int, int]:
        """Places and bytes held now."""
        return self._tenues[qui], self._octets[qui]
