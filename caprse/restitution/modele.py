"""Frozen figures: what a carnet was when its trimestre closed, and what the collectif was shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from caprse.collectif.modele import Locataire
from caprse.socle.base import Base, Instant


class Arrete(Locataire, Base):
    """The figures of one carnet, frozen with their labels. Never recomputed, never changed (a trigger refuses).

    ``figures`` is self-contained: structure's name, référentiel version, titles, marches, spread per niveau, answers.
    """

    __tablename__ = "arrete"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "carnet_id", "structure_id"], ["carnet.collectif_id", "carnet.id", "carnet.structure_id"]
        ),
        ForeignKeyConstraint(
            ["collectif_id", "trimestre_id", "structure_id"],
            ["carnet.collectif_id", "carnet.trimestre_id", "carnet.structure_id"],
        ),
        UniqueConstraint("collectif_id", "carnet_id", "numero"),
        Index("ix_arrete_structure_id", "structure_id"),
        # The order in which the animation reads them, a page at a time.
        Index(
            "ix_arrete_trimestre_id_nom",
            "collectif_id",
            "trimestre_id",
            text("sort_key(figures ->> 'structure')"),
            "carnet_id",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    trimestre_id: Mapped[UUID]
    carnet_id: Mapped[UUID]
    structure_id: Mapped[UUID]
    numero: Mapped[int] = mapped_column(SmallInteger)
    transmis: Mapped[bool]
    figures: Mapped[dict[str, Any]]
    arrete_le: Mapped[Instant]


class Publication(Locataire, Base):
    """What the collectif may be shown of a trimestre: aggregates only, that never move by a few carnets."""

    __tablename__ = "publication"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "trimestre_id"], ["trimestre.collectif_id", "trimestre.id"]),
        UniqueConstraint("collectif_id", "trimestre_id", "numero"),
        CheckConstraint("carnets >= 3", name="carnets"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    trimestre_id: Mapped[UUID]
    numero: Mapped[int] = mapped_column(SmallInteger)
    carnets: Mapped[int] = mapped_column(SmallInteger)
    agregats: Mapped[dict[str, Any]]
    publie_le: Mapped[Instant]


class PublicationCarnet(Locataire, Base):
    """Which carnets, with which figures, a publication counted: a structure sees its own line only.

    ``unite`` is the same for structures that one account knew together that day, and says nothing elsewhere.
    """

    __tablename__ = "publication_carnet"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "publication_id"], ["publication.collectif_id", "publication.id"]),
        ForeignKeyConstraint(
            ["collectif_id", "carnet_id", "structure_id"], ["carnet.collectif_id", "carnet.id", "carnet.structure_id"]
        ),
    )

    publication_id: Mapped[UUID] = mapped_column(primary_key=True)
    carnet_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID]
    empreinte: Mapped[str]
    unite: Mapped[int | None] = mapped_column(SmallInteger)
    publie_le: Mapped[datetime] = mapped_column(server_default=func.now())


class PublicationCycle(Locataire, Base):
    """What the collectif may be shown of one thématique over the whole cycle, at the closing of a trimestre.

    ``numero`` counts the closings of that trimestre; ``structures``: how many are counted. ``population``: of chance,
    and the same for all figures that count the same structures on the same questions; it says no more of them. None
    for what came out before it was kept.
    """

    __tablename__ = "publication_cycle"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "trimestre_id"], ["trimestre.collectif_id", "trimestre.id"]),
        UniqueConstraint("collectif_id", "trimestre_id", "thematique", "numero"),
        CheckConstraint("structures >= 3", name="structures"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    trimestre_id: Mapped[UUID]
    thematique: Mapped[str]
    numero: Mapped[int] = mapped_column(SmallInteger)
    structures: Mapped[int] = mapped_column(SmallInteger)
    population: Mapped[UUID | None]
    agregats: Mapped[dict[str, Any]]
    publie_le: Mapped[Instant]


class PublicationCycleStructure(Locataire, Base):
    """Which states, with which figures, such a publication counted: a structure sees its own line only.

    ``questions``: the critères of which it counted a niveau.
    """

    __tablename__ = "publication_cycle_structure"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "publication_id"], ["publication_cycle.collectif_id", "publication_cycle.id"]
        ),
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
    )

    publication_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    empreinte: Mapped[str]
    questions: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    unite: Mapped[int] = mapped_column(SmallInteger)
    publie_le: Mapped[datetime] = mapped_column(server_default=func.now())


class PublicationChemin(Locataire, Base):
    """What the collectif may be shown beside its path, at the closing of a trimestre.

    ``sorte``: the effect of actions, for the animation; how many actions were done; départ and arrivée, of each
    ``thematique``, empty for the others. ``numero`` counts the closings of that trimestre.
    """

    __tablename__ = "publication_chemin"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "trimestre_id"], ["trimestre.collectif_id", "trimestre.id"]),
        UniqueConstraint("collectif_id", "trimestre_id", "sorte", "thematique", "numero"),
        CheckConstraint("sorte in ('effet', 'actions', 'positions')", name="sorte"),
        CheckConstraint("structures >= 3", name="structures"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    trimestre_id: Mapped[UUID]
    sorte: Mapped[str]
    thematique: Mapped[str]
    numero: Mapped[int] = mapped_column(SmallInteger)
    structures: Mapped[int] = mapped_column(SmallInteger)
    agregats: Mapped[dict[str, Any]]
    publie_le: Mapped[Instant]


class PublicationCheminStructure(Locataire, Base):
    """Which structures, with what, such a publication counted: a structure sees its own line only."""

    __tablename__ = "publication_chemin_structure"
    __table_args__ = (
        ForeignKeyConstraint(
            ["collectif_id", "publication_id"], ["publication_chemin.collectif_id", "publication_chemin.id"]
        ),
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
    )

    publication_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    empreinte: Mapped[str]
    unite: Mapped[int] = mapped_column(SmallInteger)
    publie_le: Mapped[datetime] = mapped_column(server_default=func.now())
