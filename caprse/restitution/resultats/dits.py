"""The states of a structure by what its answers say today: some may have been corrected since they were frozen.

An arrêté keeps what was carried over as it read then. What moved is told of the answers as they stand, else a
correction would count as a march that nobody climbed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.carnet.places import read_bascules
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.etats import Etat
from caprse.restitution.publication.etats import follow_donnees, read_etat

Bascules = Sequence[Mapping[str, Any]]


def read_passages(unit: Unit, ligne: Mapping[str, Any]) -> Bascules:
    """What leads from one version to the next; a query only where this structure met several."""
    versions = set()
    for trimestre in ligne["trimestres"] or ():
        arrete = trimestre["arrete"]
        versions |= {trimestre["referentiel_id"], *((arrete["referentiel"]["id"],) if arrete is not None else ())}
    return read_bascules(unit, ligne["collectif_id"]) if len(versions) > 1 else ()


def compute_dits(
    unit: Unit, ligne: Mapping[str, Any], bilans: Sequence[Bilan], bascules: Bascules
) -> tuple[Etat, ...]:
    """Of the last two states that are known in these bilans, each in the terms of its version."""
    connus = [(bilan.etat.numero, UUID(bilan.source.id)) for bilan in bilans if bilan.etat is not None]
    return tuple(compute_dit(unit, ligne, numero, vers, bascules) for numero, vers in connus[-2:])


def compute_dit(unit: Unit, ligne: Mapping[str, Any], numero: int, vers: UUID, bascules: Bascules) -> Etat:
    """The state at one trimestre."""
    donnees = ligne["donnees"] or ()
    return read_etat(donnees, numero, follow_donnees(unit, ligne["collectif_id"], donnees, vers, bascules))
