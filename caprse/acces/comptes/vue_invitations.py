"""Pending invitations, as two pages show them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.invitations import InvitationEnAttente, cancel_invitation, resend_invitation
from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.regles import LIBELLES
from caprse.acces.unite import Unit
from caprse.courrier.depart import describe_depart
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton, show_bouton_prudent


def show_invitations(invitations: list[InvitationEnAttente], now: datetime, *, avec_lieu: bool = False) -> None:
    """Those who have not answered yet; nothing when there is none."""
    if not invitations:
        return
    st.header("Invitations en attente", anchor=False)
    for invitation in invitations:
        with st.container(border=True, key=f"invitation-{invitation.id}"):
            _show(invitation, now, avec_lieu=avec_lieu)


def _show(invitation: InvitationEnAttente, now: datetime, *, avec_lieu: bool) -> None:
    lieu = f" · {escape(invitation.lieu.nom)}" if avec_lieu and invitation.lieu.nom else ""
    st.markdown(f"**{escape(invitation.nom)}** · {LIBELLES[invitation.role]}{lieu}")
    if invitation.expire_le > now:
        etat = f"valable jusqu'au {format_instant(invitation.expire_le)}"
    else:
        etat = "le délai est passé, vous pouvez renvoyer le message"
    st.text(f"{invitation.courriel} · {etat}")
    show_bouton(
        f"Renvoyer à {escape(invitation.nom)}",
        key=f"renvoyer-{invitation.id}",
        on_click=_resend,
        args=(invitation.id, invitation.courriel),
    )
    show_bouton_prudent(
        f"Annuler l'invitation de {escape(invitation.nom)}",
        f"annuler-{invitation.id}",
        "Le lien déjà envoyé ne fonctionnera plus.",
        partial(_cancel, invitation.id),
    )


def _resend(invitation_id: UUID, courriel: str) -> None:
    def resend(unit: Unit) -> str:
        resend_invitation(unit, invitation_id)
        return f"L'ancien lien ne fonctionne plus. {describe_depart(unit.installation, courriel)}"

    run_use_case(resend)


def _cancel(invitation_id: UUID) -> str:
    with open_unit_ecran() as unit:
        cancel_invitation(unit, invitation_id)
    return "L'invitation est annulée."
