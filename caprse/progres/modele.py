"""The plan d'action of a structure."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from caprse.collectif.modele import Locataire, Signe
from caprse.socle.base import Base, Instant


class Action(Locataire, Signe, Base):
    """One line of the plan d'action: what, who leads it, for when, the critères it serves, what it changed.

    ``but``: the descriptor of ``niveau_vise`` for the first of its critères, as it was when the action was born.
    """

    __tablename__ = "action"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("etat in ('a_faire', 'en_cours', 'faite', 'abandonnee')", name="etat"),
        ForeignKeyConstraint(
            ["collectif_id", "decision_id"],
            ["decision.collectif_id", "decision.id"],
            ondelete="SET NULL (decision_id)",
        ),
        CheckConstraint(
            "length(btrim(quoi)) between 1 and 500 and length(pilote) <= 120 and length(but) <= 400"
            " and length(premier_pas) <= 200 and length(ce_qui_change) <= 1000",
            name="longueurs",
        ),
        CheckConstraint("(niveau_vise is null) = (but = '') and niveau_vise between 1 and 5", name="but"),
        CheckConstraint("effort in ('peu', 'moyen', 'beaucoup')", name="effort"),
        CheckConstraint("faite_le is null or etat = 'faite'", name="faite_le"),
        Index("ix_action_structure_id", "structure_id"),
        Index(
            "ix_action_decision_id",
            "collectif_id",
            "decision_id",
            postgresql_where=text("decision_id is not null"),
        ),
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
    but: Mapped[str] = mapped_column(server_default=text("''"))
    niveau_vise: Mapped[int | None] = mapped_column(SmallInteger)
    premier_pas: Mapped[str] = mapped_column(server_default=text("''"))
    effort: Mapped[str | None]
    decision_id: Mapped[UUID | None]
    ce_qui_change: Mapped[str] = mapped_column(server_default=text("''"))
    faite_le: Mapped[datetime | None]
    cree_le: Mapped[Instant]
