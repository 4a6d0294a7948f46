"""Roles held: changed, taken back. Whoever may give a role may take it back, save the last of its kind.

Roles and invitations are written by statements rather than by flushing objects: their keys name tables of the rooms
above, which a process that only serves the plain pages has not loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, func, insert, or_, select, update

from caprse.acces.modele import Compte, Habilitation, Invitation
from caprse.acces.regles import RANGS, ROLES_DE_STRUCTURE, Role, can_give
from caprse.acces.unite import Unit
from caprse.socle.erreurs import Introuvable, Refus

DERNIERE_DIRECTION = "C’est la dernière personne à la direction. Invitez d’abord quelqu’un d’autre à la direction."
DERNIERE_ADMINISTRATION = "C’est la dernière personne à l’administration. Invitez d’abord quelqu’un d’autre."
GARDES = {Role.DIRECTION: DERNIERE_DIRECTION, Role.ADMINISTRATION: DERNIERE_ADMINISTRATION}


@dataclass(frozen=True)
class Membre:
    """A person with a role in a structure."""

    habilitation_id: UUID
    compte_id: UUID
    nom: str
    courriel: str
    actif: bool
    role: Role
    depuis: datetime


def get_role(
    unit: Unit, courriel: str, role: Role, collectif_id: UUID | None, structure_id: UUID | None
) -> Role | None:
    """The role this address holds there already, as far as the person may see it.

    In a structure a person holds one role; elsewhere each role stands alone.
    """
    requete = (
        select(Habilitation.role)
        .join(Compte, Compte.id == Habilitation.compte_id)
        .where(
            func.lower(Compte.courriel) == func.lower(courriel),
            Habilitation.collectif_id.is_not_distinct_from(collectif_id),
            Habilitation.structure_id.is_not_distinct_from(structure_id),
        )
    )
    if role not in ROLES_DE_STRUCTURE:
        requete = requete.where(Habilitation.role == role)
    actuel = unit.db.scalar(requete)
    return Role(actuel) if actuel is not None else None


def add_habilitation(
    unit: Unit, compte_id: UUID, role: Role, collectif_id: UUID | None, structure_id: UUID | None
) -> None:
    """Give a role; in a structure, a role already held is raised, never lowered. For the system unit."""
    # The account's row is the lock: two invitations of one person, accepted at once, come one after the other.
    unit.db.execute(select(Compte.id).where(Compte.id == compte_id).with_for_update())
    requete = select(Habilitation).where(
        Habilitation.compte_id == compte_id,
        Habilitation.collectif_id.is_not_distinct_from(collectif_id),
        Habilitation.structure_id.is_not_distinct_from(structure_id),
    )
    if role not in ROLES_DE_STRUCTURE:
        requete = requete.where(Habilitation.role == role)
    actuelle = unit.db.scalar(requete.with_for_update())
    if actuelle is None:
        unit.db.execute(
            insert(Habilitation).values(
                compte_id=compte_id,
                role=role,
                collectif_id=collectif_id,
                structure_id=structure_id,
                cree_le=unit.now,
            )
        )
    elif RANGS.get(role, 0) > RANGS.get(Role(actuelle.role), 0):
        _write_role(unit, actuelle.id, role)


def update_role(unit: Unit, habilitation_id: UUID, role: Role) -> None:
    """Change someone's role within a structure.

    Raises Introuvable, Refus for the last direction or for a role that is not of a structure.
    """
    role = Role(role)
    habilitation = _lock_habilitation(unit, habilitation_id)
    if Role(habilitation.role) not in ROLES_DE_STRUCTURE or role not in ROLES_DE_STRUCTURE:
        raise Refus("Ce rôle ne se change pas : retirez-le, puis invitez la personne au nouveau rôle.")
    if habilitation.role == role:
        return
    if habilitation.role == Role.DIRECTION:
        _check_remplacant(unit, habilitation)
        _cancel_invitations(unit, habilitation, recues=False)
    _write_role(unit, habilitation_id, role)


def delete_habilitation(unit: Unit, habilitation_id: UUID) -> None:
    """Take a role back, with the invitations that this person sent or awaits there.

    Raises Introuvable, Refus for the last direction of a structure or the last administration.
    """
    habilitation = _lock_habilitation(unit, habilitation_id)
    _check_remplacant(unit, habilitation)
    _cancel_invitations(unit, habilitation, recues=True)
    unit.db.execute(delete(Habilitation).where(Habilitation.id == habilitation_id))


def count_autres(unit: Unit, role: Role, structure_id: UUID | None, compte_id: UUID) -> int:
    """How many other open accounts hold this role there; its holders stay locked until the end of the transaction.

    Two statements on purpose: the second sees what a concurrent removal has committed while the first was waiting.
    """
    titulaires = and_(Habilitation.role == role, Habilitation.structure_id.is_not_distinct_from(structure_id))
    unit.db.execute(select(Habilitation.id).where(titulaires).order_by(Habilitation.id).with_for_update())
    return (
        unit.db.scalar(
            select(func.count())
            .select_from(Habilitation)
            .join(Compte, Compte.id == Habilitation.compte_id)
            .where(titulaires, Compte.actif, Habilitation.compte_id != compte_id)
        )
        or 0
    )


def _write_role(unit: Unit, habilitation_id: UUID, role: Role) -> None:
    unit.db.execute(update(Habilitation).where(Habilitation.id == habilitation_id).values(role=role))


def _lock_habilitation(unit: Unit, habilitation_id: UUID) -> Habilitation:
    """The role held, locked with those that could replace it, if the person may give it. Raises Introuvable.

    All are locked by one statement in one order, so that two removals wait for each other instead of deadlocking.
    """
    vue = unit.db.get(Habilitation, habilitation_id)
    if vue is None:
        raise Introuvable("Cet accès")
    remplacants = and_(Habilitation.role.in_(GARDES), Habilitation.structure_id.is_not_distinct_from(vue.structure_id))
    unit.db.execute(
        select(Habilitation.id)
        .where(or_(Habilitation.id == habilitation_id, remplacants))
        .order_by(Habilitation.id)
        .with_for_update()
    )
    habilitation = unit.db.get(Habilitation, habilitation_id, populate_existing=True)
    if habilitation is None or not can_give(
        unit.acteur, Role(habilitation.role), habilitation.collectif_id, habilitation.structure_id
    ):
        raise Introuvable("Cet accès")
    return habilitation


def _check_remplacant(unit: Unit, habilitation: Habilitation) -> None:
    """Refuse to leave a structure without direction or the workbook without administration."""
    role = Role(habilitation.role)
    if role in GARDES and not count_autres(unit, role, habilitation.structure_id, habilitation.compte_id):
        raise Refus(GARDES[role])


def _cancel_invitations(unit: Unit, habilitation: Habilitation, *, recues: bool) -> None:
    """Cancel what this person offered with the role they lose and, when ``recues``, what they were offered there."""
    concernees = Invitation.cree_par == habilitation.compte_id
    if recues:
        adresse = select(func.lower(Compte.courriel)).where(Compte.id == habilitation.compte_id).scalar_subquery()
        concernees = or_(concernees, func.lower(Invitation.courriel) == adresse)
    requete = update(Invitation).where(concernees, Invitation.acceptee_le.is_(None), Invitation.annulee_le.is_(None))
    if habilitation.structure_id is not None:
        requete = requete.where(Invitation.structure_id == habilitation.structure_id)
    elif habilitation.collectif_id is not None:
        requete = requete.where(Invitation.collectif_id == habilitation.collectif_id)
    unit.db.execute(requete.values(annulee_le=unit.now), execution_options={"synchronize_session": False})
