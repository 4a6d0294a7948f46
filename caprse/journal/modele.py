"""What happened: who changed what, before and after."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caprse.socle.base import Base


class Journal(Base):
    """Append-only: who changed what, before and after. Written by a trigger, in the same transaction as the change."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_collectif_id_instant", "collectif_id", "instant"),
        Index("ix_journal_structure_id_instant", "structure_id", "instant"),
        CheckConstraint("operation in ('INSERT', 'UPDATE', 'DELETE', 'ACTION')", name="operation"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    instant: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    compte_id: Mapped[UUID | None]
    collectif_id: Mapped[UUID | None]
    structure_id: Mapped[UUID | None]
    objet: Mapped[str]
    operation: Mapped[str]
    cle: Mapped[dict[str, Any]]
    avant: Mapped[dict[str, Any] | None]
    apres: Mapped[dict[str, Any] | None]
