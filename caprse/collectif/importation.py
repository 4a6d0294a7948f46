"""A directory and the structures that a collectif has: what an import would do, and doing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.annuaire.lignes import LigneAnnuaire, build_phrase_proche
from caprse.collectif.regles import format_structure
from caprse.collectif.requetes import ADD_STRUCTURES, COMPARE_STRUCTURES, FIND_PROCHES
from caprse.collectif.service import get_collectif


class Sort(StrEnum):
    """What becomes of a structure of the directory."""

    NOUVELLE = "nouvelle"
    INCHANGEE = "inchangee"
    DIFFERENTE = "differente"


@dataclass(frozen=True)
class LigneExaminee:
    """A structure of the directory beside what the collectif has: ``structure_id`` is None while it is not there.

    ``libelle`` is how the collectif writes it; ``a_verifier`` holds one sentence for each thing to look at.
    """

    ligne: LigneAnnuaire
    sort: Sort
    structure_id: UUID | None
    libelle: str
    a_verifier: tuple[str, ...]


@dataclass(frozen=True)
class BilanImport:
    """What an import did, or would do. ``a_verifier``: one sentence for each thing that someone must look at."""

    lignes: tuple[LigneExaminee, ...]
    creees: int

    @property
    def inchangees(self) -> int:
        return len(self.lignes) - self.creees - self.differentes

    @property
    def differentes(self) -> int:
        return sum(examinee.sort is Sort.DIFFERENTE for examinee in self.lignes)

    @property
    def a_verifier(self) -> tuple[str, ...]:
        return tuple(f"{li.libelle} : {phrase}." for li in self.lignes for phrase in li.a_verifier)


def examine_structures(unit: Unit, collectif_id: UUID, lignes: Sequence[LigneAnnuaire]) -> BilanImport:
    """What importing these structures would do; nothing is written. Raises Introuvable."""
    collectif = get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF)
    return _compare(unit, collectif.id, _flag_proches(unit, collectif.id, lignes))


def import_structures(unit: Unit, collectif_id: UUID, lignes: Sequence[LigneAnnuaire]) -> BilanImport:
    """Add the structures of a directory that the collectif does not have yet; change and merge none.

    A structure is the same when name, département and commune are, in their normal form: running it again, or twice at
    once, creates nothing more. A line whose types differ from those kept is reported; so is one whose name another
    structure has nearby. Raises Introuvable.
    """
    collectif = get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF)
    signalees = _flag_proches(unit, collectif.id, lignes)
    valeurs = {"collectif": collectif.id, "lignes": Jsonb([_to_json(ligne) for ligne in signalees])}
    creees = len(unit.db.execute(ADD_STRUCTURES, valeurs).all())
    return replace(_compare(unit, collectif.id, signalees), creees=creees)


def _flag_proches(unit: Unit, collectif_id: UUID, lignes: Sequence[LigneAnnuaire]) -> list[LigneAnnuaire]:
    """The same lines; those whose name a structure of the collectif has nearby say so."""
    valeurs = {"collectif": collectif_id, "lignes": Jsonb([_to_json(ligne) for ligne in lignes])}
    proches: dict[int, list[str]] = defaultdict(list)
    for proche in unit.db.execute(FIND_PROCHES, valeurs):
        proches[proche.rang].append(format_structure(proche.nom, proche.commune, proche.departement))
    return [
        replace(ligne, a_verifier=(*ligne.a_verifier, build_phrase_proche(proches[ligne.rang][0])))
        if ligne.rang in proches
        else ligne
        for ligne in lignes
    ]


def _compare(unit: Unit, collectif_id: UUID, lignes: Sequence[LigneAnnuaire]) -> BilanImport:
    valeurs = {"collectif": collectif_id, "lignes": Jsonb([_to_json(ligne) for ligne in lignes])}
    connues = {connue.rang: connue for connue in unit.db.execute(COMPARE_STRUCTURES, valeurs)}
    examinees = tuple(_examine(ligne, connues.get(ligne.rang)) for ligne in lignes)
    return BilanImport(examinees, sum(examinee.sort is Sort.NOUVELLE for examinee in examinees))


def _examine(ligne: LigneAnnuaire, connue: Any) -> LigneExaminee:
    if connue is None:
        return LigneExaminee(ligne, Sort.NOUVELLE, None, ligne.libelle, ligne.a_verifier)
    libelle = f"{connue.nom} ({connue.commune})" if connue.commune else connue.nom
    doutes = tuple(connue.a_verifier)
    if not ligne.types or set(ligne.types) == set(connue.types):
        return LigneExaminee(ligne, Sort.INCHANGEE, connue.id, libelle, doutes)
    ecart = (
        f"l’annuaire indique {_show_types(ligne.types)}, le cahier {_show_types(connue.types)} ; rien n’a été changé"
    )
    return LigneExaminee(ligne, Sort.DIFFERENTE, connue.id, libelle, (*doutes, ecart))


def _to_json(ligne: LigneAnnuaire) -> dict[str, Any]:
    return {
        "rang": ligne.rang,
        "nom": ligne.nom,
        "types": list(ligne.types),
        "departement": ligne.departement,
        "commune": ligne.commune,
        "effectif": ligne.effectif,
        "a_verifier": list(ligne.a_verifier),
    }


def _show_types(types: Sequence[str]) -> str:
    return "/".join(types) or "aucun type"
