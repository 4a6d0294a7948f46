"""The people of a structure, one line each, what can be done for them at the end of the line."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.equipes import Equipe
from caprse.acces.comptes.habilitations import Membre, delete_habilitation, update_role
from caprse.acces.comptes.vue_invitations import show_invitation
from caprse.acces.ecran import run_once, run_use_case
from caprse.acces.regles import LIBELLES, RANGS, Role
from caprse.acces.unite import Unit
from caprse.socle.dates import FUSEAU, format_date_courte
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import Acte, ask, show_menu, show_question
from caprse.socle.signes import escape_html

ROLES = sorted(RANGS, key=lambda role: -RANGS[role])


def show_equipe(equipe: Equipe, moi: UUID | None, now: datetime) -> None:
    """Its people, then those who are invited; what an act said stands here, near the hand."""
    place = name_place(equipe)
    with st.container(key=f"liste-equipe-{equipe.lieu.structure_id}", gap=None):
        for membre in equipe.membres:
            show_membre(membre, place, moi=membre.compte_id == moi)
        for invitation in equipe.invitations:
            show_invitation(invitation, now, place)
    show_message(place)


def show_membre(membre: Membre, place: str, *, moi: bool) -> None:
    """One person: name, role, address, since when; their role may change, their access be taken back."""
    cle = f"retirer-{membre.habilitation_id}"
    with st.container(key=f"rang-{membre.habilitation_id}", horizontal=True, vertical_alignment="center"):
        st.html(build_rang(membre, moi=moi))
        actes = [
            Acte(f"Donner le rôle « {LIBELLES[role]} »", _change_role, (membre, role, place))
            for role in ROLES
            if role is not membre.role
        ]
        actes.append(Acte("Retirer de l'équipe…", ask, (cle,)))
        show_menu(f"Agir pour {escape(membre.nom)}", actes, key=f"menu-{membre.habilitation_id}")
    show_question(
        f"Retirer {escape(membre.nom)}",
        cle,
        f"{escape(membre.nom)} ne verra plus le carnet de cette structure. Ses réponses restent.",
        partial(_remove, membre.habilitation_id, membre.nom),
        place,
    )


def build_rang(membre: Membre, *, moi: bool) -> str:
    """The line as HTML, in columns that hold from one line to the next."""
    qui = f"{escape_html(membre.nom)}{' <small>(vous)</small>' if moi else ''}"
    if not membre.actif:
        qui += ' <small class="cap-alerte">compte fermé</small>'
    depuis = format_date_courte(membre.depuis.astimezone(FUSEAU).date())
    return (
        f'<div class="cap-rang"><b>{qui}</b><span class="cap-role {membre.role}">{LIBELLES[membre.role]}</span>'
        f"<span>{escape_html(membre.courriel)}</span><small>depuis le {depuis}</small></div>"
    )


def name_place(equipe: Equipe) -> str:
    """Where what was done for this structure is said."""
    return f"equipe-{equipe.lieu.structure_id}"


def _change_role(membre: Membre, role: Role, place: str) -> None:
    def change(unit: Unit) -> str:
        update_role(unit, membre.habilitation_id, role)
        return f"{membre.nom} a maintenant le rôle « {LIBELLES[role]} »."

    run_use_case(change, place=place)


def _remove(habilitation_id: UUID, nom: str) -> str | None:
    def remove(unit: Unit) -> str:
        delete_habilitation(unit, habilitation_id)
        return f"{nom} n'a plus accès à cette structure."

    return run_once(remove)
