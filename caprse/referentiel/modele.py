"""Stored référentiels: one immutable row per version, and its translations, which are corrected beside it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from caprse.socle.base import Base, Identifiant, Instant


class VersionReferentiel(Base):
    """A référentiel as imported. A trigger refuses update and delete."""

    __tablename__ = "referentiel"
    __table_args__ = (UniqueConstraint("cle", "version"),)

    id: Mapped[Identifiant]
    cle: Mapped[str]
    version: Mapped[str]
    titre: Mapped[str]
    empreinte: Mapped[str]
    contenu: Mapped[dict[str, Any]]
    importe_le: Mapped[Instant]


class TraductionStockee(Base):
    """The everyday words of one version in one language. Imported again, they take the place of those before."""

    __tablename__ = "traduction"
    __table_args__ = (
        CheckConstraint("length(langue) between 2 and 12", name="langue"),
        CheckConstraint("sens in ('ltr', 'rtl')", name="sens"),
    )

    referentiel_id: Mapped[UUID] = mapped_column(ForeignKey("referentiel.id"), primary_key=True)
    langue: Mapped[str] = mapped_column(primary_key=True)
    nom: Mapped[str]
    nom_francais: Mapped[str]
    sens: Mapped[str]
    textes: Mapped[dict[str, Any]]
    importee_le: Mapped[Instant]
