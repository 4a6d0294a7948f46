"""Carnets and their reponses; the positionnement."""

from __future__ import annotations

from datetime import datetime
from typing import Any
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
from sqlalchemy.orm import Mapped, mapped_column

from caprse.collectif.modele import Locataire, Signe, Versionne
from caprse.socle.base import Base, Instant


class Carnet(Locataire, Versionne, Base):
    """One structure's workbook for one trimestre. ``vu_ensemble_le``: it saw the whole before it answered."""

    __tablename__ = "carnet"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "trimestre_id"], ["trimestre.collectif_id", "trimestre.id"]),
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        UniqueConstraint("collectif_id", "trimestre_id", "structure_id"),
        # Lets what hangs on a carnet name its structure too, so that none can be hung on another's.
        UniqueConstraint("collectif_id", "id", "structure_id"),
        Index("ix_carnet_structure_id", "structure_id"),
        Index("ix_carnet_id", "id"),
        CheckConstraint("etat in ('brouillon', 'transmis', 'a_completer', 'relu')", name="etat"),
        CheckConstraint("length(motif_incomplet) <= 1000 and length(motif_reouverture) <= 1000", name="longueurs"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    trimestre_id: Mapped[UUID]
    structure_id: Mapped[UUID]
    etat: Mapped[str] = mapped_column(server_default=text("'brouillon'"))
    transmis_le: Mapped[datetime | None]
    transmis_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))
    motif_incomplet: Mapped[str] = mapped_column(server_default=text("''"))
    reouverture_demandee_le: Mapped[datetime | None]
    motif_reouverture: Mapped[str] = mapped_column(server_default=text("''"))
    vu_ensemble_le: Mapped[datetime | None]


class Reponse(Locataire, Signe, Base):
    """The structure's agreed answer to one critère. No row, or no niveau, means pas répondu."""

    __tablename__ = "reponse"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "carnet_id", "structure_id"], ["carnet.collectif_id", "carnet.id", "carnet.structure_id"]
        ),
        CheckConstraint("niveau between 0 and 5 and cible between 0 and 5", name="bornes"),
        CheckConstraint(
            "not non_concerne or (niveau is null and cible is null and btrim(motif) <> '')", name="non_concerne"
        ),
        CheckConstraint(
            "length(commentaire) <= 4000 and length(motif) <= 1000 and length(trace_titre) <= 300"
            " and length(trace_lien) <= 1000",
            name="longueurs",
        ),
        CheckConstraint("trace_lien = '' or trace_lien ~* '^https?://'", name="trace_lien"),
    )

    carnet_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID]
    niveau: Mapped[int | None] = mapped_column(SmallInteger)
    non_concerne: Mapped[bool] = mapped_column(server_default=text("false"))
    motif: Mapped[str] = mapped_column(server_default=text("''"))
    commentaire: Mapped[str] = mapped_column(server_default=text("''"))
    cible: Mapped[int | None] = mapped_column(SmallInteger)
    deja_regle: Mapped[bool] = mapped_column(server_default=text("false"))
    trace_titre: Mapped[str] = mapped_column(server_default=text("''"))
    trace_lien: Mapped[str] = mapped_column(server_default=text("''"))


class ConflitEnAttente(Locataire, Base):
    """What one person wanted to answer in a field where a colleague had answered otherwise: not settled yet."""

    __tablename__ = "conflit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "carnet_id", "structure_id"], ["carnet.collectif_id", "carnet.id", "carnet.structure_id"]
        ),
        CheckConstraint(
            "champ in ('choix', 'motif', 'commentaire', 'trace', 'cible', 'deja_regle')",
            name="champ",
        ),
        CheckConstraint("octet_length(contenu::text) <= 60000", name="contenu"),
    )

    carnet_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True)
    champ: Mapped[str] = mapped_column(primary_key=True)
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    structure_id: Mapped[UUID]
    contenu: Mapped[dict[str, Any]]
    cree_le: Mapped[Instant]


class Positionnement(Locataire, Signe, Base):
    """One answer of the pas à pas: one enjeu of the whole référentiel, from 0 to the highest niveau.

    Asked on the launch day (``depart``), and again in the bilan (``arrivee``).
    """

    __tablename__ = "positionnement"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("niveau between 0 and 5", name="niveau"),
        CheckConstraint("not non_concerne or niveau is null", name="non_concerne"),
        CheckConstraint("moment in ('depart', 'arrivee')", name="moment"),
    )

    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    moment: Mapped[str] = mapped_column(primary_key=True, server_default=text("'depart'"))
    enjeu: Mapped[str] = mapped_column(primary_key=True)
    referentiel_id: Mapped[UUID] = mapped_column(ForeignKey("referentiel.id"))
    niveau: Mapped[int | None] = mapped_column(SmallInteger)
    non_concerne: Mapped[bool] = mapped_column(server_default=text("false"))
