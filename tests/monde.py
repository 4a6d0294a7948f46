"""The people of the tests: two structures of a collectif, a third elsewhere, and everyone who could want to look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caprse.acces.modele import Compte, Habilitation
from caprse.acces.regles import Role
from caprse.acces.unite import Unit, open_unit_systeme
from caprse.carnet.modele import Carnet
from caprse.collectif.modele import Adhesion, Collectif, Structure, Trimestre
from caprse.referentiel.codec import to_contenu
from caprse.referentiel.modele import VersionReferentiel
from caprse.referentiel.schema import Referentiel
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel

# What the plain world answers: two thématiques of five critères.
REFERENTIEL = build_referentiel(themes=2)


@dataclass(frozen=True)
class Monde:
    """Ids of everything."""

    collectif: UUID
    ailleurs: UUID
    structures: tuple[UUID, ...]
    structure_ailleurs: UUID
    referentiel: UUID
    trimestre: UUID
    trimestre_ailleurs: UUID
    carnets: tuple[UUID, ...]
    carnet_ailleurs: UUID
    comptes: dict[str, UUID]
    criteres: tuple[str, ...]
    enjeux: tuple[str, ...]


PERSONNES: dict[str, tuple[Role | None, int | None]] = {
    # Alice directs structure 0, Ali contributes, Aya reads; Bob directs structure 1.
    "alice": (Role.DIRECTION, 0),
    "ali": (Role.CONTRIBUTION, 0),
    "aya": (Role.LECTURE, 0),
    "bob": (Role.DIRECTION, 1),
    "anna": (Role.ANIMATION, None),
    "adam": (Role.ADMINISTRATION, None),
    "fanny": (Role.FEDERATION, None),
    "personne": (None, None),
}


def create_plain_monde(installation: Installation) -> Monde:
    """The world of whoever needs no other: two structures that answer ``REFERENTIEL``."""
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL))


def create_monde(
    installation: Installation, referentiel: Referentiel, contenu: dict[str, object], structures: int = 2
) -> Monde:
    """A collectif with an open trimestre on the first thématique; a second collectif with one structure.

    ``charlie`` directs the structure elsewhere, ``clara`` animates that collectif.
    """
    with open_unit_systeme(installation) as unit:
        version = VersionReferentiel(
            cle=referentiel.id,
            version=referentiel.version,
            titre=referentiel.titre,
            empreinte="essai",
            contenu=contenu,
        )
        unit.db.add(version)
        unit.db.flush()
        collectif, ids, trimestre, carnets = _create_collectif(
            unit, "Collectif A", structures, version.id, referentiel
        )
        ailleurs, ids_b, trimestre_b, carnets_b = _create_collectif(unit, "Collectif B", 1, version.id, referentiel)
        comptes = {}
        for nom, (role, rang) in PERSONNES.items():
            structure = ids[rang] if rang is not None else None
            tenant = collectif if structure is not None or role is Role.ANIMATION else None
            comptes[nom] = _create_personne(unit, nom, role, tenant, structure)
        comptes["charlie"] = _create_personne(unit, "charlie", Role.DIRECTION, ailleurs, ids_b[0])
        comptes["clara"] = _create_personne(unit, "clara", Role.ANIMATION, ailleurs, None)
    criteres = tuple(c.code for t in referentiel.capsule(referentiel.ordre[0]) for c in t.criteres)
    enjeux = tuple(e.code for code in referentiel.ordre for e in referentiel.thematique(code).enjeux)
    return Monde(
        collectif,
        ailleurs,
        ids,
        ids_b[0],
        version.id,
        trimestre,
        trimestre_b,
        carnets,
        carnets_b[0],
        comptes,
        criteres,
        enjeux,
    )


def add_personne(monde: Monde, nom: str, role: Role, structure: UUID | None = None) -> UUID:
    """One more person in collectif A, in that structure if any; she is then among ``monde.comptes``."""
    with open_unit_systeme() as unit:
        monde.comptes[nom] = _create_personne(unit, nom, role, monde.collectif, structure)
    return monde.comptes[nom]


def _create_collectif(
    unit: Unit, nom: str, nombre: int, version: UUID, referentiel: Referentiel
) -> tuple[UUID, tuple[UUID, ...], UUID, tuple[UUID, ...]]:
    collectif = Collectif(nom=nom, debut=date(2025, 9, 16), mois=19)
    unit.db.add(collectif)
    unit.db.flush()
    structures = [
        Structure(collectif_id=collectif.id, nom=f"{nom} – structure {rang}", types=["AI"]) for rang in range(nombre)
    ]
    trimestre = Trimestre(
        collectif_id=collectif.id,
        numero=1,
        thematique=referentiel.ordre[0],
        referentiel_id=version,
        debut=date(2026, 1, 16),
        fin=date(2026, 4, 15),
        etat="ouvert",
    )
    unit.db.add_all([*structures, trimestre])
    unit.db.flush()
    unit.db.add_all(Adhesion(collectif_id=collectif.id, structure_id=s.id, du=date(2025, 9, 16)) for s in structures)
    carnets = [Carnet(collectif_id=collectif.id, trimestre_id=trimestre.id, structure_id=s.id) for s in structures]
    unit.db.add_all(carnets)
    unit.db.flush()
    return collectif.id, tuple(s.id for s in structures), trimestre.id, tuple(c.id for c in carnets)


def _create_personne(unit: Unit, nom: str, role: Role | None, collectif: UUID | None, structure: UUID | None) -> UUID:
    compte = Compte(courriel=f"{nom}@exemple.test", nom=nom.capitalize())
    unit.db.add(compte)
    unit.db.flush()
    if role is not None:
        unit.db.add(Habilitation(compte_id=compte.id, role=role, collectif_id=collectif, structure_id=structure))
        unit.db.flush()
    return compte.id
