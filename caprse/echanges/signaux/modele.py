"""Where a collectif tells programs that something happened, and what waits to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from caprse.collectif.modele import Locataire
from caprse.socle.base import Base, Instant


class AdresseSignal(Locataire, Base):
    """One address. ``contenu``: all of it, with the secret that signs, for the postman alone; ``hote`` is shown."""

    __tablename__ = "adresse_signal"
    __table_args__ = (
        CheckConstraint(
            "cardinality(evenements) between 1 and 2 and evenements <@ '{cloture,publication}'::text[]",
            name="evenements",
        ),
        CheckConstraint("length(hote) between 1 and 260 and pg_column_size(contenu) <= 2000", name="longueurs"),
        Index("ix_adresse_signal_cree_par", "cree_par"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    hote: Mapped[str]
    evenements: Mapped[list[str]] = mapped_column(ARRAY(Text))
    contenu: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    cree_par: Mapped[UUID] = mapped_column(ForeignKey("compte.id"))
    cree_le: Mapped[Instant]
    arretee_le: Mapped[datetime | None]


class Signal(Locataire, Base):
    """One event for one address. It is tried again with growing waits, then given up (``abandonne_le``)."""

    __tablename__ = "signal"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "adresse_id"], ["adresse_signal.collectif_id", "adresse_signal.id"]),
        CheckConstraint("evenement in ('cloture', 'publication')", name="evenement"),
        Index(
            "ix_signal_a_envoyer",
            "envoyer_apres",
            postgresql_where=text("recu_le is null and abandonne_le is null"),
        ),
        Index("ix_signal_adresse_id", "collectif_id", "adresse_id", "cree_le"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    adresse_id: Mapped[UUID]
    evenement: Mapped[str]
    contenu: Mapped[dict[str, Any]]
    cree_le: Mapped[Instant]
    envoyer_apres: Mapped[datetime]
    essais: Mapped[int] = mapped_column(server_default=text("0"))
    recu_le: Mapped[datetime | None]
    abandonne_le: Mapped[datetime | None]
    erreur: Mapped[str | None]
