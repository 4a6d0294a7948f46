"""The answers in long format, for an analyst: of a structure, of a collectif, as far as the screens show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from sqlalchemy import RowMapping, select

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Structure
from caprse.echanges.reponses_longues.ecriture import build_zip, write_zip
from caprse.echanges.reponses_longues.lignes import Grille, list_lignes
from caprse.echanges.reponses_longues.modele import LigneLongue
from caprse.echanges.reponses_longues.requetes import CARNETS, TRANCHE
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
    _check(unit, collectif_id, structure_id)
    return _list(unit, collectif_id, structure_id)


def list_de_collectif(unit: Unit, collectif_id: UUID) -> Iterator[LigneLongue]:
    """The rows of all, read as they are asked for. The right is checked first. Raises Introuvable."""
    _check(unit, collectif_id, None)
    return _list(unit, collectif_id, None)


@dataclass(frozen=True)
class Rang:
    """Where a carnet stands among those of a collectif, whatever becomes of the names."""

    numero: int
    carnet: UUID


@dataclass(frozen=True)
class Tranche:
    """The rows of some carnets; ``suite``: where the next ones begin, None at the end."""

    lignes: tuple[LigneLongue, ...]
    suite: Rang | None


def get_tranche(unit: Unit, collectif_id: UUID, structure_id: UUID | None, apres: Rang, combien: int) -> Tranche:
    """The same rows, of so many carnets after that one. One query, and one per version. Raises Introuvable."""
    _check(unit, collectif_id, structure_id)
    lieu = _build_lieu(unit, collectif_id, structure_id)
    rang = {"numero": apres.numero, "carnet": apres.carnet, "combien": combien + 1}
    carnets = unit.db.execute(TRANCHE, lieu | rang).mappings().all()
    lus = carnets[:combien]
    suite = Rang(lus[-1]["numero"], lus[-1]["id"]) if len(carnets) > combien else None
    grilles: dict[UUID, Grille] = {}
    return Tranche(tuple(ligne for carnet in lus for ligne in _read(unit, carnet, grilles)), suite)


def _check(unit: Unit, collectif_id: UUID | None, structure_id: UUID | None) -> None:
    if structure_id is None:
        unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI_COLLECTIF)
        return
    # The pair of the file of a structure: its direction, and the animation of its collectif.
    unit.check(Operation.GET_CARNET, collectif_id, structure_id, QUOI)
    unit.check(Operation.GET_JOURNAL, collectif_id, structure_id, QUOI)


def _build_lieu(unit: Unit, collectif_id: UUID | None, structure_id: UUID | None) -> dict[str, Any]:
    # What a team has not transmitted yet is its own, whoever else asks: the animation, or an operator.
    brouillons = structure_id is not None and unit.acteur.holds(structure_id)
    return {"collectif": collectif_id, "structure": structure_id, "brouillons": brouillons}


def _read(unit: Unit, carnet: RowMapping, grilles: dict[UUID, Grille]) -> Iterator[LigneLongue]:
    version = carnet["referentiel_id"]
    if version not in grilles:
        grilles[version] = Grille.read(get_referentiel(unit.db, version))
    return list_lignes(dict(carnet), grilles[version])


def _list(unit: Unit, collectif_id: UUID | None, structure_id: UUID | None) -> Iterator[LigneLongue]:
    lieu = _build_lieu(unit, collectif_id, structure_id)
    grilles: dict[UUID, Grille] = {}
    carnets = unit.db.execute(CARNETS, lieu, execution_options={"yield_per": CARNETS_PAR_LECTURE}).mappings()
    for carnet in carnets:
        yield from _read(unit, carnet, grilles)
