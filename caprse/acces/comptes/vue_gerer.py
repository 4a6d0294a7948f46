"""What the administration may do of one account: its roles, its devices, the account itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.habilitations import delete_habilitation
from caprse.acces.comptes.service import FicheCompte, set_actif
from caprse.acces.connexion.sessions import SessionOuverte, revoke_all, revoke_session
from caprse.acces.ecran import run_once
from caprse.acces.regles import LIBELLES
from caprse.acces.unite import Unit
from caprse.socle.dates import FUSEAU, format_date, format_instant
from caprse.socle.ecran.affichage import escape, run_action
from caprse.socle.ecran.boutons import show_bouton, show_bouton_prudent
from caprse.socle.fictif import drop_mention
from caprse.socle.francais import add_de, format_pluriel

# Given by the rooms above, which know all that an account left: erases it, and gives what to say.
Effacer = Callable[[Unit, UUID], str]


def show_details(
    fiche: FicheCompte, sessions: list[SessionOuverte], *, moi: bool, effacer: Effacer | None = None
) -> None:
    """Its address, roles one by one, sessions, and the account itself."""
    st.caption(f"{escape(fiche.courriel)} · compte ouvert le {format_date(fiche.cree_le.astimezone(FUSEAU).date())}")
    with st.container(horizontal=True, key=f"actes-compte-{fiche.id}"):
        show_actes(fiche, sessions, moi=moi, effacer=effacer)


def show_actes(
    fiche: FicheCompte, sessions: list[SessionOuverte], *, moi: bool, effacer: Effacer | None = None
) -> None:
    """What can be done of an account, side by side; what closes it, last. One that is closed may be erased."""
    for role in fiche.roles:
        libelle = f"{LIBELLES[role.role]}{f' – {role.lieu}' if role.lieu else ''}"
        show_bouton_prudent(
            f"Retirer le rôle {escape(drop_mention(libelle))}",
            f"role-retirer-{role.habilitation_id}",
            f"{escape(fiche.nom)} perdra ce rôle aussitôt.",
            partial(_remove_role, role.habilitation_id),
        )
    for session in sessions:
        show_bouton(
            f"Fermer la session {escape(session.appareil)}, ouverte le {format_instant(session.cree_le)}",
            key=f"session-fermer-{session.id}",
            on_click=run_action,
            args=(partial(_close_session, session.id),),
        )
    if sessions:
        show_bouton(
            f"Fermer toutes les sessions {escape(add_de(fiche.nom))}",
            key=f"sessions-fermer-{fiche.id}",
            on_click=run_action,
            args=(partial(_close_sessions, fiche.id),),
        )
    if fiche.actif and not moi:
        show_bouton_prudent(
            f"Fermer le compte {escape(add_de(fiche.nom))}",
            f"compte-fermer-{fiche.id}",
            "La personne sera déconnectée partout et ne pourra plus entrer. Ses réponses restent.",
            partial(_set_actif, fiche.id, False),
        )
    elif not fiche.actif:
        show_bouton(
            f"Rouvrir le compte {escape(add_de(fiche.nom))}",
            key=f"compte-rouvrir-{fiche.id}",
            on_click=run_action,
            args=(partial(_set_actif, fiche.id, True),),
        )
        if effacer is not None:
            show_bouton_prudent(
                f"Effacer le compte {escape(add_de(fiche.nom))}",
                f"compte-effacer-{fiche.id}",
                "Son nom, son adresse et ses brouillons disparaîtront partout, pour toujours. "
                "Ses réponses restent à sa structure, signées « Une personne partie ».",
                partial(_erase, effacer, fiche.id),
            )


def _remove_role(habilitation_id: UUID) -> str | None:
    def remove(unit: Unit) -> str:
        delete_habilitation(unit, habilitation_id)
        return "Le rôle est retiré."

    return run_once(remove)


def _close_session(session_id: UUID) -> str | None:
    def close(unit: Unit) -> str:
        revoke_session(unit, session_id)
        return "La session est fermée."

    return run_once(close)


def _close_sessions(compte_id: UUID) -> str | None:
    def close_all(unit: Unit) -> str:
        return f"{format_pluriel(revoke_all(unit, compte_id), 'session fermée', 'sessions fermées')}."

    return run_once(close_all)


def _erase(effacer: Effacer, compte_id: UUID) -> str | None:
    def erase(unit: Unit) -> str:
        return effacer(unit, compte_id)

    return run_once(erase)


def _set_actif(compte_id: UUID, actif: bool) -> str | None:
    def change(unit: Unit) -> str:
        sans_direction = set_actif(unit, compte_id, actif)
        if actif:
            return "Le compte est rouvert."
        if sans_direction:
            noms = escape(", ".join(sans_direction))
            return f"Le compte est fermé. Plus personne ne dirige : {noms}. Invitez une direction."
        return "Le compte est fermé."

    return run_once(change)
