"""Names of collectifs and structures, for the room that gives roles there.

The one exception to « SQL obeys the arrows »: these two tables belong to a room above. It is safe because it is small:
this module and ``comptes/requetes.py`` alone name them, only to read names, and the few columns they need are declared
here, so that the models above are not imported.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, Uuid, and_, column, func, select, table

from caprse.acces.modele import Invitation
from caprse.acces.regles import ROLES_DE_STRUCTURE, Operation, Role
from caprse.acces.unite import Unit
from caprse.socle.base import sort_by_name
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.francais import fold, fold_nom

_COLLECTIF = table("collectif", column("id", Uuid), column("nom", String))
_STRUCTURE = table(
    "structure", column("id", Uuid), column("collectif_id", Uuid), column("nom", String), column("commune", String)
)


@dataclass(frozen=True)
class Lieu:
    """Where a role holds: a structure of a collectif, a collectif, or the whole installation (no id at all)."""

    collectif_id: UUID | None
    structure_id: UUID | None
    collectif: str = ""
    structure: str = ""

    @property
    def nom(self) -> str:
        return self.structure or self.collectif


def get_lieu(unit: Unit, collectif_id: UUID | None, structure_id: UUID | None) -> Lieu:
    """The place with its names, as far as the person may see it. Raises Introuvable."""
    if collectif_id is None:
        if structure_id is not None:
            raise Introuvable("Cette structure")
        return Lieu(None, None)
    ligne = unit.db.execute(
        select(_COLLECTIF.c.nom, _STRUCTURE.c.nom)
        .select_from(_COLLECTIF)
        .outerjoin(_STRUCTURE, and_(_STRUCTURE.c.collectif_id == _COLLECTIF.c.id, _STRUCTURE.c.id == structure_id))
        .where(_COLLECTIF.c.id == collectif_id)
    ).one_or_none()
    if ligne is None or (structure_id is not None and ligne[1] is None):
        raise Introuvable("Cette structure" if structure_id is not None else "Ce collectif")
    return Lieu(collectif_id, structure_id, ligne[0], ligne[1] or "")


def list_structures_gerees(unit: Unit) -> list[Lieu]:
    """Structures whose accesses the person may manage, by name: their own, or all those of their collectifs."""
    acteur = unit.acteur
    requete = (
        select(_COLLECTIF.c.id, _STRUCTURE.c.id, _COLLECTIF.c.nom, _STRUCTURE.c.nom)
        .select_from(_STRUCTURE)
        .join(_COLLECTIF, _COLLECTIF.c.id == _STRUCTURE.c.collectif_id)
        .order_by(*sort_by_name(_STRUCTURE.c.nom), _STRUCTURE.c.commune, _STRUCTURE.c.id)
    )
    if not acteur.can(Operation.UPDATE_INSTALLATION):
        dirigees = [d.structure_id for d in acteur.structures() if d.role is Role.DIRECTION]
        requete = requete.where(
            _STRUCTURE.c.id.in_(dirigees) | _STRUCTURE.c.collectif_id.in_(acteur.collectifs((Role.ANIMATION,)))
        )
    return [Lieu(*ligne) for ligne in unit.db.execute(requete)]


def list_collectifs(unit: Unit) -> list[Lieu]:
    """Collectifs the person may see, by name."""
    lignes = unit.db.execute(select(_COLLECTIF.c.id, _COLLECTIF.c.nom).order_by(*sort_by_name(_COLLECTIF.c.nom)))
    return [Lieu(id_, None, nom) for id_, nom in lignes]


def get_noms_structures(unit: Unit, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of these structures, as far as the person may see them."""
    return dict(unit.db.execute(select(_STRUCTURE.c.id, _STRUCTURE.c.nom).where(_STRUCTURE.c.id.in_(ids))).all())


def get_noms_collectifs(unit: Unit, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of these collectifs, as far as the person may see them."""
    return dict(unit.db.execute(select(_COLLECTIF.c.id, _COLLECTIF.c.nom).where(_COLLECTIF.c.id.in_(ids))).all())


def add_noms(invitations: Select[Any]) -> Select[Any]:
    """The same query, each invitation followed by the names of its collectif and of its structure."""
    return (
        invitations.add_columns(_COLLECTIF.c.nom, _STRUCTURE.c.nom)
        .outerjoin(_COLLECTIF, _COLLECTIF.c.id == Invitation.collectif_id)
        .outerjoin(
            _STRUCTURE,
            and_(_STRUCTURE.c.collectif_id == Invitation.collectif_id, _STRUCTURE.c.id == Invitation.structure_id),
        )
    )


def find_lieu(unit: Unit, role: Role, collectif: str | None, structure: str | None) -> Lieu:
    """The place an operator names for a role. Raises Introuvable, or Refus when names are missing or ambiguous."""
    if role is not Role.ANIMATION and role not in ROLES_DE_STRUCTURE:
        if collectif or structure:
            raise Refus("Ce rôle vaut pour tout le cahier : ne donnez ni collectif ni structure.")
        return Lieu(None, None)
    if not collectif:
        raise Refus("Donnez le collectif (--collectif) de ce rôle.")
    lieu = next((c for c in list_collectifs(unit) if fold(c.collectif) == fold(collectif)), None)
    if lieu is None:
        raise Introuvable(f"Le collectif « {collectif} »")
    if role is Role.ANIMATION:
        if structure:
            raise Refus("Le rôle d’animation vaut pour le collectif : ne donnez pas de structure.")
        return lieu
    if not structure:
        raise Refus("Donnez la structure (--structure) de ce rôle.")
    trouvees = unit.db.execute(
        select(_STRUCTURE.c.id, _STRUCTURE.c.nom, _STRUCTURE.c.commune)
        .where(_STRUCTURE.c.collectif_id == lieu.collectif_id, func.fold_nom(_STRUCTURE.c.nom) == fold_nom(structure))
        .order_by(*sort_by_name(_STRUCTURE.c.commune))
    ).all()
    if not trouvees:
        raise Introuvable(f"La structure « {structure} »")
    if len(trouvees) > 1:
        communes = ", ".join(ligne.commune or "commune inconnue" for ligne in trouvees)
        raise Refus(f"Plusieurs structures s’appellent « {structure} » ({communes}) : invitez depuis le site.")
    return Lieu(lieu.collectif_id, trouvees[0].id, lieu.collectif, trouvees[0].nom)
