"""The answers in long format, for an analyst: of a structure, of a collectif, as far as the screens show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from uuid import UUID

from sqlalchemy import select

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Structure
from caprse.echanges.reponses_longues.ecriture import build_zip, write_zip
from caprse.echanges.reponses_longues.lignes import Grille, list_lignes
from caprse.echanges.reponses_longues.modele import LigneLongue
from caprse.echanges.reponses_longues.requetes import CARNETS
from caprse.referentiel.service import get_referentiel

QUOI, QUOI_COLLECTIF = "Cette structure", "Ce collectif"
CARNETS_PAR_LECTURE = 100


def build_reponses_structure(unit: Unit, structure_id: UUID) -> bytes:
    """The zip of one structure: for its direction, drafts included; for the animation, what was transmitted or closed.

    Two queries, and one per version of the référentiel. Raises Introuvable.
    """
    return build_zip(list_de_structure(unit, structure_id), unit.now)


def build_reponses_collectif(unit: Unit, collectif_id: UUID) -> bytes:
    """The zip of all structures of a collectif, for its animation. One query, and one per version of the référentiel.

    Raises Introuvable.
    """
    return build_zip(list_de_collectif(unit, collectif_id), unit.now)


def write_reponses(unit: Unit, collectif_id: UUID, structure_id: UUID | None, sortie: IO[bytes]) -> None:
    """The same into an open file, of one structure of a collectif or of all. Raises Introuvable."""
    lignes = list_de_structure(unit, structure_id) if structure_id else list_de_collectif(unit, collectif_id)
    write_zip(lignes, unit.now, sortie)


def list_de_structure(unit: Unit, structure_id: UUID) -> Iterator[LigneLongue]:
    """Its rows, read as they are asked for. The right is checked first. Raises Introuvable."""
    collectif_id = unit.db.scalar(select(Structure.collectif_id).where(Structure.id == structure_id))
    # The pair of the file of a structure: its direction, and the animation of its collectif.
    unit.check(Operation.GET_CARNET, collectif_id, structure_id, QUOI)
    unit.check(Operation.GET_JOURNAL, collectif_id, structure_id, QUOI)
    return _list(unit, collectif_id, structure_id)


def list_de_collectif(unit: Unit, collectif_id: UUID) -> Iterator[LigneLongue]:
    """The rows of all, read as they are asked for. The right is checked first. Raises Introuvable."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI_COLLECTIF)
    return _list(unit, collectif_id, None)


def _list(unit: Unit, collectif_id: UUID | None, structure_id: UUID | None) -> Iterator[LigneLongue]:
    # What a team has not transmitted yet is its own, whoever else asks: the animation, or an operator.
    brouillons = structure_id is not None and unit.acteur.holds(structure_id)
    lieu = {"collectif": collectif_id, "structure": structure_id, "brouillons": brouillons}
    grilles: dict[UUID, Grille] = {}
    carnets = unit.db.execute(CARNETS, lieu, execution_options={"yield_per": CARNETS_PAR_LECTURE}).mappings()
    for carnet in carnets:
        version = carnet["referentiel_id"]
        if version not in grilles:
            grilles[version] = Grille.read(get_referentiel(unit.db, version))
        yield from list_lignes(dict(carnet), grilles[version])
