"""The structures of a collectif as its animation and its operator list them; and the one that a typed name means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.membres.requetes import LIST_STRUCTURES
from caprse.collectif.regles import format_structure
from caprse.socle.erreurs import Refus
from caprse.socle.francais import fold_nom


@dataclass(frozen=True)
class StructureListee:
    """One line of the list: ``du`` and ``au`` of the latest adhésion, ``comptes`` how many people may log in.

    ``sans_carnet``: a member today that has no carnet of the open trimestre. ``carnet_vide``: it has one that holds no
    answer.
    """

    id: UUID
    nom: str
    types: tuple[str, ...]
    departement: str
    commune: str
    effectif: int | None
    a_verifier: tuple[str, ...]
    montre_son_nom: bool
    version: int
    du: date | None
    au: date | None
    comptes: int
    sans_carnet: bool
    carnet_vide: bool = False

    @property
    def libelle(self) -> str:
        return format_structure(self.nom, self.commune, self.departement)

    def is_adherente(self, jour: date) -> bool:
        return self.du is not None and self.du <= jour and (self.au is None or jour <= self.au)


def list_structures(unit: Unit, collectif_id: UUID) -> tuple[StructureListee, ...]:
    """The structures of a collectif, by name, in one query. For animation and administration. Raises Introuvable."""
    unit.check(Operation.UPDATE_COLLECTIF, collectif_id, quoi="Ce collectif")
    lignes = unit.db.execute(
        LIST_STRUCTURES,
        {
            "collectif": collectif_id,
            "jour": unit.today,
            "voit_carnets": unit.acteur.can(Operation.GET_CARNET, collectif_id),
        },
    )
    return tuple(_build_ligne(ligne._mapping) for ligne in lignes)


def match_structures(structures: Iterable[StructureListee], texte: str) -> list[StructureListee]:
    """The structures that a typed name may mean: ``AILES``, ``ailes (Revel)`` or ``AILES (REVEL, 81)``."""
    voulu = fold_nom(texte)

    def is_named(structure: StructureListee) -> bool:
        lieux = ("", structure.commune, f"{structure.commune} {structure.departement}", structure.departement)
        return any(fold_nom(f"{structure.nom} {lieu}") == voulu for lieu in lieux)

    return [structure for structure in structures if is_named(structure)]


def find_structure(structures: Sequence[StructureListee], texte: str) -> StructureListee:
    """The one structure that a typed name means. Raises Refus with the candidates when it is none or several."""
    trouvees = match_structures(structures, texte)
    if len(trouvees) == 1:
        return trouvees[0]
    if trouvees:
        liste = " ; ".join(structure.libelle for structure in trouvees)
        raise Refus(f"« {texte} » désigne {len(trouvees)} structures : {liste}. Précisez le lieu entre parenthèses.")
    noms = {fold_nom(structure.nom): structure.libelle for structure in structures}
    proches = get_close_matches(fold_nom(re.sub(r"\(.*", "", texte)), noms, n=3, cutoff=0.6)
    conseil = f" Vouliez-vous dire : {' ; '.join(noms[proche] for proche in proches)} ?" if proches else ""
    raise Refus(f"Aucune structure de ce collectif ne s’appelle « {texte} ».{conseil}")


def _build_ligne(ligne: Any) -> StructureListee:
    valeurs = dict(ligne)
    return StructureListee(**valeurs | {"types": tuple(valeurs["types"]), "a_verifier": tuple(valeurs["a_verifier"])})
