"""May what stands beside the collectif's path be shown: the effect of actions, how many were done, départ and arrivée?

Each is an edition of one or several lines: who counts in it, with a fingerprint. One rule for all of them. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caprse.restitution.publication.combinaisons import can_isolate
from caprse.restitution.publication.mouvements import can_reveal, count_unites, list_moved
from caprse.restitution.publication.regles import Cadre

# Of one line, who counts in it and with what.
Ligne = Mapping[str, str]


def can_publish_lignes(nouvelle: Mapping[str, Ligne], parues: Sequence[Mapping[str, Ligne]], cadre: Cadre) -> bool:
    """Whether an edition may be shown beside every earlier one of its kind: all its lines, or none.

    One line alone could tell of the other, beside a total that is shown elsewhere. Each is told of enough units, or of
    nobody, and moves by the rule of moves.
    """
    noms = {*nouvelle, *(nom for parue in parues for nom in parue)}
    return any(nouvelle.values()) and all(
        _can_tell(nouvelle.get(nom, {}), [parue.get(nom, {}) for parue in parues], cadre) for nom in noms
    )


def _can_tell(nouvelle: Ligne, parues: Sequence[Ligne], cadre: Cadre) -> bool:
    if nouvelle and count_unites(nouvelle, cadre.unites) < cadre.seuil:
        return False
    if any(dict(parue) == dict(nouvelle) for parue in parues):
        return True
    return all(
        can_reveal(list_moved(parue, nouvelle), (), cadre.unites, cadre.k) for parue in parues
    ) and not can_isolate(parues, nouvelle, (), cadre.unites, min(cadre.k, cadre.seuil))
