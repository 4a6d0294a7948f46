"""A structure that came from another installation: what of its file is tied to nothing here."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from caprse.collectif.modele import Locataire
from caprse.socle.base import Base


class Importee(Locataire, Base):
    """Written once, last of its import. ``ailleurs``: its journal of before, and what was said with others, elsewhere.

    ``origine``: the structure that was imported; two lines of the directory that become one keep what both came with.
    """

    __tablename__ = "importee"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        Index("ix_importee_structure_id", "structure_id"),
        CheckConstraint("empreinte ~ '^[0-9a-f]{64}$'", name="empreinte"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    structure_id: Mapped[UUID]
    origine: Mapped[UUID]
    empreinte: Mapped[str]
    ailleurs: Mapped[dict[str, Any]]
    importe_le: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
