"""Invitations: a role offered by mail, once, until it expires. Accepting opens the account and a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from caprse.acces.comptes.habilitations import add_habilitation, get_role
from caprse.acces.comptes.service import ensure_compte
from caprse.acces.connexion.limites import INVITATIONS_PAR_DESTINATAIRE, INVITATIONS_PAR_PERSONNE, count_tentatives
from caprse.acces.connexion.sessions import is_session_neuve, open_session
from caprse.acces.connexion.textes import build_message_invitation
from caprse.acces.jetons import create_jeton, derive_jeton
from caprse.acces.lieux import Lieu, add_noms, get_lieu
from caprse.acces.modele import Invitation
from caprse.acces.regles import RANGS, Operation, Role, can_give, has_portee, refusal_nom
from caprse.acces.unite import Unit, hash_jeton
from caprse.courrier.facteur import add_courriel
from caprse.socle.adresses import refusal_courriel
from caprse.socle.erreurs import ErreurMetier, Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_ligne

DUREE = timedelta(days=14)
PAS_EN_DEMO = (
    "Dans la démonstration, on n’invite personne à l’administration ni à la fédération : ces rôles verraient aussi "
    "les vrais collectifs. Rien n’a été envoyé. Invitez plutôt dans une structure inventée."
)
DEJA_INVITEE = "Cette personne est déjà invitée. Vous pouvez renvoyer le message ou annuler l’invitation."


class InvitationMorte(ErreurMetier):
    """An invitation that no longer works; used, cancelled, expired and unknown are told alike."""

    def __init__(self) -> None:
        super().__init__(
            "Cette invitation ne fonctionne plus. Elle a déjà servi, elle a été remplacée ou annulée, ou elle date de "
            "plus de 14\u00a0jours."
        )


@dataclass(frozen=True)
class InvitationEnAttente:
    """An invitation as those who manage accesses see it, and as its guest sees it before accepting."""

    id: UUID
    courriel: str
    nom: str
    role: Role
    lieu: Lieu
    cree_le: datetime
    expire_le: datetime


def create_invitation(
    unit: Unit,
    courriel: str,
    nom: str,
    role: Role,
    collectif_id: UUID | None = None,
    structure_id: UUID | None = None,
) -> UUID:
    """Invite a person to a role and send the mail; returns the invitation's id.

    Raises Introuvable for whoever may not give this role there, SaisieInvalide, Refus when the person has the role or
    is invited already, TropDeTentatives.
    """
    role = Role(role)
    if not has_portee(role, collectif_id, structure_id) or not can_give(unit.acteur, role, collectif_id, structure_id):
        raise Introuvable("Ce rôle")
    if unit.acteur.demo and collectif_id is None:
        raise Refus(PAS_EN_DEMO)
    courriel, nom = courriel.strip(), clean_ligne(nom)
    if raisons := [raison for raison in (refusal_courriel(courriel), refusal_nom(nom)) if raison]:
        raise SaisieInvalide(raisons)
    lieu = get_lieu(unit, collectif_id, structure_id)
    actuel = get_role(unit, courriel, role, collectif_id, structure_id)
    if actuel is not None and RANGS.get(actuel, 0) >= RANGS.get(role, 0):
        raise Refus("Cette personne a déjà cet accès.")
    _count_envoi(unit, courriel)
    en_attente = _en_attente(courriel, collectif_id, structure_id)
    unit.db.execute(update(Invitation).where(en_attente, Invitation.expire_le <= unit.now).values(annulee_le=unit.now))
    jeton = create_jeton()
    expire_le = unit.now + DUREE
    try:
        with unit.db.begin_nested():
            invitation_id = unit.db.execute(
                insert(Invitation)
                .values(
                    courriel=courriel,
                    nom=nom,
                    role=role,
                    collectif_id=collectif_id,
                    structure_id=structure_id,
                    empreinte=hash_jeton(jeton),
                    cree_par=unit.acteur.compte_id,
                    cree_le=unit.now,
                    expire_le=expire_le,
                )
                .returning(Invitation.id)
            ).scalar_one()
    except IntegrityError as erreur:
        raise Refus(DEJA_INVITEE) from erreur
    send_message(unit, courriel, nom, role, lieu, expire_le, jeton)
    return invitation_id


def resend_invitation(unit: Unit, invitation_id: UUID) -> None:
    """Send the invitation again with a new link and a new fortnight; the old link stops working.

    Raises Introuvable, TropDeTentatives.
    """
    invitation = _get_invitation(unit, invitation_id)
    lieu = get_lieu(unit, invitation.collectif_id, invitation.structure_id)
    _count_envoi(unit, invitation.courriel)
    jeton = create_jeton()
    expire_le = unit.now + DUREE
    unit.db.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id)
        .values(empreinte=hash_jeton(jeton), expire_le=expire_le, cree_par=unit.acteur.compte_id)
    )
    send_message(unit, invitation.courriel, invitation.nom, Role(invitation.role), lieu, expire_le, jeton)


def cancel_invitation(unit: Unit, invitation_id: UUID) -> None:
    """Take the invitation back: its link stops working. Raises Introuvable."""
    _get_invitation(unit, invitation_id)
    unit.db.execute(update(Invitation).where(Invitation.id == invitation_id).values(annulee_le=unit.now))


def list_invitations(
    unit: Unit, collectif_id: UUID | None = None, structure_id: UUID | None = None
) -> list[InvitationEnAttente]:
    """Invitations not accepted yet, expired ones included: of a structure, or all of them for the administration.

    Raises Introuvable.
    """
    requete = (
        add_noms(select(Invitation))
        .where(Invitation.acceptee_le.is_(None), Invitation.annulee_le.is_(None))
        .order_by(Invitation.cree_le.desc(), Invitation.id)
        .limit(200)
    )
    if structure_id is None:
        unit.check(Operation.UPDATE_INSTALLATION, quoi="Cette page")
    else:
        unit.check(Operation.UPDATE_STRUCTURE_ACCES, collectif_id, structure_id, quoi="Cette structure")
        requete = requete.where(Invitation.collectif_id == collectif_id, Invitation.structure_id == structure_id)
    return [_build_vue(*ligne) for ligne in unit.db.execute(requete)]


def get_invitation(unit: Unit, jeton: str) -> InvitationEnAttente:
    """What the guest is offered, without accepting it. Raises InvitationMorte. For the system unit."""
    invitation = unit.db.scalar(select(Invitation).where(_valable(unit, jeton)))
    if invitation is None:
        raise InvitationMorte
    lieu = get_lieu(unit, invitation.collectif_id, invitation.structure_id)
    return _build_vue(invitation, lieu.collectif, lieu.structure)


def accept_invitation(unit: Unit, jeton: str, appareil: str, acte: str = "") -> str:
    """Use up the invitation: the account is found or opened, the role added, a session opened; returns its token.

    A role already held is raised, never lowered. Two at once: one enters. For the system unit.
    ``acte``: which drawing of the form was sent; sent again, it gives the same session. Raises InvitationMorte, Refus
    when the account is closed.
    """
    session = derive_jeton(acte, jeton)
    invitation = unit.db.scalar(
        update(Invitation).where(_valable(unit, jeton)).values(acceptee_le=unit.now).returning(Invitation)
    )
    if invitation is None:
        if is_session_neuve(unit, session):
            return session
        raise InvitationMorte
    compte_id = ensure_compte(unit, invitation.courriel, invitation.nom)
    jeton_session = open_session(unit, compte_id, appareil, session)
    add_habilitation(unit, compte_id, Role(invitation.role), invitation.collectif_id, invitation.structure_id)
    return jeton_session


def _valable(unit: Unit, jeton: str) -> ColumnElement[bool]:
    return and_(
        Invitation.empreinte == hash_jeton(jeton),
        Invitation.acceptee_le.is_(None),
        Invitation.annulee_le.is_(None),
        Invitation.expire_le > unit.now,
    )


def _en_attente(courriel: str, collectif_id: UUID | None, structure_id: UUID | None) -> ColumnElement[bool]:
    return and_(
        func.lower(Invitation.courriel) == func.lower(courriel),
        Invitation.collectif_id.is_not_distinct_from(collectif_id),
        Invitation.structure_id.is_not_distinct_from(structure_id),
        Invitation.acceptee_le.is_(None),
        Invitation.annulee_le.is_(None),
    )


def _get_invitation(unit: Unit, invitation_id: UUID) -> Invitation:
    """The pending invitation, locked, if the person may give its role. Raises Introuvable."""
    invitation = unit.db.scalar(select(Invitation).where(Invitation.id == invitation_id).with_for_update())
    if (
        invitation is None
        or invitation.acceptee_le is not None
        or invitation.annulee_le is not None
        or not can_give(unit.acteur, Role(invitation.role), invitation.collectif_id, invitation.structure_id)
    ):
        raise Introuvable("Cette invitation")
    return invitation


def _count_envoi(unit: Unit, courriel: str) -> None:
    """Keep one person from writing to many, and many from writing to one."""
    limites = {f"invité:{courriel.lower()}": INVITATIONS_PAR_DESTINATAIRE}
    if unit.acteur.compte_id is not None:
        limites[f"invitant:{unit.acteur.compte_id}"] = INVITATIONS_PAR_PERSONNE
    count_tentatives(unit, limites)


def send_message(unit: Unit, courriel: str, nom: str, role: Role, lieu: Lieu, expire_le: datetime, jeton: str) -> None:
    """Put the mail of an invitation in the outbox."""
    objet, contenu, html = build_message_invitation(
        unit.installation.reglages.adresse_publique,
        jeton,
        nom=nom,
        invitant=None if unit.acteur.compte_id is None else unit.acteur.nom,
        role=role,
        lieu=lieu.nom,
        expire_le=expire_le,
    )
    add_courriel(unit.db, courriel, objet, contenu, unit.now, html)


def _build_vue(invitation: Invitation, collectif: str | None, structure: str | None) -> InvitationEnAttente:
    return InvitationEnAttente(
        invitation.id,
        invitation.courriel,
        invitation.nom,
        Role(invitation.role),
        Lieu(invitation.collectif_id, invitation.structure_id, collectif or "", structure or ""),
        invitation.cree_le,
        invitation.expire_le,
    )
