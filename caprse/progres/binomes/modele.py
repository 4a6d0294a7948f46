"""What structures offer and look for, the binômes that come of it, their visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from caprse.collectif.modele import Locataire, Signe
from caprse.socle.base import Base, Instant


class Entraide(Locataire, Signe, Base):
    """What a structure says that it can share and what it looks for: codes of critères or enjeux, never a niveau."""

    __tablename__ = "entraide"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("rencontre in ('sur_place', 'visio', 'les_deux')", name="rencontre"),
        CheckConstraint(
            "cardinality(offre) <= 5 and cardinality(cherche) <= 5 and cardinality(offre) + cardinality(cherche) > 0",
            name="dites",
        ),
        Index("ix_entraide_structure_id", "structure_id"),
    )

    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    offre: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    cherche: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    rencontre: Mapped[str] = mapped_column(server_default=text("'les_deux'"))
    cree_le: Mapped[Instant]


class Binome(Locataire, Signe, Base):
    """Two to four structures that meet. ``dons``: who shows what to whom; ``noms``: as the base writes them.

    One structure alone: what is left of a binôme whose two lines of the directory were one.
    """

    __tablename__ = "binome"
    __table_args__ = (
        CheckConstraint("etat in ('propose', 'accepte', 'refuse', 'termine')", name="etat"),
        CheckConstraint("lieu in ('commune', 'departement', 'visio', 'loin')", name="lieu"),
        CheckConstraint("(etat in ('accepte', 'termine')) = (accepte_le is not null)", name="accepte"),
        CheckConstraint("cardinality(structures) between 1 and 4", name="structures"),
        Index("ix_binome_id", "id"),
        Index("ix_binome_structures", "structures", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    structures: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    noms: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    dons: Mapped[list[Any]] = mapped_column(JSONB, server_default=text("'[]'"))
    lieu: Mapped[str]
    a_la_main: Mapped[bool] = mapped_column(server_default=text("false"))
    etat: Mapped[str] = mapped_column(server_default=text("'propose'"))
    accepte_le: Mapped[datetime | None]
    cree_le: Mapped[Instant]


class BinomeVisite(Locataire, Signe, Base):
    """One visit of a binôme: its day, and what was taken from it."""

    __tablename__ = "binome_visite"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "binome_id"], ["binome.collectif_id", "binome.id"], ondelete="CASCADE"),
        CheckConstraint("length(note) <= 600", name="note"),
        Index("ix_binome_visite_binome_id", "collectif_id", "binome_id"),
        Index("ix_binome_visite_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    binome_id: Mapped[UUID]
    jour: Mapped[date]
    note: Mapped[str] = mapped_column(server_default=text("''"))
    cree_le: Mapped[Instant]
