"""The invented people of the demonstration, whose addresses exist nowhere; the key that one of them made."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from caprse.acces.connexion.demo import COMPTES_DEMO, COURRIEL_AU_BILAN, NOM_AU_BILAN, NOMS_DEMO
from caprse.acces.modele import Compte, Habilitation
from caprse.acces.regles import ROLES_DE_STRUCTURE, Role
from caprse.acces.unite import Unit, hash_jeton
from caprse.demo.fiction import tell
from caprse.demo.lots import insert_lot
from caprse.echanges.lecture_api.modele import CleLecture
from caprse.echanges.lecture_api.regles import Portee

# Creates the people of a collectif, given its structures and who animates it; gives those that answer, by structure.
CreateGens = Callable[[Unit, UUID, Sequence[UUID], UUID], dict[UUID, tuple[UUID, ...]]]
Personne = tuple[str, str, Role, UUID | None]

CLE = "Tableau Grist de la délégation"
CLE_FAITE_IL_Y_A, CLE_DUREE, CLE_LUE_IL_Y_A = timedelta(days=40), timedelta(days=365), timedelta(hours=3)


def create_comptes(
    unit: Unit, collectif_id: UUID, structures: Sequence[UUID], animation: UUID
) -> dict[UUID, tuple[UUID, ...]]:
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
    return _create(unit, collectif_id, personnes, animation)


def create_comptes_voisins(
    unit: Unit, collectif_id: UUID, structures: Sequence[UUID], animation: UUID
) -> dict[UUID, tuple[UUID, ...]]:
    """Who animates the neighbouring collectif, and a direction for each of its structures."""
    voisine = ("animation-voisine@demo.exemple", "Animation voisine (démonstration)", Role.ANIMATION, None)
    # The first one is whose place a visitor takes.
    directions = [
        (
            f"voisine-{rang}@demo.exemple" if rang > 1 else COURRIEL_AU_BILAN,
            f"Direction voisine {rang} (inventée)" if rang > 1 else NOM_AU_BILAN,
            Role.DIRECTION,
            structure,
        )
        for rang, structure in enumerate(structures, start=1)
    ]
    return _create(unit, collectif_id, [voisine, *directions], animation)


def _create(
    unit: Unit, collectif_id: UUID, personnes: Sequence[Personne], animation: UUID
) -> dict[UUID, tuple[UUID, ...]]:
    """The accounts and their roles; gives those that answer, by structure, in order."""
    comptes = [animation if role is Role.ANIMATION else uuid4() for _, _, role, _ in personnes]
    insert_lot(
        unit.db,
        Compte,
        [
            {"id": compte_id, "courriel": courriel, "nom": nom, "demo": True, "cree_le": unit.now}
            for compte_id, (courriel, nom, _, _) in zip(comptes, personnes, strict=True)
        ],
    )
    habilitations = [
        {
            "compte_id": compte_id,
            "role": role.value,
            "collectif_id": collectif_id if structure or role is Role.ANIMATION else None,
            "structure_id": structure,
            "cree_le": unit.now,
        }
        for compte_id, (_, _, role, structure) in zip(comptes, personnes, strict=True)
    ]
    # Whoever administers lets the animation in, and the animation those of the structures.
    administration = unit.db.scalars(
        select(Compte.id).where(Compte.courriel == COMPTES_DEMO[Role.ADMINISTRATION])
    ).one()
    tell(unit, unit.now, administration)
    insert_lot(unit.db, Habilitation, [ligne for ligne in habilitations if ligne["structure_id"] is None])
    tell(unit, unit.now, animation)
    insert_lot(unit.db, Habilitation, [ligne for ligne in habilitations if ligne["structure_id"] is not None])
    auteurs: dict[UUID, tuple[UUID, ...]] = {}
    for compte_id, (_, _, role, structure) in zip(comptes, personnes, strict=True):
        if structure is not None and role in {Role.DIRECTION, Role.CONTRIBUTION}:
            auteurs[structure] = (*auteurs.get(structure, ()), compte_id)
    return auteurs


def create_cle(unit: Unit, collectif_id: UUID, animation: UUID) -> None:
    """A key by which a program reads the collectif: made by its animation, used since. Nobody holds its secret."""
    faite = unit.now - CLE_FAITE_IL_Y_A
    tell(unit, faite, animation)
    cle = insert(CleLecture).values(
        collectif_id=collectif_id,
        nom=CLE,
        portees=[Portee.ENSEMBLE, Portee.REFERENTIEL, Portee.RENCONTRES],
        empreinte=hash_jeton(secrets.token_urlsafe()),
        cree_par=animation,
        cree_le=faite,
        expire_le=faite + CLE_DUREE,
    )
    identite = unit.db.scalar(cle.returning(CleLecture.id))
    unit.db.execute(update(CleLecture).where(CleLecture.id == identite).values(lue_le=unit.now - CLE_LUE_IL_Y_A))
