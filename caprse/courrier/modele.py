"""The outbox, and the notices that people read in the workbook itself."""

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
    # The same words, laid out; empty for a mail that has none yet.
    html: Mapped[str] = mapped_column(server_default=text("''"))


class Nouvelle(Base):
    """What happened for a person, in one line that leads to the very place. Its mail, if any, has the same ``cle``.

    ``chemin`` is a page of the workbook with its parameters, without its host. Seen from ``cree_le`` on.
    """

    __tablename__ = "nouvelle"
    __table_args__ = (
        CheckConstraint(
            "length(titre) between 1 and 300 and length(detail) <= 500 and length(chemin) <= 500", name="longueurs"
        ),
        Index("ix_nouvelle_non_lues", "compte_id", "cree_le", postgresql_where=text("lue_le is null")),
        Index("ix_nouvelle_cree_le", "cree_le"),
        Index("ix_nouvelle_cle", "cle"),
    )

    compte_id: Mapped[UUID] = mapped_column(primary_key=True)
    cle: Mapped[str] = mapped_column(primary_key=True)
    genre: Mapped[str]
    titre: Mapped[str]
    detail: Mapped[str] = mapped_column(server_default=text("''"))
    chemin: Mapped[str]
    cree_le: Mapped[Instant]
    lue_le: Mapped[datetime | None]
