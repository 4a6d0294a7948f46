"""Pending invitations, one line each, as three pages show them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.invitations import InvitationEnAttente, cancel_invitation, resend_invitation
from caprse.acces.comptes.vue_compte import build_ligne, build_role
from caprse.acces.ecran import run_once, run_use_case
from caprse.acces.regles import LIBELLES
from caprse.acces.unite import Unit
from caprse.courrier.depart import describe_depart
from caprse.socle.dates import FUSEAU, format_date, format_date_courte
from caprse.socle.ecran.affichage import MESSAGE, escape, show_message
from caprse.socle.ecran.boutons import Acte, ask, show_menu, show_question
from caprse.socle.francais import add_de
from caprse.socle.signes import escape_html


def show_invitations(invitations: list[InvitationEnAttente], now: datetime) -> None:
    """Those of all places who have not answered yet; nothing when there is none."""
    if not invitations:
        return
    st.header("Invitations en attente", anchor=False)
    show_message()
    with st.container(key="liste-invitations", gap=None):
        for invitation in invitations:
            show_invitation(invitation, now, avec_lieu=True)


def show_invitation(
    invitation: InvitationEnAttente,
    now: datetime,
    place: str = MESSAGE,
    *,
    avec_lieu: bool = False,
    colonne: str = "",
) -> None:
    """One person invited: to what, until when; the message may leave again, or the invitation be taken back."""
    cle = f"annuler-{invitation.id}"
    with st.container(key=f"rang-{invitation.id}", horizontal=True, vertical_alignment="center"):
        st.html(build_rang(invitation, now, avec_lieu=avec_lieu, colonne=colonne))
        actes = (
            Acte("Renvoyer le message", _resend, (invitation.id, invitation.courriel, place)),
            Acte("Annuler l’invitation…", ask, (cle,)),
        )
        show_menu(f"Agir pour l’invitation {escape(add_de(invitation.nom))}", actes, key=f"menu-{invitation.id}")
    show_question(
        f"Annuler l’invitation {escape(add_de(invitation.nom))}",
        cle,
        "Le lien déjà envoyé ne fonctionnera plus.",
        partial(_cancel, invitation.id),
        place,
    )


def build_rang(invitation: InvitationEnAttente, now: datetime, *, avec_lieu: bool, colonne: str) -> str:
    """The line as HTML, in the columns of the people who are there; ``colonne``: one before them, in HTML."""
    if avec_lieu:
        return _build_partout(invitation, now)
    if invitation.expire_le > now:
        jour = format_date(invitation.expire_le.astimezone(FUSEAU).date())
        etat = f'<small class="cap-attente">Invitation en attente, jusqu’au {jour}</small>'
    else:
        etat = '<small class="cap-alerte">Invitation en attente, délai passé : renvoyez le message</small>'
    return (
        f'<div class="cap-rang">{colonne}<b>{escape_html(invitation.nom)}</b>'
        f'<span class="cap-role {invitation.role}">{LIBELLES[invitation.role]}</span>'
        f"<span>{escape_html(invitation.courriel)}</span>{etat}</div>"
    )


def _build_partout(invitation: InvitationEnAttente, now: datetime) -> str:
    """The line where those of all places are, in the columns of the accounts."""
    if invitation.expire_le > now:
        jour = format_date_courte(invitation.expire_le.astimezone(FUSEAU).date())
        etat = f'<small class="cap-attente">jusqu’au {jour}</small>'
    else:
        etat = '<small class="cap-alerte">Délai passé : renvoyez le message</small>'
    role = build_role(invitation.role, invitation.lieu.nom)
    return build_ligne(escape_html(invitation.nom), invitation.courriel, role, etat)


def _resend(invitation_id: UUID, courriel: str, place: str) -> None:
    def resend(unit: Unit) -> str:
        resend_invitation(unit, invitation_id)
        return f"L’ancien lien ne fonctionne plus. {describe_depart(unit.installation, courriel)}"

    run_use_case(resend, place=place)


def _cancel(invitation_id: UUID) -> str | None:
    def cancel(unit: Unit) -> str:
        cancel_invitation(unit, invitation_id)
        return "L’invitation est annulée."

    return run_once(cancel)
