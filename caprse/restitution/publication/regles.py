"""Who may see what of the others. Sets of carnets in, yes or no out.

The danger is subtraction: whoever holds two figures whose sets differ by one structure knows that structure's answers.
So a figure about others is shown for enough of them, moves only when enough of them move, and never comes in two
versions that differ by one or two.

A set is a mapping from carnet to *empreinte*, the fingerprint of what the figures read from that carnet. An empreinte
that lists its axes as ``PAR-A:1f3c PAR-B:90aa`` is also compared axis by axis; any other text counts as a single axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MOUVEMENTS_MIN = 3  # with two, each of the two would read the other by subtracting itself


def count_moved(publie: Mapping[str, str], candidat: Mapping[str, str]) -> int:
    """How many carnets were added, removed or changed between two sets."""
    return sum(publie.get(carnet) != candidat.get(carnet) for carnet in publie.keys() | candidat.keys())


def count_moved_by_axe(publie: Mapping[str, str], candidat: Mapping[str, str]) -> dict[str, int]:
    """The same count for each axis that the empreintes list."""
    avant, apres = _split_by_axe(publie), _split_by_axe(candidat)
    return {axe: count_moved(avant.get(axe, {}), apres.get(axe, {})) for axe in avant.keys() | apres.keys()}


def can_publish(
    publie: Mapping[str, str],
    candidat: Mapping[str, str],
    membres: int,
    seuil: int,
    cloture: bool,
    anterieures: Iterable[Mapping[str, str]] = (),
) -> bool:
    """Whether the figures of ``candidat`` may replace those of ``publie`` (empty: nothing is published yet).

    ``membres`` is the number of carnets that are expected, ``anterieures`` the sets published before ``publie``.

    1. A set of fewer than ``seuil`` carnets is never published.
    2. Nothing is published twice alike, and what was published moves by three carnets at least. This holds for each
       axis too: three carnets that each change another axis would otherwise each be read on their own axis. An axis
       that did not move at all says nothing and is fine.
    3. The same against every earlier publication, since people keep pictures: three carnets going back to what they
       were while a fourth changes is a move of four from the last set, and of one from the set before it.
    4. Before closing, those still to come are none, or three at least. Two latecomers could only ever be added alone,
       that is shown by subtraction, or be left out for good.
    5. At closing nobody comes any more, so rule 4 has no object. When one or two carnets have moved since the last
       publication, that publication stays: an older figure is better than a figure that names someone.
    """
    if len(candidat) < seuil:
        return False
    restants = max(0, membres - len(candidat))
    if not cloture and 0 < restants < MOUVEMENTS_MIN:
        return False
    if not publie:
        return True
    if count_moved(publie, candidat) < MOUVEMENTS_MIN:
        return False
    return all(_hides_each(ancienne, candidat) for ancienne in (publie, *anterieures))


def can_show(n: int, inclus: bool, seuil: int) -> bool:
    """Whether a viewer may see the figure of one axis over ``n`` respondents, the viewer's own included or not.

    What counts is the others: subtracting oneself is always possible. Applied axis by axis, because an axis that few
    answered may be thinner than the set.
    """
    return n - int(inclus) >= seuil


def can_name(nommees: int, total: int) -> bool:
    """Whether the structures that agreed to be named may be: ``nommees`` out of ``total``, the viewer in neither.

    Beside a figure over all, naming all but one or two would give away the rest by subtraction: those not named are
    none, or three at least. On a shared screen each unnamed structure is a viewer: leave one of them out of ``total``.
    """
    anonymes = total - nommees
    return anonymes == 0 or anonymes >= MOUVEMENTS_MIN


def _hides_each(ancienne: Mapping[str, str], candidat: Mapping[str, str]) -> bool:
    mouvements = (count_moved(ancienne, candidat), *count_moved_by_axe(ancienne, candidat).values())
    return all(moved == 0 or moved >= MOUVEMENTS_MIN for moved in mouvements)


def _split_by_axe(ensemble: Mapping[str, str]) -> dict[str, dict[str, str]]:
    par_axe: dict[str, dict[str, str]] = {}
    for carnet, empreinte in ensemble.items():
        for part in empreinte.split():
            axe, _, valeur = part.rpartition(":")
            par_axe.setdefault(axe, {})[carnet] = valeur
    return par_axe
