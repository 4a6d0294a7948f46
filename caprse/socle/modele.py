"""Technical tables: the journal, the outbox, the attempts that rate limits count."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caprse.socle.base import Base, Identifiant, Instant


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


class Courriel(Base):
    """The outbox: each mail is committed with what caused it, then sent. ``contenu`` may hold a secret link.

    A mail with a ``genre`` is a reminder: its subject and content are written when it leaves, from ``donnees``.
    ``cle`` keeps it from being asked twice; it is cancelled (``annule_le``, ``motif``) once it has no reason to be.
    """

    __tablename__ = "courriel"
    __table_args__ = (
        Index(
            "ix_courriel_a_envoyer", "envoyer_apres", postgresql_where=text("envoye_le is null and annule_le is null")
        ),
        Index("ix_courriel_collectif_id", "collectif_id", "envoyer_apres"),
        CheckConstraint("(genre = '') = (compte_id is null)", name="genre"),
    )

    id: Mapped[Identifiant]
    destinataire: Mapped[str]
    objet: Mapped[str]
    contenu: Mapped[str]
    cree_le: Mapped[Instant]
    envoyer_apres: Mapped[Instant]
    envoye_le: Mapped[datetime | None]
    essais: Mapped[int] = mapped_column(server_default=text("0"))
    erreur: Mapped[str | None]
    genre: Mapped[str] = mapped_column(server_default=text("''"))
    donnees: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    cle: Mapped[str | None] = mapped_column(unique=True)
    collectif_id: Mapped[UUID | None]
    structure_id: Mapped[UUID | None]
    compte_id: Mapped[UUID | None]
    annule_le: Mapped[datetime | None]
    motif: Mapped[str] = mapped_column(server_default=text("''"))
    desinscription: Mapped[str | None] = mapped_column(unique=True)


class Tentative(Base):
    """One attempt to log in, counted by the rate limit. ``cle`` is a hash, never an address in clear."""

    __tablename__ = "tentative"
    __table_args__ = (Index("ix_tentative_cle_instant", "cle", "instant"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    cle: Mapped[str]
    instant: Mapped[Instant]
