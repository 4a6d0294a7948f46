"""Consultations of a structure's people on critères of its carnet; the voices, kept only until they are counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from caprse.collectif.modele import Locataire, Signe
from caprse.socle.base import Base, Identifiant, Instant

_CARNET = (["collectif_id", "carnet_id", "structure_id"], ["carnet.collectif_id", "carnet.id", "carnet.structure_id"])
_CONSULTATION = (
    ["collectif_id", "consultation_id", "structure_id"],
    ["consultation.collectif_id", "consultation.id", "consultation.structure_id"],
)
_CRITERE = (
    ["collectif_id", "consultation_id", "critere"],
    ["consultation_critere.collectif_id", "consultation_critere.consultation_id", "consultation_critere.critere"],
)
_GROUPE = (
    ["collectif_id", "consultation_id", "groupe_id"],
    ["consultation_groupe.collectif_id", "consultation_groupe.consultation_id", "consultation_groupe.id"],
)


class Consultation(Locataire, Base):
    """A question to the people of a structure on some critères of one carnet. ``nommee``: accounts say who they are.

    Voices are taken through the day ``fin``; once closed (``close_le``) it does not move any more.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        ForeignKeyConstraint(*_CARNET),
        UniqueConstraint("collectif_id", "id", "structure_id"),
        UniqueConstraint("collectif_id", "id", "carnet_id", "structure_id"),
        Index("ix_consultation_carnet_id", "collectif_id", "carnet_id"),
        Index("ix_consultation_structure_id", "structure_id"),
    )

    id: Mapped[Identifiant]
    carnet_id: Mapped[UUID]
    structure_id: Mapped[UUID]
    nommee: Mapped[bool]
    fin: Mapped[date]
    ouverte_le: Mapped[Instant]
    ouverte_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))
    close_le: Mapped[datetime | None]
    close_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))


class ConsultationCritere(Locataire, Base):
    """One critère asked. A carnet asks each once: two counts of the same people would give a voice by subtraction.

    ``libre``: nobody answered, so that it may be asked again. ``montre_le``: since when its voices are shown, in a
    meeting, and it takes none. ``retenu``: the niveau settled afterwards.
    """

    __tablename__ = "consultation_critere"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "consultation_id", "carnet_id", "structure_id"],
            ["consultation.collectif_id", "consultation.id", "consultation.carnet_id", "consultation.structure_id"],
        ),
        CheckConstraint("retenu between 0 and 5", name="retenu"),
        Index(
            "uq_consultation_critere_carnet_id",
            "collectif_id",
            "carnet_id",
            "critere",
            unique=True,
            postgresql_where=text("not libre"),
        ),
    )

    consultation_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True)
    ordre: Mapped[int] = mapped_column(SmallInteger)
    carnet_id: Mapped[UUID]
    structure_id: Mapped[UUID]
    libre: Mapped[bool] = mapped_column(server_default=text("false"))
    montre_le: Mapped[datetime | None]
    retenu: Mapped[int | None] = mapped_column(SmallInteger)
    retenu_le: Mapped[datetime | None]


class ConsultationGroupe(Locataire, Base):
    """A group of people who are asked, by its name. ``empreinte``: the hash of the link that its people open."""

    __tablename__ = "consultation_groupe"
    __table_args__ = (
        ForeignKeyConstraint(*_CONSULTATION),
        UniqueConstraint("collectif_id", "consultation_id", "id"),
        UniqueConstraint("empreinte"),
        CheckConstraint("length(btrim(nom)) between 1 and 60", name="nom"),
    )

    id: Mapped[Identifiant]
    consultation_id: Mapped[UUID]
    structure_id: Mapped[UUID]
    ordre: Mapped[int] = mapped_column(SmallInteger)
    nom: Mapped[str]
    empreinte: Mapped[str | None]


class CleAvis(Locataire, Base):
    """What the mark of an account's voice is made with, while a consultation is open. Gone once it is closed."""

    __tablename__ = "cle_avis"
    __table_args__ = (ForeignKeyConstraint(*_CONSULTATION), Index("ix_cle_avis_structure_id", "structure_id"))

    consultation_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID]
    cle: Mapped[str]


class Voix(Locataire, Base):
    """One voice on one critère, until it is counted. ``niveau`` None: « je ne sais pas ».

    ``empreinte``: the mark of a device or of an account, so that each has one voice. ``compte_id`` only when the
    consultation is named. No time is kept: it would tell who was at their screen.
    """

    __tablename__ = "voix"
    __table_args__ = (
        ForeignKeyConstraint(*_CRITERE),
        ForeignKeyConstraint(*_GROUPE),
        ForeignKeyConstraint(*_CONSULTATION),
        CheckConstraint("niveau between 0 and 5", name="niveau"),
        Index("ix_voix_structure_id", "structure_id"),
    )

    consultation_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True)
    empreinte: Mapped[str] = mapped_column(primary_key=True)
    groupe_id: Mapped[UUID]
    structure_id: Mapped[UUID]
    niveau: Mapped[int | None] = mapped_column(SmallInteger)
    compte_id: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))


class ReleveAvis(Locataire, Signe, Base):
    """What the sheets of one group said of one critère, typed in by the direction: how many per niveau."""

    __tablename__ = "releve_avis"
    __table_args__ = (
        ForeignKeyConstraint(*_CRITERE),
        ForeignKeyConstraint(*_GROUPE),
        ForeignKeyConstraint(*_CONSULTATION),
        CheckConstraint("0 <= all (niveaux) and sait_pas >= 0", name="nombres"),
    )

    consultation_id: Mapped[UUID] = mapped_column(primary_key=True)
    groupe_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID]
    niveaux: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    sait_pas: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))


class Depouillement(Locataire, Base):
    """What a closed consultation may show, written once: nothing in it tells of fewer than five secret voices."""

    __tablename__ = "depouillement"
    __table_args__ = (ForeignKeyConstraint(*_CONSULTATION),)

    consultation_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID]
    contenu: Mapped[dict[str, Any]]


class DepouillementCritere(Locataire, Base):
    """What may be shown of one question before the others are closed, written once."""

    __tablename__ = "depouillement_critere"
    __table_args__ = (
        ForeignKeyConstraint(*_CRITERE),
        ForeignKeyConstraint(*_CONSULTATION),
        Index("ix_depouillement_critere_structure_id", "structure_id"),
    )

    consultation_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID]
    contenu: Mapped[dict[str, Any]]
