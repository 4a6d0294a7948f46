"""Structures of a collectif: import them from the directory, list them, find them, correct them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.annuaire import LigneAnnuaire
from caprse.collectif.modele import Structure
from caprse.collectif.regles import check_structure
from caprse.collectif.requetes import ADD_STRUCTURES, COMPARE_STRUCTURES
from caprse.collectif.service import get_collectif
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_ligne

QUOI = "Cette structure"


@dataclass(frozen=True)
class BilanImport:
    """What an import did. ``a_verifier``: one sentence for each structure that someone must look at."""

    creees: int
    inchangees: int
    differentes: int
    a_verifier: tuple[str, ...]


def list_noms(unit: Unit, collectif_id: UUID) -> dict[UUID, str]:
    """The structures of a collectif by name, as far as row-level security lets the actor see them."""
    requete = (
        select(Structure.id, Structure.nom)
        .where(Structure.collectif_id == collectif_id)
        .order_by(func.lower(Structure.nom), Structure.id)
    )
    return {ligne.id: ligne.nom for ligne in unit.db.execute(requete)}


def import_structures(unit: Unit, collectif_id: UUID, lignes: Sequence[LigneAnnuaire]) -> BilanImport:
    """Add the structures of a directory that the collectif does not have yet; change and merge none.

    A structure is the same when name, département and commune are (whatever the case), so running it again, or twice
    at once, creates nothing more. A line whose types differ from those kept is reported. Raises Introuvable.
    """
    collectif = get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF)
    valeurs = {"collectif": collectif.id, "lignes": Jsonb([_to_json(ligne) for ligne in lignes])}
    creees = len(unit.db.execute(ADD_STRUCTURES, valeurs).all())
    differentes = 0
    a_verifier = []
    for ligne in unit.db.execute(COMPARE_STRUCTURES, valeurs):
        lieu = f"{ligne.nom} ({ligne.commune})" if ligne.commune else ligne.nom
        a_verifier += [f"{lieu} : {phrase}." for phrase in ligne.a_verifier]
        if ligne.annuaire and set(ligne.annuaire) != set(ligne.types):
            differentes += 1
            a_verifier.append(
                f"{lieu} : l'annuaire indique {_show_types(ligne.annuaire)}, le cahier {_show_types(ligne.types)} ; "
                "rien n'a été changé."
            )
    return BilanImport(creees, len(lignes) - creees - differentes, differentes, tuple(a_verifier))


def create_structure(
    unit: Unit, collectif_id: UUID, *, nom: str, types: Sequence[str], departement: str, commune: str
) -> UUID:
    """Add one structure, without adhésion. For animation and administration.

    Raises Introuvable, SaisieInvalide with every reason, Refus when the collectif has it already.
    """
    collectif = get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF)
    nom, commune, departement = clean_ligne(nom), clean_ligne(commune), clean_ligne(departement).upper()
    if raisons := check_structure(nom, types, departement, commune):
        raise SaisieInvalide(raisons)
    ligne = Structure(
        collectif_id=collectif.id,
        nom=nom,
        types=list(dict.fromkeys(types)),
        departement=departement,
        commune=commune,
    )
    try:
        with unit.db.begin_nested():
            unit.db.add(ligne)
    except IntegrityError as erreur:
        raise Refus("Une structure du collectif porte déjà ce nom dans cette commune.") from erreur
    return ligne.id


def update_structure(
    unit: Unit,
    collectif_id: UUID,
    structure_id: UUID,
    version: int,
    *,
    nom: str,
    types: Sequence[str],
    departement: str,
    commune: str,
) -> int:
    """Correct a structure, which also settles what was to check; returns its new version.

    For its direction, the animation and the administration. Raises Introuvable, SaisieInvalide, Refus when someone
    else changed it meanwhile or when another structure has this name in this place.
    """
    unit.check(Operation.UPDATE_STRUCTURE, collectif_id, structure_id, QUOI)
    nom, commune, departement = clean_ligne(nom), clean_ligne(commune), clean_ligne(departement).upper()
    if raisons := check_structure(nom, types, departement, commune):
        raise SaisieInvalide(raisons)
    return _write(
        unit,
        collectif_id,
        structure_id,
        version,
        nom=nom,
        types=list(dict.fromkeys(types)),
        departement=departement,
        commune=commune,
        a_verifier=[],
    )


def confirm_structure(unit: Unit, collectif_id: UUID, structure_id: UUID, version: int) -> int:
    """Say that what was to check is right as it stands; returns the new version. Same rights and errors."""
    unit.check(Operation.UPDATE_STRUCTURE, collectif_id, structure_id, QUOI)
    return _write(unit, collectif_id, structure_id, version, a_verifier=[])


def _write(unit: Unit, collectif_id: UUID, structure_id: UUID, version: int, **valeurs: Any) -> int:
    ici = (Structure.collectif_id == collectif_id, Structure.id == structure_id)
    try:
        with unit.db.begin_nested():
            nouvelle = unit.db.execute(
                update(Structure)
                .where(*ici, Structure.version == version)
                .values(**valeurs, version=version + 1)
                .returning(Structure.version)
            ).scalar_one_or_none()
    except IntegrityError as erreur:
        raise Refus("Une autre structure du collectif porte déjà ce nom dans cette commune.") from erreur
    if nouvelle is not None:
        return nouvelle
    if unit.db.scalar(select(Structure.version).where(*ici)) is None:
        raise Introuvable(QUOI)
    raise Refus("Quelqu'un a modifié cette structure entre-temps. Rechargez la page, puis recommencez.")


def _to_json(ligne: LigneAnnuaire) -> dict[str, Any]:
    return {
        "rang": ligne.rang,
        "nom": ligne.nom,
        "types": list(ligne.types),
        "departement": ligne.departement,
        "commune": ligne.commune,
        "a_verifier": list(ligne.a_verifier),
    }


def _show_types(types: Sequence[str]) -> str:
    return "/".join(types) or "aucun type"
