"""Stored référentiels: one immutable row per version."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

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
