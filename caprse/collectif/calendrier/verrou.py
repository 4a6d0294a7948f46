"""The lock on the trimestres of a collectif, which whoever changes one, or who takes part in it, takes first."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ScalarSelect, select

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Trimestre
from caprse.socle.erreurs import Introuvable

QUOI = "Ce trimestre"


def lock_trimestre(unit: Unit, trimestre_id: UUID) -> tuple[Sequence[Trimestre], Trimestre]:
    """All trimestres of the collectif of this one, locked until the end, and this one.

    For whoever may change it; raises Introuvable for anyone else.
    """
    trimestres = lock_trimestres(
        unit, select(Trimestre.collectif_id).where(Trimestre.id == trimestre_id).scalar_subquery()
    )
    ici = next((trimestre for trimestre in trimestres if trimestre.id == trimestre_id), None)
    if ici is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_TRIMESTRE, ici.collectif_id, quoi=QUOI)
    return trimestres, ici


def lock_trimestres(unit: Unit, collectif_id: UUID | ScalarSelect[UUID]) -> Sequence[Trimestre]:
    """All trimestres of a collectif by number, locked: openings and adhésions take turns."""
    return unit.db.scalars(
        select(Trimestre)
        .where(Trimestre.collectif_id == collectif_id)
        .order_by(Trimestre.numero)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
