"""The same act for several structures at once: what is done, and what was left with its reason. One transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.membres.adhesions import add_adhesion, end_adhesion
from caprse.carnet.membres.liste import StructureListee, list_structures
from caprse.collectif.structures import confirm_structure, update_types
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

LOT_MAX = 200
QUOI = "Ce collectif"


@dataclass(frozen=True)
class BilanLot:
    """Names of the structures for which it was done; the others, each with why, in French."""

    faites: tuple[str, ...]
    laissees: tuple[tuple[str, str], ...]


def add_adhesions(unit: Unit, collectif_id: UUID, structures: Sequence[UUID], du: date) -> BilanLot:
    """Make them members from a day on, each with the carnet of the open trimestre."""
    return _act(unit, collectif_id, structures, lambda ligne: add_adhesion(unit, collectif_id, ligne.id, du))


def end_adhesions(unit: Unit, collectif_id: UUID, structures: Sequence[UUID], au: date) -> BilanLot:
    """End their current adhésions; ``au`` is the last day of each."""
    return _act(unit, collectif_id, structures, lambda ligne: end_adhesion(unit, collectif_id, ligne.id, au))


def add_types(unit: Unit, collectif_id: UUID, structures: Sequence[UUID], types: Sequence[str]) -> BilanLot:
    """Give them these types, beside those that each has."""
    return _change_types(unit, collectif_id, structures, types, lambda siens: (*siens, *types))


def remove_types(unit: Unit, collectif_id: UUID, structures: Sequence[UUID], types: Sequence[str]) -> BilanLot:
    """Take these types from them."""
    return _change_types(
        unit, collectif_id, structures, types, lambda siens: tuple(genre for genre in siens if genre not in types)
    )


def confirm_structures(unit: Unit, collectif_id: UUID, structures: Sequence[UUID]) -> BilanLot:
    """Say of each that what was to check is right."""

    def confirm(ligne: StructureListee) -> None:
        if not ligne.a_verifier:
            raise Refus("Il n’y avait rien à vérifier.")
        confirm_structure(unit, collectif_id, ligne.id, ligne.version)

    return _act(unit, collectif_id, structures, confirm)


def _change_types(
    unit: Unit,
    collectif_id: UUID,
    structures: Sequence[UUID],
    types: Sequence[str],
    change: Callable[[tuple[str, ...]], Sequence[str]],
) -> BilanLot:
    if not types:
        raise SaisieInvalide(["Choisissez au moins un type."])

    def apply(ligne: StructureListee) -> None:
        voulus = change(ligne.types)
        if set(voulus) == set(ligne.types):
            raise Refus("Ses types sont déjà ceux-là.")
        update_types(unit, collectif_id, ligne.id, ligne.version, voulus)

    return _act(unit, collectif_id, structures, apply)


def _act(
    unit: Unit, collectif_id: UUID, structures: Sequence[UUID], action: Callable[[StructureListee], object]
) -> BilanLot:
    """Each in its own savepoint: a refusal leaves that one as it was, and says why.

    For animation and administration. Raises Introuvable, SaisieInvalide when none or too many are named.
    """
    unit.check(Operation.UPDATE_COLLECTIF, collectif_id, quoi=QUOI)
    if not structures:
        raise SaisieInvalide(["Choisissez au moins une structure."])
    if len(structures) > LOT_MAX:
        raise SaisieInvalide([f"C’est plus de {LOT_MAX} structures à la fois : choisissez-en moins."])
    connues = {ligne.id: ligne for ligne in list_structures(unit, collectif_id)}
    faites: list[str] = []
    laissees: list[tuple[str, str]] = []
    for structure_id in dict.fromkeys(structures):
        ligne = connues.get(structure_id)
        if ligne is None:
            raise Introuvable("Une de ces structures")
        try:
            with unit.db.begin_nested():
                action(ligne)
        except Refus as refus:
            laissees.append((ligne.nom, str(refus)))
        else:
            faites.append(ligne.nom)
    return BilanLot(tuple(faites), tuple(laissees))
