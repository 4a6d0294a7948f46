"""Names of collectifs and structures. This room lies below theirs: it reads their names, and nothing else of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import String, Uuid, and_, column, func, select, table

from caprse.acces.regles import ROLES_DE_STRUCTURE, Operation, Role
from caprse.acces.unite import Unit
from caprse.socle.erreurs import Introuvable, Refus

COLLECTIF = table("collectif", column("id", Uuid), column("nom", String))
STRUCTURE = table(
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
        select(COLLECTIF.c.nom, STRUCTURE.c.nom)
        .select_from(COLLECTIF)
        .outerjoin(STRUCTURE, and_(STRUCTURE.c.collectif_id == COLLECTIF.c.id, STRUCTURE.c.id == structure_id))
        .where(COLLECTIF.c.id == collectif_id)
    ).one_or_none()
    if ligne is None or (structure_id is not None and ligne[1] is None):
        raise Introuvable("Cette structure" if structure_id is not None else "Ce collectif")
    return Lieu(collectif_id, structure_id, ligne[0], ligne[1] or "")


def list_structures_gerees(unit: Unit) -> list[Lieu]:
    """Structures whose accesses the person may manage, by name: their own, or all those of their collectifs."""
    acteur = unit.acteur
    requete = (
        select(COLLECTIF.c.id, STRUCTURE.c.id, COLLECTIF.c.nom, STRUCTURE.c.nom)
        .select_from(STRUCTURE)
        .join(COLLECTIF, COLLECTIF.c.id == STRUCTURE.c.collectif_id)
        .order_by(func.lower(STRUCTURE.c.nom), STRUCTURE.c.commune, STRUCTURE.c.id)
    )
    if not acteur.can(Operation.UPDATE_INSTALLATION):
        dirigees = [d.structure_id for d in acteur.structures() if d.role is Role.DIRECTION]
        requete = requete.where(
            STRUCTURE.c.id.in_(dirigees) | STRUCTURE.c.collectif_id.in_(acteur.collectifs((Role.ANIMATION,)))
        )
    return [Lieu(*ligne) for ligne in unit.db.execute(requete)]


def list_collectifs(unit: Unit) -> list[Lieu]:
    """Collectifs the person may see, by name."""
    lignes = unit.db.execute(select(COLLECTIF.c.id, COLLECTIF.c.nom).order_by(func.lower(COLLECTIF.c.nom)))
    return [Lieu(id_, None, nom) for id_, nom in lignes]


def find_lieu(unit: Unit, role: Role, collectif: str | None, structure: str | None) -> Lieu:
    """The place an operator names for a role. Raises Introuvable, or Refus when names are missing or ambiguous."""
    if role is not Role.ANIMATION and role not in ROLES_DE_STRUCTURE:
        if collectif or structure:
            raise Refus("Ce rôle vaut pour tout le cahier : ne donnez ni collectif ni structure.")
        return Lieu(None, None)
    if not collectif:
        raise Refus("Donnez le collectif (--collectif) de ce rôle.")
    lieu = next((c for c in list_collectifs(unit) if c.collectif.lower() == collectif.strip().lower()), None)
    if lieu is None:
        raise Introuvable(f"Le collectif « {collectif} »")
    if role is Role.ANIMATION:
        if structure:
            raise Refus("Le rôle d'animation vaut pour le collectif : ne donnez pas de structure.")
        return lieu
    if not structure:
        raise Refus("Donnez la structure (--structure) de ce rôle.")
    trouvees = unit.db.execute(
        select(STRUCTURE.c.id, STRUCTURE.c.nom, STRUCTURE.c.commune)
        .where(STRUCTURE.c.collectif_id == lieu.collectif_id, func.lower(STRUCTURE.c.nom) == structure.strip().lower())
        .order_by(STRUCTURE.c.commune)
    ).all()
    if not trouvees:
        raise Introuvable(f"La structure « {structure} »")
    if len(trouvees) > 1:
        communes = ", ".join(ligne.commune or "commune inconnue" for ligne in trouvees)
        raise Refus(f"Plusieurs structures s'appellent « {structure} » ({communes}) : invitez depuis le site.")
    return Lieu(lieu.collectif_id, trouvees[0].id, lieu.collectif, trouvees[0].nom)
