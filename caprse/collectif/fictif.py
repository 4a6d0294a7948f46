"""Whether what a collectif shows is invented."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from caprse.acces.unite import Unit
from caprse.collectif.modele import Collectif


def is_fictif(unit: Unit, collectif_id: UUID) -> bool:
    """Whether the data of this collectif are invented, for screens that do not read it otherwise."""
    return bool(unit.db.scalar(select(Collectif.fictif).where(Collectif.id == collectif_id)))
