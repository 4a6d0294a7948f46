"""The plan d'action of a structure."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from caprse.collectif.modele import Locataire, Signe
from caprse.socle.base import Base, Instant


class Action(Locataire, Signe, Base):
    """One line of the plan d'action: what, who leads it, for when, the critères it serves."""

    __tablename__ = "action"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("etat in ('a_faire', 'en_cours', 'faite', 'abandonnee')", name="etat"),
        CheckConstraint("length(btrim(quoi)) between 1 and 500 and length(pilote) <= 120", name="longueurs"),
        Index("ix_action_structure_id", "structure_id"),
        Index("ix_action_id", "id"),
        Index(
            "ix_action_ouvertes",
            "collectif_id",
            "echeance",
            postgresql_where=text("etat = 'a_faire' or etat = 'en_cours'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    structure_id: Mapped[UUID]
    quoi: Mapped[str]
    pilote: Mapped[str] = mapped_column(server_default=text("''"))
    echeance: Mapped[date | None]
    etat: Mapped[str] = mapped_column(server_default=text("'a_faire'"))
    criteres: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    cree_le: Mapped[Instant]
