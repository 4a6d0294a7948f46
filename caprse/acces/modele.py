"""Accounts, roles, invitations, login links, sessions, and the attempts that rate limits count."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from caprse.socle.base import Base, Identifiant, Instant

# A role says which of the two ids must be there: both, the collectif alone, or none.
PORTEE = (
    "(role in ('direction', 'contribution', 'lecture') and collectif_id is not null and structure_id is not null)"
    " or (role = 'animation' and collectif_id is not null and structure_id is null)"
    " or (role in ('administration', 'federation') and collectif_id is null and structure_id is null)"
)


class Compte(Base):
    """A person who can log in. No password is kept."""

    __tablename__ = "compte"
    __table_args__ = (
        Index("uq_compte_courriel", text("lower(courriel)"), unique=True),
        CheckConstraint("length(courriel) <= 254 and position('@' in courriel) > 1", name="courriel"),
        CheckConstraint("length(nom) between 1 and 120", name="nom"),
    )

    id: Mapped[Identifiant]
    courriel: Mapped[str]
    nom: Mapped[str]
    actif: Mapped[bool] = mapped_column(server_default=text("true"))
    cree_le: Mapped[Instant]
    # Grows with each change of the account's roles; kept by the base.
    droits: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    # An invented person, who reaches nothing real; said once, when the account is created.
    demo: Mapped[bool] = mapped_column(server_default=text("false"))
    # When they put the first visit away, which is then not shown again.
    accueilli_le: Mapped[datetime | None]
    # When the person was forgotten: nothing here is anybody's any more, and nobody comes back.
    efface_le: Mapped[datetime | None]


class Habilitation(Base):
    """One role of one person."""

    __tablename__ = "habilitation"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        UniqueConstraint("compte_id", "collectif_id", "structure_id", "role", postgresql_nulls_not_distinct=True),
        Index(
            "uq_habilitation_compte_structure",
            "compte_id",
            "structure_id",
            unique=True,
            postgresql_where=text("structure_id is not null"),
        ),
        Index("ix_habilitation_structure_id", "structure_id"),
        Index("ix_habilitation_collectif_id", "collectif_id"),
        Index("ix_habilitation_generales", "compte_id", "role", postgresql_where=text("structure_id is null")),
        CheckConstraint(PORTEE, name="portee"),
    )

    id: Mapped[Identifiant]
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"))
    role: Mapped[str]
    collectif_id: Mapped[UUID | None] = mapped_column(ForeignKey("collectif.id"))
    structure_id: Mapped[UUID | None]
    cree_le: Mapped[Instant]


class Invitation(Base):
    """A role offered by mail, once, until it expires. Only the hash of its token is kept."""

    __tablename__ = "invitation"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        Index("ix_invitation_structure_id", "structure_id"),
        # One pending invitation per person and place; an expired one is cancelled when a new one is written.
        Index(
            "uq_invitation_en_attente",
            text("lower(courriel)"),
            "collectif_id",
            "structure_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("acceptee_le is null and annulee_le is null"),
        ),
        CheckConstraint(PORTEE, name="portee"),
    )

    id: Mapped[Identifiant]
    courriel: Mapped[str]
    nom: Mapped[str]
    role: Mapped[str]
    collectif_id: Mapped[UUID | None] = mapped_column(ForeignKey("collectif.id"))
    structure_id: Mapped[UUID | None]
    empreinte: Mapped[str] = mapped_column(unique=True)
    cree_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))
    cree_le: Mapped[Instant]
    expire_le: Mapped[datetime]
    acceptee_le: Mapped[datetime | None]
    annulee_le: Mapped[datetime | None]


class LienConnexion(Base):
    """A single-use login link: 15 minutes, hashed, consumed by POST."""

    __tablename__ = "lien_connexion"
    __table_args__ = (Index("ix_lien_connexion_compte_id", "compte_id"),)

    id: Mapped[Identifiant]
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"))
    empreinte: Mapped[str] = mapped_column(unique=True)
    cree_le: Mapped[Instant]
    expire_le: Mapped[datetime]
    consomme_le: Mapped[datetime | None]


class SessionWeb(Base):
    """An open session: opaque, hashed, revocable, checked on every rerun."""

    __tablename__ = "session_web"
    __table_args__ = (Index("ix_session_web_compte_id", "compte_id"),)

    id: Mapped[Identifiant]
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"))
    # Says who acts: the application hands one over, and reads none.
    empreinte: Mapped[str] = mapped_column(unique=True, deferred=True)
    appareil: Mapped[str]
    cree_le: Mapped[Instant]
    expire_le: Mapped[datetime]
    revoquee_le: Mapped[datetime | None]


class Desinscription(Base):
    """A kind of reminder that a person does not want any more."""

    __tablename__ = "desinscription"

    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    genre: Mapped[str] = mapped_column(primary_key=True)
    depuis: Mapped[Instant]


class AbonnementAgenda(Base):
    """The secret address at which a person's calendar reads their meetings. Only its hash is kept."""

    __tablename__ = "abonnement_agenda"

    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    empreinte: Mapped[str] = mapped_column(unique=True)
    cree_le: Mapped[Instant]


class Tentative(Base):
    """One attempt to log in, counted by the rate limit. ``cle`` is a hash, never an address in clear."""

    __tablename__ = "tentative"
    __table_args__ = (Index("ix_tentative_cle_instant", "cle", "instant"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    cle: Mapped[str]
    instant: Mapped[Instant]


class Mandat(Base):
    """For whom one transaction acts when no session says it: an account, or the system (no account).

    Written by the system's role over its own connection; worth nothing in another transaction.
    """

    __tablename__ = "mandat"
    __table_args__ = (Index("ix_mandat_transaction_id", "transaction_id"), {"prefixes": ["UNLOGGED"]})

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    transaction_id: Mapped[int] = mapped_column(BigInteger)
    compte_id: Mapped[UUID | None]
    expire_le: Mapped[datetime] = mapped_column(server_default=text("now() + interval '10 minutes'"))


class Brouillon(Base):
    """What a person typed and has not sent yet: theirs alone. ``place`` names the form."""

    __tablename__ = "brouillon"
    __table_args__ = (
        Index("ix_brouillon_modifie_le", "modifie_le"),
        CheckConstraint("length(place) between 1 and 200", name="place"),
        CheckConstraint("octet_length(contenu::text) <= 200000", name="contenu"),
    )

    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    contenu: Mapped[dict[str, Any]]
    modifie_le: Mapped[Instant]


class Acte(Base):
    """An act that was done, under the identity that the page gave it; ``phrase`` is what was answered."""

    __tablename__ = "acte"
    __table_args__ = (Index("ix_acte_fait_le", "fait_le"),)

    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    identite: Mapped[UUID] = mapped_column(primary_key=True)
    phrase: Mapped[str] = mapped_column(server_default=text("''"))
    fait_le: Mapped[Instant]
