"""What stands beside the collectif's path as one viewer may read it. Pure: contents of the base in, figures out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.autour import PositionsPubliees
from caprse.restitution.publication.regles import list_axes
from caprse.restitution.publication.visibilite import has_enough_autres


@dataclass(frozen=True, slots=True)
class Autour:
    """How many actions were done, by closing; départ and arrivée, each under the code of its own version."""

    actions: Mapping[int, int] = field(default_factory=dict)
    positions: tuple[PositionsPubliees, ...] = ()


def read_autour(bruts: Iterable[Mapping[str, Any]], seuil: int) -> Autour:
    """What the viewer may read of these, the latest of each kind at each closing.

    ``siens``: of each of the viewer's own structures that is counted, its fingerprint and the number of its unit.
    """
    actions: dict[int, int] = {}
    positions = []
    for brut in bruts:
        siens = brut.get("siens") or ()
        axes = [frozenset(axe for axe, _ in list_axes(empreinte)) for empreinte, _ in siens]
        if not has_enough_autres(get_compte(brut), axes, seuil, [unite for _, unite in siens]):
            continue
        if brut["sorte"] == "actions":
            actions[brut["numero"]] = brut["agregats"]["faites"]
        else:
            positions.append(PositionsPubliees.from_contenu(brut["agregats"]))
    return Autour(actions, tuple(positions))


def get_compte(brut: Mapping[str, Any]) -> Agregat:
    """Who counts in one of them."""
    return Agregat.from_contenu(brut["agregats"]["agregat" if brut["sorte"] == "actions" else "arrivee"])
