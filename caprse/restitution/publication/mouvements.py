"""The rule of moves: may a figure that changed be shown, when the figure of before is remembered? Pure.

One function for every grain (an axis, an enjeu, a critère, a vote): `can_reveal`. Whoever shows figures of others
twice asks it, with the fingerprints of that grain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

MOUVEMENTS_MIN = 3  # with two, each of the two would read the other by subtracting itself

# A structure → the unit it belongs to; a structure that is not in it is a unit by itself.
Unites = Mapping[str, str]


def can_reveal(bouges: Collection[str], nommees: Collection[str], unites: Unites, k: int) -> bool:
    """Whether a figure may be shown beside an earlier one, ``bouges`` being all that differs between the two.

    ``bouges``: who was added, removed or changed (`list_moved`). ``nommees``: whose figures are known by name, in the
    old figure or in the new one; they are taken away. ``unites``: who is known together (`build_unites`); each counts
    once. What is left must be nobody, or ``k`` units at least: whoever is one of them still faces ``k`` − 1.

    A name covers the figure it stands beside. Who moved and is named on one side only still hides the other side: such
    callers ask twice, with and without these names (`combinaisons.py` does).
    """
    restent = count_unites(frozenset(bouges) - frozenset(nommees), unites)
    return restent == 0 or restent >= k


def list_moved(avant: Mapping[str, str], apres: Mapping[str, str]) -> frozenset[str]:
    """Who was added, removed or changed between two sets, each from a structure to its fingerprint."""
    return frozenset(un for un in avant.keys() | apres.keys() if avant.get(un) != apres.get(un))


def count_unites(structures: Iterable[str], unites: Unites) -> int:
    """How many units these structures are."""
    return len({unites.get(structure, structure) for structure in structures})


def build_unites(groupes: Iterable[Collection[str]]) -> dict[str, str]:
    """The units out of groups that each are known to somebody, such as the structures of one account.

    Groups that share a structure are one unit. A unit is called by its first structure.
    """
    unites: dict[str, str] = {}
    for groupe in groupes:
        anciennes = {unites.get(structure, structure) for structure in groupe}
        membres = set(groupe) | {structure for structure, unite in unites.items() if unite in anciennes}
        unites |= dict.fromkeys(membres, min(membres)) if membres else {}
    return unites
