"""The outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from caprse.socle.base import Base, Identifiant, Instant


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
