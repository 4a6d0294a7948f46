"""The plan d'action of a structure, and its traces."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
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


class Fichier(Locataire, Base):
    """What a trace holds, once in each structure whatever its uses. ``apercu``: a small JPEG of a picture."""

    __tablename__ = "fichier"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("empreinte = encode(sha256(contenu), 'hex')", name="empreinte"),
        CheckConstraint("octets = octet_length(contenu) and octets between 1 and 10485760", name="octets"),
        CheckConstraint("octet_length(apercu) <= 200000", name="apercu"),
        CheckConstraint(
            "nature in ('pdf', 'jpeg', 'png', 'webp', 'odt', 'ods', 'docx', 'xlsx', 'csv', 'txt')", name="nature"
        ),
    )

    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    empreinte: Mapped[str] = mapped_column(primary_key=True)
    nature: Mapped[str]
    octets: Mapped[int]
    contenu: Mapped[bytes]
    apercu: Mapped[bytes | None]
    cree_le: Mapped[Instant]


class Trace(Locataire, Signe, Base):
    """Evidence: a title with a link, or with a file. ``confidentielle``: for the people of the structure alone."""

    __tablename__ = "trace"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        ForeignKeyConstraint(
            ["collectif_id", "structure_id", "empreinte"],
            ["fichier.collectif_id", "fichier.structure_id", "fichier.empreinte"],
        ),
        UniqueConstraint("collectif_id", "id", "structure_id"),
        UniqueConstraint("collectif_id", "structure_id", "empreinte"),
        CheckConstraint(
            "length(btrim(titre)) between 1 and 200 and length(lien) <= 1000 and length(nom_fichier) <= 160",
            name="longueurs",
        ),
        CheckConstraint("lien = '' or lien ~* '^https?://'", name="lien"),
        CheckConstraint(
            "(lien = '') = (empreinte is not null) and (nom_fichier = '') = (empreinte is null)", name="contenu"
        ),
        Index("ix_trace_structure_id", "structure_id"),
        Index("ix_trace_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    structure_id: Mapped[UUID]
    titre: Mapped[str]
    lien: Mapped[str] = mapped_column(server_default=text("''"))
    empreinte: Mapped[str | None]
    nom_fichier: Mapped[str] = mapped_column(server_default=text("''"))
    confidentielle: Mapped[bool] = mapped_column(server_default=text("false"))
    expire_le: Mapped[date | None]
    cree_le: Mapped[Instant]


class ReponseTrace(Locataire, Base):
    """A trace tied to one critère of a carnet, as long as its answers may change; then it stays."""

    __tablename__ = "reponse_trace"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "carnet_id", "structure_id"], ["carnet.collectif_id", "carnet.id", "carnet.structure_id"]
        ),
        ForeignKeyConstraint(
            ["collectif_id", "trace_id", "structure_id"], ["trace.collectif_id", "trace.id", "trace.structure_id"]
        ),
        Index("ix_reponse_trace_trace_id", "collectif_id", "trace_id"),
    )

    carnet_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True)
    trace_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID]
    cree_le: Mapped[Instant]
    cree_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))
