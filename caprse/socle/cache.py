"""What seldom changes and is read often, kept in the process: the oldest entry leaves when there is no room left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Cle = TypeVar("Cle")
Valeur = TypeVar("Valeur")


class Cache(Generic[Cle, Valeur]):
    """At most ``taille`` entries, first in, first out. Only for what is the same for everybody."""

    def __init__(self, taille: int) -> None:
        self._taille = taille
        self._valeurs: dict[Cle, Valeur] = {}
        self._verrou = threading.Lock()

    def get(self, cle: Cle, read: Callable[[], Valeur]) -> Valeur:
        """What is kept under this key, else what ``read`` gives, which is kept from now on."""
        try:
            return self._valeurs[cle]
        except KeyError:
            return self.set(cle, read())

    def find(self, cle: Cle) -> Valeur | None:
        """What is kept under this key, if anything."""
        return self._valeurs.get(cle)

    def set(self, cle: Cle, valeur: Valeur) -> Valeur:
        """Keep this from now on; gives it back."""
        with self._verrou:
            self._valeurs[cle] = valeur
            while len(self._valeurs) > self._taille:
                del self._valeurs[next(iter(self._valeurs))]
        return valeur
