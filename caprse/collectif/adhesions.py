"""Adhésions: which structures take part in a collectif, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Adhesion, Structure
from caprse.collectif.ouverture import create_carnets, lock_trimestres
from caprse.collectif.regles import ANNEES, EtatTrimestre
from caprse.collectif.service import is_adhesion_of
from caprse.socle.dates import format_date
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI = "Cette structure"


@dataclass(frozen=True)
class AdhesionFaite:
    """What add_adhesion did: ``nouvelle`` is false when the structure was a member already."""

    nouvelle: bool
    carnet_cree: bool


def add_adhesion(unit: Unit, collectif_id: UUID, structure_id: UUID, du: date) -> AdhesionFaite:
    """Make a structure a member from a day on; when a trimestre is open, give it the carnet of that one, no other.

    For a member already, creates no second adhésion, and gives the carnet of the open trimestre where it lacks.
    Raises Introuvable, SaisieInvalide, Refus when another adhésion of this structure is in the way.
    """
    _check_structure(unit, collectif_id, structure_id)
    _check_jour(du)
    # Locked first: an opening that runs at the same time must see this adhésion, or this must see it open.
    trimestres = lock_trimestres(unit, collectif_id)
    nouvelle = unit.db.scalar(
        insert(Adhesion)
        .values(collectif_id=collectif_id, structure_id=structure_id, du=du)
        .on_conflict_do_nothing()
        .returning(Adhesion.id)
    )
    if nouvelle is None and not unit.db.scalar(
        select(Adhesion.id).where(
            Adhesion.collectif_id == collectif_id,
            Adhesion.structure_id == structure_id,
            Adhesion.au.is_(None),
            Adhesion.du <= du,
        )
    ):
        raise Refus(
            f"Cette structure a déjà une autre adhésion le {format_date(du)} ou après : choisissez une autre date."
        )
    ouvert = next((trimestre for trimestre in trimestres if trimestre.etat == EtatTrimestre.OUVERT), None)
    crees = create_carnets(unit, ouvert, structure_id) if ouvert is not None else 0
    return AdhesionFaite(nouvelle is not None, bool(crees))


def end_adhesion(unit: Unit, collectif_id: UUID, structure_id: UUID, au: date) -> None:
    """End the current adhésion of a structure; ``au`` is its last day. Its carnets stay as they are.

    Raises Introuvable, SaisieInvalide, Refus when there is no adhésion to end that day.
    """
    _check_structure(unit, collectif_id, structure_id)
    _check_jour(au)
    ici = (Adhesion.collectif_id == collectif_id, Adhesion.structure_id == structure_id, Adhesion.au.is_(None))
    du = unit.db.scalar(select(Adhesion.du).where(*ici).with_for_update())
    if du is None:
        raise Refus("Cette structure n'a pas d'adhésion en cours.")
    if au < du:
        raise Refus(f"L'adhésion a commencé le {format_date(du)} : elle ne peut pas finir avant.")
    unit.db.execute(update(Adhesion).where(*ici).values(au=au))


def list_adherentes(unit: Unit, collectif_id: UUID, jour: date) -> tuple[str, ...]:
    """Names of the members on a day. For animation and administration; raises Introuvable."""
    unit.check(Operation.UPDATE_TRIMESTRE, collectif_id, quoi="Ce collectif")
    noms = (
        select(Structure.nom)
        .join(Adhesion, (Adhesion.collectif_id == Structure.collectif_id) & (Adhesion.structure_id == Structure.id))
        .where(Structure.collectif_id == collectif_id, is_adhesion_of(jour))
        .order_by(func.lower(Structure.nom))
    )
    return tuple(unit.db.scalars(noms))


def _check_structure(unit: Unit, collectif_id: UUID, structure_id: UUID) -> None:
    unit.check(Operation.UPDATE_COLLECTIF, collectif_id, quoi=QUOI)
    ici = (Structure.collectif_id == collectif_id, Structure.id == structure_id)
    if unit.db.scalar(select(Structure.id).where(*ici)) is None:
        raise Introuvable(QUOI)


def _check_jour(jour: date) -> None:
    if jour.year not in ANNEES:
        raise SaisieInvalide([f"La date se place entre {ANNEES.start} et {ANNEES.stop - 1}."])
