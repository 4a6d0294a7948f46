"""Structures of a collectif: listed, added, corrected, never twice the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.annuaire.lignes import TYPE_MANQUANT, build_phrase_proche
from caprse.collectif.modele import Structure
from caprse.collectif.regles import TYPES, check_effectif, check_structure, format_structure
from caprse.collectif.requetes import LIST_HOMONYMES
from caprse.collectif.service import get_collectif
from caprse.socle.base import sort_by_name
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.francais import fold_commune, fold_nom
from caprse.socle.signes import clean_ligne

QUOI = "Cette structure"
RIEN = "Rien n’a été modifié."


@dataclass(frozen=True)
class Taille:
    """How many people a structure employs (None: not said), and the version of what was read."""

    effectif: int | None
    version: int


def list_noms(unit: Unit, collectif_id: UUID) -> dict[UUID, str]:
    """The structures of a collectif by name, as far as row-level security lets the actor see them."""
    requete = (
        select(Structure.id, Structure.nom)
        .where(Structure.collectif_id == collectif_id)
        .order_by(*sort_by_name(Structure.nom), Structure.id)
    )
    return {ligne.id: ligne.nom for ligne in unit.db.execute(requete)}


def create_structure(
    unit: Unit,
    collectif_id: UUID,
    *,
    nom: str,
    types: Sequence[str],
    departement: str,
    commune: str,
    effectif: int | None = None,
) -> UUID:
    """Add one structure, without adhésion. For animation and administration.

    One with the name of another in its département is to check. Raises Introuvable, SaisieInvalide with every reason,
    Refus when the collectif has it already.
    """
    collectif = get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF)
    fiche = _read_fiche(nom, types, departement, commune, effectif)
    a_verifier = _check_homonymes(unit, collectif.id, fiche)
    ligne = Structure(collectif_id=collectif.id, **fiche, a_verifier=a_verifier)
    try:
        with unit.db.begin_nested():
            unit.db.add(ligne)
    except IntegrityError as erreur:
        raise Refus(f"Une structure du collectif porte déjà ce nom dans cette commune. {RIEN}") from erreur
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
    effectif: int | None = None,
) -> int:
    """Correct a structure, which also settles what was to check; returns its new version.

    For its direction, the animation and the administration. Raises Introuvable, SaisieInvalide, Refus when someone
    else changed it meanwhile or when another structure has this name in this place.
    """
    unit.check(Operation.UPDATE_STRUCTURE, collectif_id, structure_id, QUOI)
    fiche = _read_fiche(nom, types, departement, commune, effectif)
    ancienne = unit.db.execute(
        select(Structure.nom, Structure.departement, Structure.commune).where(
            Structure.collectif_id == collectif_id, Structure.id == structure_id
        )
    ).one_or_none()
    if ancienne is None:
        raise Introuvable(QUOI)
    valeurs: dict[str, Any] = {**fiche, "a_verifier": []}
    if _build_identite(*ancienne) != _build_identite(fiche["nom"], fiche["departement"], fiche["commune"]):
        valeurs |= {"a_verifier": _check_homonymes(unit, collectif_id, fiche, structure_id), "doublon": False}
    return _write(unit, collectif_id, structure_id, version, **valeurs)


def get_taille(unit: Unit, collectif_id: UUID, structure_id: UUID) -> Taille:
    """How many people this structure employs, for whoever may correct it. Raises Introuvable."""
    unit.check(Operation.UPDATE_STRUCTURE, collectif_id, structure_id, QUOI)
    ligne = unit.db.execute(
        select(Structure.effectif, Structure.version).where(
            Structure.collectif_id == collectif_id, Structure.id == structure_id
        )
    ).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return Taille(ligne.effectif, ligne.version)


def update_effectif(unit: Unit, collectif_id: UUID, structure_id: UUID, version: int, effectif: int | None) -> int:
    """Say how many people a structure employs, and nothing else of it; returns the new version.

    For its direction, the animation and the administration. Raises Introuvable, SaisieInvalide, Refus when someone
    else changed it meanwhile.
    """
    unit.check(Operation.UPDATE_STRUCTURE, collectif_id, structure_id, QUOI)
    if raisons := check_effectif(effectif):
        raise SaisieInvalide(raisons)
    return _write(unit, collectif_id, structure_id, version, effectif=effectif)


def confirm_structure(unit: Unit, collectif_id: UUID, structure_id: UUID, version: int) -> int:
    """Say that what was to check is right as it stands; returns the new version. Same rights and errors."""
    unit.check(Operation.UPDATE_STRUCTURE, collectif_id, structure_id, QUOI)
    return _write(unit, collectif_id, structure_id, version, a_verifier=[])


def update_types(unit: Unit, collectif_id: UUID, structure_id: UUID, version: int, types: Sequence[str]) -> int:
    """Change the types alone, which settles what was to check of them and nothing else; returns the new version.

    Same rights and errors as `update_structure`.
    """
    unit.check(Operation.UPDATE_STRUCTURE, collectif_id, structure_id, QUOI)
    voulus = list(dict.fromkeys(types))
    if set(voulus) - set(TYPES):
        raise SaisieInvalide([f"Les types possibles sont : {', '.join(TYPES)}."])
    ici = (Structure.collectif_id == collectif_id, Structure.id == structure_id)
    a_verifier = unit.db.scalar(select(Structure.a_verifier).where(*ici))
    if a_verifier is None:
        raise Introuvable(QUOI)
    restent = [phrase for phrase in a_verifier if phrase != TYPE_MANQUANT or not voulus]
    return _write(unit, collectif_id, structure_id, version, types=voulus, a_verifier=restent)


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
        raise Refus(f"Une autre structure du collectif porte déjà ce nom dans cette commune. {RIEN}") from erreur
    if nouvelle is not None:
        return nouvelle
    if unit.db.scalar(select(Structure.version).where(*ici)) is None:
        raise Introuvable(QUOI)
    raise Refus("Quelqu’un a modifié cette structure entre-temps. Rechargez la page, puis recommencez.")


def _read_fiche(
    nom: str, types: Sequence[str], departement: str, commune: str, effectif: int | None
) -> dict[str, Any]:
    """What was typed, as it is kept. Raises SaisieInvalide with every reason."""
    nom, commune, departement = clean_ligne(nom), clean_ligne(commune), clean_ligne(departement).upper()
    if raisons := check_structure(nom, types, departement, commune, effectif):
        raise SaisieInvalide(raisons)
    return {
        "nom": nom,
        "types": list(dict.fromkeys(types)),
        "departement": departement,
        "commune": commune,
        "effectif": effectif,
    }


def _build_identite(nom: str, departement: str, commune: str) -> tuple[str, str, str]:
    return fold_nom(nom), departement, fold_commune(commune)


def _check_homonymes(unit: Unit, collectif_id: UUID, fiche: Mapping[str, Any], sauf: UUID | None = None) -> list[str]:
    """What to check of a structure whose name others have, as far as the person sees them.

    Raises Refus with the name of the one that it is, or may be when its place is not known.
    """
    homonymes = unit.db.execute(
        LIST_HOMONYMES,
        {
            "collectif": collectif_id,
            "sauf": sauf,
            "nom": fiche["nom"],
            "departement": fiche["departement"],
            "commune": fiche["commune"],
        },
    ).all()
    if not homonymes:
        return []
    premier = homonymes[0]
    deja = format_structure(premier.nom, premier.commune, premier.departement)
    if premier.meme_lieu:
        raise Refus(
            f"« {deja} » est déjà dans ce collectif : ce nom et ce lieu sont les siens. {RIEN} Si c’est une autre "
            "structure, précisez son nom, ou le département et la commune de chacune."
        )
    return [build_phrase_proche(deja)]
