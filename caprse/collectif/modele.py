"""Collectifs, their structures, their calendar."""

from __future__ import annotations

from datetime import date, datetime, time
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
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from caprse.socle.base import Base, Identifiant, Instant

TYPES = ("AI", "ACI", "EI", "ETTI", "EBE", "GES", "SAP", "autre")


class Collectif(Base):
    """A regional group, the tenant. ``fictif`` marks demonstration data, and every screen says so."""

    __tablename__ = "collectif"
    __table_args__ = (
        CheckConstraint("mois between 1 and 60", name="mois"),
        CheckConstraint("seuil_anonymat between 3 and 50", name="seuil_anonymat"),
        CheckConstraint("seuil_mouvement between 3 and 10", name="seuil_mouvement"),
    )

    id: Mapped[Identifiant]
    nom: Mapped[str] = mapped_column(unique=True)
    debut: Mapped[date]
    mois: Mapped[int] = mapped_column(SmallInteger)
    seuil_anonymat: Mapped[int] = mapped_column(SmallInteger, server_default=text("5"))
    seuil_mouvement: Mapped[int] = mapped_column(SmallInteger, server_default=text("3"))
    fictif: Mapped[bool] = mapped_column(server_default=text("false"))
    cree_le: Mapped[Instant]


class Locataire:
    """Mix-in of tenant tables: ``collectif_id`` leads the key, so that a larger Postgres can shard by it."""

    collectif_id: Mapped[UUID] = mapped_column(ForeignKey("collectif.id"), primary_key=True, sort_order=-1)


class Versionne:
    """Mix-in of rows that several people change: a change names the version that it saw, and none is overwritten."""

    version: Mapped[int] = mapped_column(server_default=text("1"), sort_order=1)


class Signe(Versionne):
    """Mix-in of rows that also say who changed them last, and when."""

    modifie_le: Mapped[Instant] = mapped_column(sort_order=2)
    modifie_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"), sort_order=3)


class Structure(Locataire, Versionne, Base):
    """A member organisation. ``a_verifier`` lists what the directory left unclear, one French sentence each.

    ``doublon``: it was there, with the name and town of another one, before the base refused that.
    """

    __tablename__ = "structure"
    __table_args__ = (
        Index(
            "uq_structure_annuaire",
            "collectif_id",
            text("fold_nom(nom)"),
            "departement",
            text("fold_commune(commune)"),
            unique=True,
            postgresql_where=text("not doublon"),
        ),
        CheckConstraint(
            "types <@ array['AI', 'ACI', 'EI', 'ETTI', 'EBE', 'GES', 'SAP', 'autre']::text[]", name="types"
        ),
        CheckConstraint("length(nom) between 1 and 200", name="nom"),
        CheckConstraint("effectif between 1 and 10000", name="effectif"),
        Index("ix_structure_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    nom: Mapped[str]
    types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    departement: Mapped[str] = mapped_column(server_default=text("''"))
    commune: Mapped[str] = mapped_column(server_default=text("''"))
    # How many people it employs, where it said so.
    effectif: Mapped[int | None]
    a_verifier: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    montre_son_nom: Mapped[bool] = mapped_column(server_default=text("false"))
    # Since when; kept by the base. Who left before does not read the name.
    nom_montre_le: Mapped[datetime | None]
    # When the positionnement was finished: at the start, and in the bilan.
    positionne_le: Mapped[datetime | None]
    arrivee_le: Mapped[datetime | None]
    doublon: Mapped[bool] = mapped_column(server_default=text("false"))
    cree_le: Mapped[Instant]


class Adhesion(Locataire, Base):
    """A structure takes part in the collectif from a day, perhaps to a day."""

    __tablename__ = "adhesion"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("au is null or au >= du", name="dates"),
        ExcludeConstraint(
            (text("collectif_id"), "="),
            (text("structure_id"), "="),
            (text("daterange(du, au, '[]')"), "&&"),
            name="ex_adhesion_periode",
            using="gist",
        ),
        Index("ix_adhesion_structure_id", "structure_id", "au"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    structure_id: Mapped[UUID]
    du: Mapped[date]
    au: Mapped[date | None]


class Trimestre(Locataire, Versionne, Base):
    """One capsule: a thématique, dates, a state. The référentiel version is pinned when it opens.

    The last one of a cycle may be its bilan, which has no thématique.
    ``repris_le``: it was over before the collectif came to the workbook, and was taken in that day with its answers.
    """

    __tablename__ = "trimestre"
    __table_args__ = (
        UniqueConstraint("collectif_id", "numero"),
        CheckConstraint("fin > debut", name="dates"),
        CheckConstraint("etat in ('prepare', 'ouvert', 'clos')", name="etat"),
        CheckConstraint("(etat = 'clos') = (clos_le is not null)", name="clos_le"),
        CheckConstraint("numero between 1 and 40", name="numero"),
        CheckConstraint("length(motif_reouverture) <= 1000", name="motif_reouverture"),
        CheckConstraint("repris_par is null or repris_le is not null", name="repris_par"),
        Index("ix_trimestre_id", "id"),
        Index("uq_trimestre_bilan", "collectif_id", unique=True, postgresql_where=text("thematique = ''")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    numero: Mapped[int] = mapped_column(SmallInteger)
    thematique: Mapped[str]
    referentiel_id: Mapped[UUID] = mapped_column(ForeignKey("referentiel.id"))
    debut: Mapped[date]
    fin: Mapped[date]
    etat: Mapped[str] = mapped_column(server_default=text("'prepare'"))
    clos_le: Mapped[datetime | None]
    rouvert_le: Mapped[datetime | None]
    motif_reouverture: Mapped[str] = mapped_column(server_default=text("''"))
    repris_le: Mapped[datetime | None]
    repris_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))


class Rencontre(Locataire, Versionne, Base):
    """A meeting of the collectif in a trimestre: visio, autonomie tutorée, présentiel.

    ``sequence`` counts the changes of date, place or title, so that a person's calendar replaces what it holds.
    """

    __tablename__ = "rencontre"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "trimestre_id"], ["trimestre.collectif_id", "trimestre.id"]),
        Index("ix_rencontre_collectif_id_jour", "collectif_id", "jour"),
        CheckConstraint("type in ('visio', 'autonomie', 'presentiel')", name="type"),
        CheckConstraint("duree_minutes between 15 and 1440", name="duree_minutes"),
        CheckConstraint("length(ordre_du_jour) <= 8000", name="ordre_du_jour"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    trimestre_id: Mapped[UUID]
    type: Mapped[str]
    titre: Mapped[str]
    jour: Mapped[date]
    heure: Mapped[time | None]
    lieu: Mapped[str] = mapped_column(server_default=text("''"))
    lien: Mapped[str] = mapped_column(server_default=text("''"))
    duree_minutes: Mapped[int] = mapped_column(SmallInteger, server_default=text("120"))
    ordre_du_jour: Mapped[str] = mapped_column(server_default=text("''"))
    annulee_le: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(server_default=text("0"))
    modifie_le: Mapped[Instant]


class Presence(Locataire, Base):
    """Whether a structure will come to a meeting, then whether it came."""

    __tablename__ = "presence"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "rencontre_id"], ["rencontre.collectif_id", "rencontre.id"]),
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("etat in ('viendra', 'peut_etre', 'excusee', 'presente', 'absente')", name="etat"),
        CheckConstraint("personnes between 0 and 99", name="personnes"),
    )

    rencontre_id: Mapped[UUID] = mapped_column(primary_key=True)
    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    etat: Mapped[str]
    personnes: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    modifie_le: Mapped[Instant]
    modifie_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))


class Decision(Locataire, Versionne, Base):
    """What a meeting decided: who leads it, for when, the critères it serves; for all, or for one that confirms it."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(["collectif_id", "rencontre_id"], ["rencontre.collectif_id", "rencontre.id"]),
        ForeignKeyConstraint(["collectif_id", "structure_id"], ["structure.collectif_id", "structure.id"]),
        CheckConstraint("etat in ('a_suivre', 'faite', 'abandonnee')", name="etat"),
        CheckConstraint("length(btrim(quoi)) between 1 and 500 and length(pilote) <= 120", name="longueurs"),
        Index("ix_decision_rencontre_id", "collectif_id", "rencontre_id"),
        Index("ix_decision_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    rencontre_id: Mapped[UUID]
    structure_id: Mapped[UUID | None]
    quoi: Mapped[str]
    pilote: Mapped[str] = mapped_column(server_default=text("''"))
    echeance: Mapped[date | None]
    criteres: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    etat: Mapped[str] = mapped_column(server_default=text("'a_suivre'"))
    confirmee_le: Mapped[datetime | None]
    cree_le: Mapped[Instant]


class Bascule(Locataire, Base):
    """A collectif went from one version of the référentiel to another: by which correspondence, what it changed."""

    __tablename__ = "bascule"
    __table_args__ = (CheckConstraint("de <> vers", name="versions"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    de: Mapped[UUID] = mapped_column(ForeignKey("referentiel.id"))
    vers: Mapped[UUID] = mapped_column(ForeignKey("referentiel.id"))
    correspondance: Mapped[dict[str, Any]]
    bilan: Mapped[dict[str, Any]]
    faite_le: Mapped[Instant]
    faite_par: Mapped[UUID | None] = mapped_column(ForeignKey("compte.id"))


class DesaccordEnAttente(Locataire, Base):
    """What one person of the animation wanted to write where a colleague wrote otherwise: not settled yet.

    ``objet_id``: a carnet that is re-read, or a session whose minutes are written; ``partie``: which part of it.
    """

    __tablename__ = "desaccord"
    __table_args__ = (
        CheckConstraint("length(partie) <= 100", name="partie"),
        CheckConstraint("octet_length(contenu::text) <= 300000", name="contenu"),
    )

    objet_id: Mapped[UUID] = mapped_column(primary_key=True)
    partie: Mapped[str] = mapped_column(primary_key=True, server_default=text("''"))
    compte_id: Mapped[UUID] = mapped_column(ForeignKey("compte.id"), primary_key=True)
    contenu: Mapped[dict[str, Any]]
    cree_le: Mapped[Instant]
