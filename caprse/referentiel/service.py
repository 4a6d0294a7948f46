"""Stored référentiels: import a version, read one. What is stored never changes, so what was read stays in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.referentiel.classeur.ouverture import Constat
from caprse.referentiel.classeur.verification import read_classeur
from caprse.referentiel.codec import compute_empreinte, from_contenu, to_contenu
from caprse.referentiel.erreurs import Erreur
from caprse.referentiel.fichiers.archive import verify_archive
from caprse.referentiel.fichiers.verification import Lieu
from caprse.referentiel.langues.schema import Traduction, list_a_relire
from caprse.referentiel.langues.service import (
    Ecart,
    check_traduire,
    compare_traductions,
    list_traductions,
    replace_traductions,
)
from caprse.referentiel.modele import VersionReferentiel
from caprse.referentiel.pour_vous import Profil, adapt_referentiel, simplify
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.stabilite import verify_stabilite
from caprse.socle.cache import Cache
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI = "Le référentiel"

_gardes: Cache[UUID, Referentiel] = Cache(32)
_adaptes: Cache[tuple[UUID, Profil], Referentiel] = Cache(128)
_depots: Cache[tuple[bool, str], Depot] = Cache(8)


@dataclass(frozen=True)
class VersionStockee:
    """One stored version, without its content."""

    id: UUID
    cle: str
    version: str
    titre: str
    importe_le: datetime


@dataclass(frozen=True)
class Depot:
    """What was sent, read: a folder or a workbook. ``locate`` says where an error found later stands in it."""

    referentiel: Referentiel | None
    erreurs: tuple[Erreur | Constat, ...] = ()
    lieux: Mapping[str, Lieu] = field(default_factory=dict)
    locate: Callable[[Erreur], Erreur | Constat] = lambda erreur: erreur
    traductions: tuple[Traduction, ...] = ()


@dataclass(frozen=True)
class Examen:
    """What publishing would do. ``erreurs`` are in what was sent; ``refus`` says what the versions before forbid.

    ``langues``: what it changes of the translations.
    """

    referentiel: Referentiel | None
    erreurs: tuple[Erreur | Constat, ...] = ()
    refus: tuple[str, ...] = ()
    deja_publie: bool = False
    langues: Ecart = field(default_factory=Ecart)


def get_referentiel(db: Session, referentiel_id: UUID) -> Referentiel:
    """The référentiel of this id. Raises Introuvable."""

    def read() -> Referentiel:
        contenu = db.scalar(select(VersionReferentiel.contenu).where(VersionReferentiel.id == referentiel_id))
        if contenu is None:
            raise Introuvable("Ce référentiel")
        return from_contenu(contenu)

    return _gardes.get(referentiel_id, read)


def get_referentiel_pour(db: Session, referentiel_id: UUID, profil: Profil) -> Referentiel:
    """The référentiel of this id in the words written for this structure, with the law that binds it.

    What one structure reads of itself comes from here; what several read together, from ``get_referentiel``. Raises
    Introuvable.
    """
    commun = get_referentiel(db, referentiel_id)
    simple = simplify(commun, profil)
    return _adaptes.get((referentiel_id, simple), lambda: adapt_referentiel(commun, simple))


def list_criteres(db: Session, trimestres: Sequence[Mapping[str, str]]) -> dict[str, Critere]:
    """By code, the critères that these trimestres ask, the first one's where several name a code.

    Each trimestre as JSON gives it: its ``referentiel``, read once per process, and its ``thematique``.
    """
    criteres: dict[str, Critere] = {}
    for trimestre in trimestres:
        referentiel = get_referentiel(db, UUID(trimestre["referentiel"]))
        for critere in referentiel.demandes(trimestre["thematique"]):
            criteres.setdefault(critere.code, critere)
    return criteres


def list_titres(db: Session, trimestres: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The titles by code of ``list_criteres``."""
    return {code: critere.titre for code, critere in list_criteres(db, trimestres).items()}


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
    return sorted(versions, key=lambda v: (v.cle, tuple(-n for n in parse_semver(v.version))))


def find_version(db: Session, cle: str, version: str | None = None) -> VersionStockee:
    """The stored version of this name, the newest when none is named. Raises Introuvable."""
    for candidate in list_versions(db, cle):
        if version in {None, candidate.version}:
            return candidate
    raise Introuvable(f"Le référentiel « {cle} »" + (f" en version {version}" if version else ""))


def check_import(
    db: Session,
    referentiel: Referentiel,
    lieux: Mapping[str, Lieu] | None = None,
    locate: Callable[[Erreur], object] = str,
) -> VersionStockee | None:
    """Whether a verified référentiel may be stored: None when it may, the stored version when it is there already.

    Raises Refus when that version exists with another content or when the version does not grow, SaisieInvalide when a
    code means something else than in any version before (a retired code is not given to another critère), at the lines
    that ``lieux`` of the verification gives, said as ``locate`` says them.
    """
    # Two imports at once would both believe that they are the newest.
    db.execute(select(func.pg_advisory_xact_lock(func.hashtext("caprse.referentiel"))))
    versions = list_versions(db, referentiel.id)
    for version in versions:
        if version.version == referentiel.version:
            connue = db.scalar(select(VersionReferentiel.empreinte).where(VersionReferentiel.id == version.id))
            if connue == compute_empreinte(referentiel):
                return version
            raise Refus(
                f"La version {referentiel.version} du référentiel « {referentiel.id} » existe déjà avec un autre "
                "contenu. Rien n’a été changé : augmentez le numéro de version."
            )
    if versions and parse_semver(versions[0].version) > parse_semver(referentiel.version):
        raise Refus(
            f"La version {referentiel.version} est plus ancienne que la dernière importée, {versions[0].version}. "
            "Rien n’a été changé : augmentez le numéro de version."
        )
    erreurs = {
        erreur
        for version in versions
        for erreur in verify_stabilite(get_referentiel(db, version.id), referentiel, lieux)
    }
    if erreurs:
        raise SaisieInvalide([str(locate(erreur)) for erreur in sorted(erreurs)])
    return None


def import_referentiel(
    db: Session,
    referentiel: Referentiel,
    lieux: Mapping[str, Lieu] | None = None,
    locate: Callable[[Erreur], object] = str,
) -> tuple[UUID, bool]:
    """Store a verified référentiel as an immutable version; gives its id, and whether it is new.

    The same version with the same content changes nothing. Raises as ``check_import``.
    """
    if (deja := check_import(db, referentiel, lieux, locate)) is not None:
        return deja.id, False
    ligne = VersionReferentiel(
        cle=referentiel.id,
        version=referentiel.version,
        titre=referentiel.titre,
        empreinte=compute_empreinte(referentiel),
        contenu=to_contenu(referentiel),
    )
    db.add(ligne)
    db.flush()
    return ligne.id, True


def list_publiees(unit: Unit) -> list[VersionStockee]:
    """The stored versions, for whoever may publish one. Raises Introuvable for anyone else."""
    unit.check(Operation.UPDATE_REFERENTIEL, *_find_portee(unit), quoi=QUOI)
    return list_versions(unit.db)


def list_traductions_a_relire(unit: Unit, version: VersionStockee) -> list[tuple[str, tuple[str, ...]]]:
    """By language of a stored version, the critères whose French changed under words that did not; none, no line.

    For the animation and the administration; raises Introuvable for anyone else.
    """
    unit.check(Operation.UPDATE_REFERENTIEL, *_find_portee(unit), quoi=QUOI)
    referentiel, numero = get_referentiel(unit.db, version.id), parse_semver(version.version)
    lignes = sorted(list_traductions(unit.db, version.cle), key=lambda ligne: parse_semver(ligne[1]))
    trouvees = []
    for traduction in (traduction for ident, _, traduction in lignes if ident == version.id):
        depuis = parse_semver(traduction.relue_pour or "0.0.0")
        avant = [
            (get_referentiel(unit.db, ident), ancienne)
            for ident, version_avant, ancienne in lignes
            if depuis <= parse_semver(version_avant) < numero and ancienne.langue == traduction.langue
        ]
        if codes := list_a_relire(traduction, referentiel, avant):
            trouvees.append((traduction.nom_francais, tuple(codes)))
    return sorted(trouvees)


def read_depot(octets: bytes, nom: str) -> Depot:
    """What was sent under this name: a folder in a .zip, or else a workbook. Never raises for what it holds."""
    dossier = nom.casefold().endswith(".zip")

    def read() -> Depot:
        if dossier:
            archive = verify_archive(octets)
            return Depot(archive.referentiel, archive.erreurs, archive.lieux, traductions=archive.traductions)
        classeur = read_classeur(octets)
        return Depot(classeur.referentiel, classeur.constats, classeur.lieux, classeur.locate)

    # The page asks at each of its drawings, then once more to publish.
    return _depots.get((dossier, sha256(octets).hexdigest()), read)


def simulate_publication(unit: Unit, octets: bytes, nom: str) -> Examen:
    """What publishing this file would do: every error, or the référentiel that would be stored. Changes nothing.

    For the animation and the administration; raises Introuvable for anyone else.
    """
    unit.check(Operation.UPDATE_REFERENTIEL, *_find_portee(unit), quoi=QUOI)
    depot = read_depot(octets, nom)
    if depot.referentiel is None:
        return Examen(None, depot.erreurs)
    try:
        deja = check_import(unit.db, depot.referentiel, depot.lieux, depot.locate)
        if deja is None:
            return Examen(depot.referentiel, langues=Ecart(tuple(t.nom_francais for t in depot.traductions)))
        langues = compare_traductions(unit.db, deja.id, depot.traductions)
        if langues:
            check_traduire(unit.db, deja.id)
    except SaisieInvalide as refus:
        return Examen(depot.referentiel, refus=refus.raisons)
    except Refus as refus:
        return Examen(depot.referentiel, refus=(str(refus),))
    return Examen(depot.referentiel, deja_publie=True, langues=langues)


def publish_referentiel(unit: Unit, octets: bytes, nom: str) -> tuple[UUID, bool]:
    """Verify this file and store it as a version that will not change; gives its id, and whether it is new.

    Its translations take the place of those before, even where the version is there already. No collectif follows it
    until one of its trimestres does. For the animation and the administration. Raises Introuvable, SaisieInvalide
    with every error, Refus as ``check_import`` and ``check_traduire``.
    """
    unit.check(Operation.UPDATE_REFERENTIEL, *_find_portee(unit), quoi=QUOI)
    depot = read_depot(octets, nom)
    if depot.referentiel is None:
        raise SaisieInvalide([str(erreur) for erreur in depot.erreurs])
    version_id, nouvelle = import_referentiel(unit.db, depot.referentiel, depot.lieux, depot.locate)
    replace_traductions(unit.db, version_id, depot.traductions)
    return version_id, nouvelle


def parse_semver(version: str) -> tuple[int, ...]:
    """The three numbers of a version, which order it."""
    return tuple(int(morceau) for morceau in version.split("."))


def _find_portee(unit: Unit) -> tuple[UUID | None]:
    """A référentiel belongs to no collectif: animating any of them is enough."""
    return (next(iter(unit.acteur.collectifs()), None),)
