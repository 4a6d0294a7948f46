"""Stored référentiels: import a version, read one. What is stored never changes, so what was read stays in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from caprse.referentiel.contenu import empreinte, from_contenu, to_contenu
from caprse.referentiel.modele import VersionReferentiel
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.stabilite import verify_stabilite
from caprse.referentiel.verification import Lieu
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

_GARDES_MAX = 32
_gardes: OrderedDict[UUID, Referentiel] = OrderedDict()


@dataclass(frozen=True)
class VersionStockee:
    """One stored version, without its content."""

    id: UUID
    cle: str
    version: str
    titre: str
    importe_le: datetime


def get_referentiel(db: Session, referentiel_id: UUID) -> Referentiel:
    """The référentiel of this id. Raises Introuvable."""
    garde = _gardes.get(referentiel_id)
    if garde is None:
        contenu = db.scalar(select(VersionReferentiel.contenu).where(VersionReferentiel.id == referentiel_id))
        if contenu is None:
            raise Introuvable("Ce référentiel")
        garde = _gardes[referentiel_id] = from_contenu(contenu)
        while len(_gardes) > _GARDES_MAX:
            _gardes.popitem(last=False)
    return garde


def list_versions(db: Session, cle: str | None = None) -> list[VersionStockee]:
    """Stored versions, the newest of each référentiel first."""
    requete = select(
        VersionReferentiel.id,
        VersionReferentiel.cle,
        VersionReferentiel.version,
        VersionReferentiel.titre,
        VersionReferentiel.importe_le,
    )
    if cle is not None:
        requete = requete.where(VersionReferentiel.cle == cle)
    versions = [VersionStockee(*ligne) for ligne in db.execute(requete)]
    return sorted(versions, key=lambda v: (v.cle, tuple(-n for n in _semver(v.version))))


def find_version(db: Session, cle: str, version: str | None = None) -> VersionStockee:
    """The stored version of this name, the newest when none is named. Raises Introuvable."""
    for candidate in list_versions(db, cle):
        if version in {None, candidate.version}:
            return candidate
    raise Introuvable(f"Le référentiel « {cle} »" + (f" en version {version}" if version else ""))


def import_referentiel(
    db: Session, referentiel: Referentiel, lieux: Mapping[str, Lieu] | None = None
) -> tuple[UUID, bool]:
    """Store a verified référentiel as an immutable version; gives its id, and whether it is new.

    The same version with the same content changes nothing. Raises Refus when that version exists with another content
    or when the version does not grow, SaisieInvalide when a code means something else than in any version before (a
    retired code is not given to another critère), at the lines that ``lieux`` of the verification gives.
    """
    # Two imports at once would both believe that they are the newest.
    db.execute(text("select pg_advisory_xact_lock(hashtext('caprse.referentiel'))"))
    marque = empreinte(referentiel)
    versions = list_versions(db, referentiel.id)
    for version in versions:
        if version.version == referentiel.version:
            connue = db.scalar(select(VersionReferentiel.empreinte).where(VersionReferentiel.id == version.id))
            if connue == marque:
                return version.id, False
            raise Refus(
                f"La version {referentiel.version} du référentiel « {referentiel.id} » existe déjà avec un autre "
                "contenu. Rien n'a été changé : augmentez le numéro de version."
            )
    if versions and _semver(versions[0].version) > _semver(referentiel.version):
        raise Refus(
            f"La version {referentiel.version} est plus ancienne que la dernière importée, {versions[0].version}. "
            "Rien n'a été changé : augmentez le numéro de version."
        )
    erreurs = {
        erreur
        for version in versions
        for erreur in verify_stabilite(get_referentiel(db, version.id), referentiel, lieux)
    }
    if erreurs:
        raise SaisieInvalide([str(erreur) for erreur in sorted(erreurs)])
    ligne = VersionReferentiel(
        cle=referentiel.id,
        version=referentiel.version,
        titre=referentiel.titre,
        empreinte=marque,
        contenu=to_contenu(referentiel),
    )
    db.add(ligne)
    db.flush()
    return ligne.id, True


def _semver(version: str) -> tuple[int, ...]:
    return tuple(int(morceau) for morceau in version.split("."))
