"""What accompanies a carnet: its re-reading, the threads around it, private notes, appuis."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import Mapped, mapped_column

from caprse.collectif.modele import Locataire, Signe, Versionne
from caprse.socle.base import Base, Instant

_CARNET = (
    ["collectif_id", "carnet_id", "structure_id"],
    ["carnet.collectif_id", "carnet.id", "carnet.structure_id"],
)


class Relecture(Locataire, Signe, Base):
    """What the animation says of one answer. It never replaces the structure's niveau; both stay visible.

    ``version_lue`` is the version of the answer that was re-read (0: there was none): a later one is to be read again.
    """

    __tablename__ = "relecture"
    __table_args__ = (
        ForeignKeyConstraint(*_CARNET),
        CheckConstraint("etat in ('a_relire', 'relu', 'a_discuter', 'a_completer')", name="etat"),
        CheckConstraint("niveau_suggere between 0 and 5", name="niveau_suggere"),
        CheckConstraint("length(note) <= 4000", name="note"),
    )

    carnet_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID]
    etat: Mapped[str] = mapped_column(server_default=text("'a_relire'"))
    note: Mapped[str] = mapped_column(server_default=text("''"))
    niveau_suggere: Mapped[int | None] = mapped_column(SmallInteger)
    version_lue: Mapped[int] = mapped_column(server_default=text("0"))


class Visite(Locataire, Base):
    """When a person last read a carnet: what is newer is marked for them."""

    __tablename__ = "visite"
    # Having looked at a carnet does not keep it from being taken back.
    __table_args__ = (ForeignKeyConstraint(*_CARNET, ondelete="CASCADE"),)

    carnet_id: Mapped[UUID] = mapped_column(primary_key=True)
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    structure_id: Mapped[UUID]
    vue_le: Mapped[Instant]


class Fil(Locataire, Base):
    """A discussion about one critère of a carnet, or about the whole carnet (no critère). It outlives any lock."""

    __tablename__ = "fil"
    __table_args__ = (
        ForeignKeyConstraint(*_CARNET),
        UniqueConstraint("collectif_id", "id", "structure_id"),
        UniqueConstraint("collectif_id", "carnet_id", "critere", postgresql_nulls_not_distinct=True),
        CheckConstraint("(resolu_le is null) = (resolu_par is null)", name="resolu"),
        Index("ix_fil_id", "id"),
        Index("ix_fil_structure_id", "structure_id"),
        Index("ix_fil_ouverts", "collectif_id", "structure_id", postgresql_where=text("resolu_le is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    carnet_id: Mapped[UUID]
    structure_id: Mapped[UUID]
    critere: Mapped[str | None]
    cree_le: Mapped[Instant]
    resolu_le: Mapped[datetime | None]
    resolu_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))


class Message(Locataire, Base):
    """One message of a thread, with the people it calls. Never changed, never removed."""

    __tablename__ = "message"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "fil_id", "structure_id"], ["fil.collectif_id", "fil.id", "fil.structure_id"]
        ),
        CheckConstraint("length(btrim(texte)) between 1 and 4000", name="texte"),
        Index("ix_message_fil_id", "collectif_id", "fil_id", "ecrit_le"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    fil_id: Mapped[UUID]
    structure_id: Mapped[UUID]
    auteur: Mapped[UUID] = mapped_column(ForeignKey("compte.id"))
    texte: Mapped[str]
    mentions: Mapped[list[UUID]] = mapped_column(ARRAY(PG_UUID), server_default=text("'{}'"))
    ecrit_le: Mapped[Instant]


class LectureFil(Locataire, Base):
    """How far a person has read a thread."""

    __tablename__ = "lecture_fil"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "fil_id", "structure_id"], ["fil.collectif_id", "fil.id", "fil.structure_id"]
        ),
    )

    fil_id: Mapped[UUID] = mapped_column(primary_key=True)
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    structure_id: Mapped[UUID]
    lu_le: Mapped[Instant]


class NotePrivee(Locataire, Base):
    """What the person who animates keeps for themselves about a critère, or about a whole carnet (empty critère)."""

    __tablename__ = "note_privee"
    __table_args__ = (
        ForeignKeyConstraint(*_CARNET),
        CheckConstraint("length(texte) <= 8000", name="texte"),
    )

    carnet_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True, server_default=text("''"))
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    structure_id: Mapped[UUID]
    texte: Mapped[str]
    modifie_le: Mapped[Instant]


class AVoir(Locataire, Base):
    """A critère given to a colleague until a day; one at a time. ``rendu_le``: they answered, or said that they saw.

    ``id`` is that of the demand: another one, to the same person or not, is told again.
    """

    __tablename__ = "a_voir"
    __table_args__ = (
        ForeignKeyConstraint(*_CARNET),
        UniqueConstraint("collectif_id", "id"),
        CheckConstraint("length(note) <= 300", name="note"),
        Index("ix_a_voir_attendus", "compte_id", "structure_id", postgresql_where=text("rendu_le is null")),
        Index("ix_a_voir_carnet_id", "carnet_id"),
    )

    carnet_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())
    structure_id: Mapped[UUID]
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"))
    pour_le: Mapped[date]
    note: Mapped[str] = mapped_column(server_default=text("''"))
    demande_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))
    demande_le: Mapped[Instant]
    rendu_le: Mapped[datetime | None]


class Offre(Locataire, Base):
    """One line of the catalogue of a collectif. ``retiree``: not offered any more, kept by its appuis."""

    __tablename__ = "offre"
    __table_args__ = (
        CheckConstraint("length(btrim(titre)) between 1 and 120 and length(resume) <= 400", name="longueurs"),
        CheckConstraint("demi_journees between 1 and 40", name="demi_journees"),
        CheckConstraint("cardinality(criteres) <= 12", name="criteres"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    titre: Mapped[str]
    resume: Mapped[str] = mapped_column(server_default=text("''"))
    demi_journees: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    criteres: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    ordre: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    illustrative: Mapped[bool] = mapped_column(server_default=text("false"))
    retiree: Mapped[bool] = mapped_column(server_default=text("false"))


class AppuiCollectif(Locataire, Versionne, Base):
    """One appui for several structures: its half-days are shared between their appuis, whose sum they are.

    The base holds the sum, and how many share it (``parts``), at the end of each transaction.
    """

    __tablename__ = "appui_collectif"
    __table_args__ = (
        CheckConstraint("length(btrim(titre)) between 1 and 120", name="titre"),
        CheckConstraint("demi_journees between 0 and 400 and parts >= 1", name="partage"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    titre: Mapped[str]
    jour: Mapped[date]
    demi_journees: Mapped[int] = mapped_column(SmallInteger)
    parts: Mapped[int] = mapped_column(SmallInteger)


class Appui(Locataire, Versionne, Base):
    """A request for help to the delegation, counted in half-days: two days per structure per year.

    ``offre``: the line of the catalogue that it asks for. ``groupe_id``: the collective appui that it is a part of.
    """

    __tablename__ = "appui"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        ForeignKeyConstraint(["collectif_id", "offre"], ["offre.collectif_id", "offre.code"]),
        ForeignKeyConstraint(
            ["collectif_id", "groupe_id"],
            ["appui_collectif.collectif_id", "appui_collectif.id"],
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint("groupe_id is null or etat in ('planifie', 'clos')", name="groupe"),
        CheckConstraint("etat in ('demande', 'accepte', 'planifie', 'clos', 'refuse', 'annule')", name="etat"),
        CheckConstraint("demi_journees between 0 and 40", name="demi_journees"),
        CheckConstraint("length(btrim(demande)) between 1 and 2000 and length(reponse) <= 2000", name="longueurs"),
        CheckConstraint("etat <> 'planifie' or prevu_le is not null", name="prevu_le"),
        CheckConstraint("(etat = 'clos') = (clos_le is not null)", name="clos_le"),
        Index("ix_appui_structure_id", "structure_id"),
        Index("ix_appui_id", "id"),
        Index("ix_appui_groupe_id", "groupe_id", postgresql_where=text("groupe_id is not null")),
        Index(
            "ix_appui_ouverts",
            "collectif_id",
            "structure_id",
            postgresql_where=text("etat = 'demande' or etat = 'accepte' or etat = 'planifie'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    structure_id: Mapped[UUID]
    critere: Mapped[str | None]
    demande: Mapped[str]
    demande_le: Mapped[Instant]
    demande_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))
    etat: Mapped[str] = mapped_column(server_default=text("'demande'"))
    reponse: Mapped[str] = mapped_column(server_default=text("''"))
    prevu_le: Mapped[date | None]
    clos_le: Mapped[date | None]
    demi_journees: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    offre: Mapped[str | None]
    groupe_id: Mapped[UUID | None]


class Convocation(Locataire, Base):
    """Someone was asked to come to a meeting; ``empreintes``: hashes of the links by which they may answer."""

    __tablename__ = "convocation"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "rencontre_id"], ["rencontre.collectif_id", "rencontre.id"]),
        CheckConstraint(
            "reponse in ('vient', 'peut_etre', 'absent') and repondu_le is not null"
            " or reponse is null and repondu_le is null",
            name="reponse",
        ),
        CheckConstraint("length(message) <= 2000", name="message"),
        Index("ix_convocation_empreintes", "empreintes", postgresql_using="gin"),
        Index("ix_convocation_compte_id", "compte_id"),
    )

    rencontre_id: Mapped[UUID] = mapped_column(primary_key=True)
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    message: Mapped[str] = mapped_column(server_default=text("''"))
    empreintes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    envois: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    envoyee_le: Mapped[Instant]
    reponse: Mapped[str | None]
    repondu_le: Mapped[datetime | None]
