"""A projected group session: its steps, its walls, the phones that joined, their hidden votes, its minutes."""

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

_SEANCE = (["collectif_id", "seance_id"], ["seance.collectif_id", "seance.id"])
_TOUR = (["collectif_id", "tour_id"], ["tour.collectif_id", "tour.id"])


class Seance(Locataire, Versionne, Base):
    """A session of the collectif, prepared from a rencontre. ``revision`` grows with everything that the wall shows.

    ``code`` is what phones type while it runs; once ``verrouillee``, no new one comes in. A rehearsal (``repetition``)
    is removed whole when it ends. ``minuteur_fin``: when the wall's timer ends; ``accord_le``: the room agreed to see
    figures although carnets are missing.
    """

    __tablename__ = "seance"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "rencontre_id"], ["rencontre.collectif_id", "rencontre.id"]),
        CheckConstraint("etat in ('preparee', 'en_cours', 'terminee')", name="etat"),
        CheckConstraint("ecran in ('montre', 'pause', 'noir')", name="ecran"),
        CheckConstraint("theme in ('clair', 'sombre')", name="theme"),
        CheckConstraint("length(btrim(titre)) between 1 and 200", name="titre"),
        CheckConstraint("(etat = 'en_cours') = (code is not null)", name="code"),
        Index("uq_seance_code", "code", unique=True),
        Index("ix_seance_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    rencontre_id: Mapped[UUID]
    titre: Mapped[str]
    etat: Mapped[str] = mapped_column(server_default=text("'preparee'"))
    repetition: Mapped[bool] = mapped_column(server_default=text("false"))
    code: Mapped[str | None]
    etape_id: Mapped[UUID | None]
    etape_depuis: Mapped[datetime | None]
    ecran: Mapped[str] = mapped_column(server_default=text("'montre'"))
    theme: Mapped[str] = mapped_column(server_default=text("'sombre'"))
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    verrouillee: Mapped[bool] = mapped_column(server_default=text("false"))
    commencee_le: Mapped[datetime | None]
    terminee_le: Mapped[datetime | None]
    minuteur_fin: Mapped[datetime | None]
    accord_le: Mapped[datetime | None]


class Etape(Locataire, Versionne, Base):
    """One step of a session. ``contenu`` depends on its kind; ``fige`` is what was shown, with that day's figures.

    ``notes``: the presenter's own, which no wall and no member reads.
    """

    __tablename__ = "etape"
    __table_args__ = (
        ForeignKeyConstraint(*_SEANCE, ondelete="CASCADE"),
        UniqueConstraint("collectif_id", "seance_id", "id"),
        UniqueConstraint("collectif_id", "seance_id", "ordre", deferrable=True, initially="DEFERRED"),
        CheckConstraint(
            "genre in ('decisions_ouvertes', 'radar', 'repartition', 'vote', 'texte', 'decisions', 'accueil',"
            " 'cloture', 'chemin', 'pratique')",
            name="genre",
        ),
        CheckConstraint("length(notes) <= 2000", name="notes"),
        CheckConstraint("minutes between 0 and 240", name="minutes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    seance_id: Mapped[UUID]
    ordre: Mapped[int] = mapped_column(SmallInteger)
    genre: Mapped[str]
    titre: Mapped[str]
    contenu: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    minutes: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    fige: Mapped[dict[str, Any] | None]
    notes: Mapped[str] = mapped_column(server_default=text("''"))


class Mur(Locataire, Base):
    """A screen that shows a session without anyone logged in. ``code`` opens it once; then a cookie, kept hashed."""

    __tablename__ = "mur"
    __table_args__ = (ForeignKeyConstraint(*_SEANCE, ondelete="CASCADE"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    seance_id: Mapped[UUID]
    code: Mapped[str | None] = mapped_column(unique=True)
    empreinte: Mapped[str | None] = mapped_column(unique=True)
    expire_le: Mapped[datetime]
    ouvert_le: Mapped[datetime | None]
    ferme_le: Mapped[datetime | None]


class Participant(Locataire, Base):
    """One device that joined a session: no account, no name. ``structure_id``: whose own code it entered.

    ``origine``: a short mark of the network it came from, the same within a session only. ``retire_le``: dropped.
    """

    __tablename__ = "participant"
    __table_args__ = (
        ForeignKeyConstraint(*_SEANCE, ondelete="CASCADE"),
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        Index("ix_participant_seance_id", "collectif_id", "seance_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    seance_id: Mapped[UUID]
    empreinte: Mapped[str] = mapped_column(unique=True)
    structure_id: Mapped[UUID | None]
    rejoint_le: Mapped[Instant]
    origine: Mapped[str] = mapped_column(server_default=text("''"))
    retire_le: Mapped[datetime | None]


class CodeStructure(Locataire, Base):
    """What the people of a structure type to vote for it, in one session. There while the session runs."""

    __tablename__ = "code_structure"
    __table_args__ = (
        ForeignKeyConstraint(*_SEANCE, ondelete="CASCADE"),
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        Index("ix_code_structure_structure_id", "structure_id"),
    )

    seance_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    repetition: Mapped[bool]
    cree_le: Mapped[Instant]


class Tour(Locataire, Base):
    """One question put to the room, once. ``resultat`` is written when it is revealed and never changes.

    ``options``: the labels to choose from, as they were on that day. A second round of a step has numero 2.
    """

    __tablename__ = "tour"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "seance_id", "etape_id"],
            ["etape.collectif_id", "etape.seance_id", "etape.id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("collectif_id", "etape_id", "numero"),
        Index("uq_tour_en_cours", "collectif_id", "seance_id", unique=True, postgresql_where=text("etat = 'ouvert'")),
        CheckConstraint("genre in ('niveau', 'points', 'mots', 'confiance')", name="genre"),
        CheckConstraint("mode in ('salle', 'structure')", name="mode"),
        CheckConstraint("etat in ('ouvert', 'ferme', 'revele', 'regle')", name="etat"),
        CheckConstraint("(etat in ('revele', 'regle')) = (resultat is not null)", name="resultat"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    seance_id: Mapped[UUID]
    etape_id: Mapped[UUID]
    numero: Mapped[int] = mapped_column(SmallInteger)
    genre: Mapped[str]
    mode: Mapped[str] = mapped_column(server_default=text("'salle'"))
    critere: Mapped[str | None]
    question: Mapped[str]
    options: Mapped[dict[str, Any]]
    etat: Mapped[str] = mapped_column(server_default=text("'ouvert'"))
    resultat: Mapped[dict[str, Any] | None]
    niveau_convenu: Mapped[int | None] = mapped_column(SmallInteger)
    ouvert_le: Mapped[Instant]
    ferme_le: Mapped[datetime | None]
    revele_le: Mapped[datetime | None]


class Vote(Locataire, Base):
    """The hidden answer of one device to one tour; changeable until the tour closes. Read by nobody but the count.

    ``structure_id``: for which structure it was given, where structures vote.
    """

    __tablename__ = "vote"
    __table_args__ = (
        ForeignKeyConstraint(*_TOUR, ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["collectif_id", "participant_id"], ["participant.collectif_id", "participant.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
    )

    tour_id: Mapped[UUID] = mapped_column(primary_key=True)
    participant_id: Mapped[UUID] = mapped_column(primary_key=True)
    valeur: Mapped[dict[str, Any]]
    vote_le: Mapped[Instant]
    changements: Mapped[int] = mapped_column(server_default=text("0"))
    structure_id: Mapped[UUID | None]


class Mot(Locataire, Base):
    """Open words that mean the same, gathered; shown once the animation has let them through."""

    __tablename__ = "mot"
    __table_args__ = (
        ForeignKeyConstraint(*_TOUR, ondelete="CASCADE"),
        CheckConstraint("etat in ('attente', 'montre', 'cache')", name="etat"),
    )

    tour_id: Mapped[UUID] = mapped_column(primary_key=True)
    cle: Mapped[str] = mapped_column(primary_key=True)
    texte: Mapped[str]
    nombre: Mapped[int] = mapped_column(SmallInteger)
    groupe: Mapped[str | None]
    etat: Mapped[str] = mapped_column(server_default=text("'attente'"))


class Proposition(Locataire, Base):
    """What a structure's people agreed in the room for their own answer: its direction confirms it, or not.

    ``choisis`` of its ``votants`` chose this very niveau; unknown for the first ones.
    """

    __tablename__ = "proposition"
    __table_args__ = (
        ForeignKeyConstraint(*_TOUR, ondelete="CASCADE"),
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("etat in ('proposee', 'acceptee', 'ecartee')", name="etat"),
        CheckConstraint("niveau between 0 and 5", name="niveau"),
        CheckConstraint("choisis between 0 and votants", name="votants"),
        Index("ix_proposition_structure_id", "structure_id"),
    )

    tour_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    critere: Mapped[str]
    niveau: Mapped[int] = mapped_column(SmallInteger)
    etat: Mapped[str] = mapped_column(server_default=text("'proposee'"))
    proposee_le: Mapped[Instant]
    tranchee_le: Mapped[datetime | None]
    tranchee_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))
    choisis: Mapped[int | None] = mapped_column(SmallInteger)
    votants: Mapped[int | None] = mapped_column(SmallInteger)


class CompteRendu(Locataire, Signe, Base):
    """The minutes of a session: what wrote itself, then what the animation made of it.

    ``noms``: the structures that they may name, ``{name: id}``.
    """

    __tablename__ = "compte_rendu"
    __table_args__ = (
        ForeignKeyConstraint(*_SEANCE, ondelete="CASCADE"),
        CheckConstraint("length(texte) <= 40000", name="texte"),
    )

    seance_id: Mapped[UUID] = mapped_column(primary_key=True)
    texte: Mapped[str]
    envoye_le: Mapped[datetime | None]
    noms: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
