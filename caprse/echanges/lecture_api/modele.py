"""Keys by which a program reads."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from caprse.collectif.modele import Locataire
from caprse.socle.base import Base, Instant


class CleLecture(Locataire, Base):
    """A key of a structure, or of the collectif where it names none. It reads what its maker may still read.

    Shown once, only its hash is kept. ``demandes`` counts those of the minute ``minute``, in place: no row is added.
    """

    __tablename__ = "cle_lecture"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        Index("ix_cle_lecture_structure_id", "structure_id"),
        Index("ix_cle_lecture_cree_par", "cree_par"),
        CheckConstraint("length(btrim(nom)) between 1 and 80", name="nom"),
        CheckConstraint(
            "cardinality(portees) between 1 and 4 and portees <@ '{reponses,ensemble,referentiel,rencontres}'::text[]",
            name="portees",
        ),
        CheckConstraint("expire_le > cree_le and expire_le <= cree_le + interval '400 days'", name="duree"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    structure_id: Mapped[UUID | None]
    nom: Mapped[str]
    portees: Mapped[list[str]] = mapped_column(ARRAY(Text))
    # The application hands one over, and reads none.
    empreinte: Mapped[str] = mapped_column(unique=True, deferred=True)
    cree_par: Mapped[UUID] = mapped_column(ForeignKey("compte.id"))
    cree_le: Mapped[Instant]
    expire_le: Mapped[datetime]
    revoquee_le: Mapped[datetime | None]
    lue_le: Mapped[datetime | None]
    minute: Mapped[datetime | None] = mapped_column(deferred=True)
    demandes: Mapped[int] = mapped_column(server_default=text("0"), deferred=True)
