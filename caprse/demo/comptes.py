"""The invented people of the demonstration. Their addresses exist nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from caprse.acces.connexion.demo import COMPTES_DEMO, NOMS_DEMO
from caprse.acces.modele import Compte, Habilitation
from caprse.acces.regles import ROLES_DE_STRUCTURE, Role
from caprse.acces.unite import Unit
from caprse.demo.lots import insert_lot


def create_comptes(unit: Unit, collectif_id: UUID, structures: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """One account per role, those of a structure in the first one, and a direction for each other structure.

    Returns the accounts that answer, by structure, its direction first.
    """
    personnes = [
        (COMPTES_DEMO[role], NOMS_DEMO[role], role, structures[0] if role in ROLES_DE_STRUCTURE else None)
        for role in Role
    ] + [
        (f"direction-{rang}@demo.exemple", f"Direction de la structure {rang} (inventée)", Role.DIRECTION, structure)
        for rang, structure in enumerate(structures[1:], start=2)
    ]
    comptes = [uuid4() for _ in personnes]
    insert_lot(
        unit.db,
        Compte,
        [
            {"id": compte_id, "courriel": courriel, "nom": nom, "demo": True}
            for compte_id, (courriel, nom, _, _) in zip(comptes, personnes, strict=True)
        ],
    )
    insert_lot(
        unit.db,
        Habilitation,
        [
            {
                "compte_id": compte_id,
                "role": role.value,
                "collectif_id": collectif_id if structure or role is Role.ANIMATION else None,
                "structure_id": structure,
            }
            for compte_id, (_, _, role, structure) in zip(comptes, personnes, strict=True)
        ],
    )
    auteurs: dict[UUID, tuple[UUID, ...]] = {}
    for compte_id, (_, _, role, structure) in zip(comptes, personnes, strict=True):
        if structure is not None and role in {Role.DIRECTION, Role.CONTRIBUTION}:
            auteurs[structure] = (*auteurs.get(structure, ()), compte_id)
    return auteurs
