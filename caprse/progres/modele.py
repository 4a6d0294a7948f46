"""The plan d'action of a structure, its traces, and the pratiques that it shares."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
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


class Pratique(Locataire, Signe, Base):
    """One page of what a structure does, for itself or shared. ``signature``: its name, as the base writes it.

    ``contenu``: what is searched, made by the base.
    """

    __tablename__ = "pratique"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("etat in ('brouillon', 'collectif', 'federation', 'retiree')", name="etat"),
        CheckConstraint("(etat = 'brouillon') = (partagee_le is null)", name="partagee"),
        CheckConstraint(
            "length(btrim(titre)) between 1 and 120 and length(situation) <= 1000 and length(demarche) <= 2000"
            " and length(effet) <= 1000 and length(outils) <= 600 and length(contact) <= 120"
            " and cardinality(criteres) <= 5",
            name="longueurs",
        ),
        Index("ix_pratique_structure_id", "structure_id"),
        Index("ix_pratique_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    structure_id: Mapped[UUID]
    titre: Mapped[str]
    situation: Mapped[str] = mapped_column(server_default=text("''"))
    demarche: Mapped[str] = mapped_column(server_default=text("''"))
    effet: Mapped[str] = mapped_column(server_default=text("''"))
    outils: Mapped[str] = mapped_column(server_default=text("''"))
    contact: Mapped[str] = mapped_column(server_default=text("''"))
    criteres: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    etat: Mapped[str] = mapped_column(server_default=text("'brouillon'"))
    signature: Mapped[str] = mapped_column(server_default=text("''"))
    partagee_le: Mapped[datetime | None]
    cree_le: Mapped[Instant]
    contenu: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed(
            "setweight(to_tsvector('french'::regconfig, fold(titre)) || to_tsvector('simple'::regconfig, fold(titre)),"
            " 'A') || to_tsvector('french'::regconfig,"
            " fold(situation || ' ' || demarche || ' ' || effet || ' ' || outils))"
            " || to_tsvector('simple'::regconfig,"
            " fold(situation || ' ' || demarche || ' ' || effet || ' ' || outils))",
            persisted=True,
        ),
        nullable=True,
    )


class PratiqueTrace(Locataire, Base):
    """A trace of the library that a structure offers with one of its pratiques."""

    __tablename__ = "pratique_trace"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "pratique_id"], ["pratique.collectif_id", "pratique.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["collectif_id", "trace_id"], ["trace.collectif_id", "trace.id"], ondelete="CASCADE"),
        Index("ix_pratique_trace_trace_id", "collectif_id", "trace_id"),
    )

    pratique_id: Mapped[UUID] = mapped_column(primary_key=True)
    trace_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID]
    cree_le: Mapped[Instant]
    cree_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))


class PratiqueRetour(Locataire, Signe, Base):
    """What a structure made of the pratique of another, perhaps of another collectif (``collectif_auteur``).

    ``titre``: of the pratique, as it was; it stays theirs when the pratique is withdrawn.
    """

    __tablename__ = "pratique_retour"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("utile or essayee_le is not null", name="dit"),
        CheckConstraint("length(note) <= 400 and (note = '' or essayee_le is not null)", name="note"),
        Index("ix_pratique_retour_pratique_id", "pratique_id"),
        Index("ix_pratique_retour_structure_id", "structure_id"),
    )

    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    pratique_id: Mapped[UUID] = mapped_column(primary_key=True)
    collectif_auteur: Mapped[UUID]
    titre: Mapped[str] = mapped_column(server_default=text("''"))
    signature: Mapped[str] = mapped_column(server_default=text("''"))
    utile: Mapped[bool] = mapped_column(server_default=text("false"))
    essayee_le: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(server_default=text("''"))
    cree_le: Mapped[Instant]
