"""The people of a structure, one line each, what can be done for them at the end of the line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from caprse.socle.ecran.boutons import Acte, ask, show_bouton, show_menu, show_question
from caprse.socle.signes import escape_html

# What each may do, in as few words as fit beside the name of the role.
DROITS = {
    Role.DIRECTION: "répond, transmet, invite",
    Role.CONTRIBUTION: "remplit les critères",
    Role.LECTURE: "lit sans modifier",
}
ROLES = sorted(RANGS, key=lambda role: -RANGS[role])


def show_equipe(
    equipe: Equipe, moi: UUID | None, now: datetime, *, inviter: Callable[[str], None] | None = None
) -> None:
    """Its people, then those who are invited; what an act said stands here, near the hand.

    ``inviter``: among several structures, each line names its own, and this leads to inviting there.
    """
    place = name_place(equipe)
    with st.container(key=f"liste-{place}", gap=None):
        if inviter is not None and equipe.sans_compte:
            show_sans_compte(equipe, inviter)
        for rang, membre in enumerate(equipe.membres):
            colonne = "" if inviter is None else build_structure(equipe, premier=rang == 0 and not equipe.sans_compte)
            plus = [] if inviter is None else [Acte("Inviter dans cette structure", inviter, (_name_id(equipe),))]
            show_membre(membre, place, moi=membre.compte_id == moi, colonne=colonne, plus=plus)
        for rang, invitation in enumerate(equipe.invitations):
            premier = rang == 0 and not equipe.membres and not equipe.sans_compte
            colonne = "" if inviter is None else build_structure(equipe, premier=premier)
            show_invitation(invitation, now, place, colonne=colonne)
    show_message(place)


def build_structure(equipe: Equipe, *, premier: bool) -> str:
    """The first column, where there are several structures: the name once, then only read aloud."""
    nom = escape_html(equipe.lieu.structure)
    if not equipe.adherente:
        nom += ' <span class="cap-ancienne">n’adhère plus</span>'
    return f"<strong>{nom}</strong>" if premier else f'<strong><span class="cap-cache">{nom}</span></strong>'


def show_sans_compte(equipe: Equipe, inviter: Callable[[str], None]) -> None:
    """A structure where nobody can enter: the act stands in its line."""
    attente = " : une invitation attend" if equipe.invitations else ""
    structure = _name_id(equipe)
    with st.container(key=f"rang-vide-{structure}", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<div class="cap-rang cap-rang-vide">{build_structure(equipe, premier=True)}'
            f'<span><span class="cap-puce cap-alerte">Aucun compte{attente}</span></span></div>'
        )
        show_bouton(
            "Inviter",
            key=f"inviter-chez-{structure}",
            icon=":material/person_add:",
            on_click=inviter,
            args=(structure,),
        )


def _name_id(equipe: Equipe) -> str:
    return str(equipe.lieu.structure_id)


def show_membre(membre: Membre, place: str, *, moi: bool, colonne: str = "", plus: Sequence[Acte] = ()) -> None:
    """One person: name, role, address, since when; their role may change, their access be taken back."""
    cle = f"retirer-{membre.habilitation_id}"
    with st.container(key=f"rang-{membre.habilitation_id}", horizontal=True, vertical_alignment="center"):
        st.html(build_rang(membre, moi=moi, colonne=colonne))
        actes = [
            *plus,
            *(
                Acte(f"Donner le rôle « {LIBELLES[role]} »", _change_role, (membre, role, place))
                for role in ROLES
                if role is not membre.role
            ),
            Acte("Retirer de l’équipe…", ask, (cle,)),
        ]
        show_menu(f"Agir pour {escape(membre.nom)}", actes, key=f"menu-{membre.habilitation_id}")
    show_question(
        f"Retirer {escape(membre.nom)}",
        cle,
        f"{escape(membre.nom)} ne verra plus le carnet de cette structure. Ses réponses restent.",
        partial(_remove, membre.habilitation_id, membre.nom),
        place,
    )


def build_rang(membre: Membre, *, moi: bool, colonne: str = "") -> str:
    """The line as HTML, in columns that hold from one line to the next; ``colonne``: one before them, in HTML."""
    qui = f"{escape_html(membre.nom)}{' <small>(vous)</small>' if moi else ''}"
    if not membre.actif:
        qui += ' <small class="cap-alerte">compte fermé</small>'
    jour = format_date_courte(membre.depuis.astimezone(FUSEAU).date())
    role = f'<span class="cap-role {membre.role}">{LIBELLES[membre.role]}</span>'
    if not colonne:
        role = f'<span class="cap-droits">{role} <span>{DROITS[membre.role]}</span></span>'
    depuis = f'<small><span class="depuis">depuis le </span>{jour}</small>'
    genre = "cap-rang" if colonne else "cap-rang cap-membre"
    return f'<div class="{genre}">{colonne}<b>{qui}</b>{role}<span>{escape_html(membre.courriel)}</span>{depuis}</div>'


def name_place(equipe: Equipe) -> str:
    """Where what was done for this structure is said."""
    return f"equipe-{equipe.part or equipe.lieu.structure_id}"


def _change_role(membre: Membre, role: Role, place: str) -> None:
    def change(unit: Unit) -> str:
        update_role(unit, membre.habilitation_id, role)
        return f"{membre.nom} a maintenant le rôle « {LIBELLES[role]} »."

    run_use_case(change, place=place)


def _remove(habilitation_id: UUID, nom: str) -> str | None:
    def remove(unit: Unit) -> str:
        delete_habilitation(unit, habilitation_id)
        return f"{nom} n’a plus accès à cette structure."

    return run_once(remove)
