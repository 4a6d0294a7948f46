"""All accounts, for the administration: find a person, see their roles and devices, close or reopen, invite."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.habilitations import delete_habilitation
from caprse.acces.comptes.invitations import create_invitation, list_invitations
from caprse.acces.comptes.service import FicheCompte, list_comptes, set_actif
from caprse.acces.comptes.vue_compte import build_rang
from caprse.acces.comptes.vue_invitations import show_invitations
from caprse.acces.comptes.vue_inviter import name_invitation
from caprse.acces.connexion.sessions import SessionOuverte, list_sessions, revoke_all, revoke_session
from caprse.acces.ecran import get_acteur, open_unit_ecran, run_once
from caprse.acces.lieux import Lieu, list_collectifs, list_structures_gerees
from caprse.acces.regles import EXPLICATIONS, LIBELLES, ROLES_DE_STRUCTURE, ROLES_GENERAUX, Operation, Role
from caprse.acces.saisie import PAUSE, Formulaire, fill, run_saisie, show_garde, watch_ligne
from caprse.acces.unite import Unit
from caprse.courrier.depart import describe_depart
from caprse.socle.dates import FUSEAU, format_date, format_instant
from caprse.socle.ecran.affichage import escape, run_action, show_message
from caprse.socle.ecran.boutons import show_bouton, show_bouton_prudent
from caprse.socle.ecran.cadre import Largeur, build_tetes, show_entete
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import add_de, format_pluriel

COMPTES, INVITATIONS = "Comptes", "Invitations"
OUVERT, RECHERCHE, VUE = "comptes-ouvert", "comptes-recherche", "comptes-vue"
PAGE, ROLE, ETAT, TRI = "comptes-page", "comptes-role", "comptes-etat", "comptes-tri"
SANS_ROLE = ""
TOUS, FERMES, OUVERTS = "Tous", "Fermés", "Ouverts"
PAR_NOM, RECENTS = "Par nom", "Les plus récents"
TAILLE = 50
MESSAGE_INVITER = "nouveau-dit"
TETES = build_tetes("cap-rang cap-rang-compte cap-rang-acte", "Personne", "Adresse", "Rôles", "Ouvert le")

FORMULAIRE = Formulaire("inviter/tous", {"nom": "nouveau-nom", "courriel": "nouveau-courriel"})


@dataclass(frozen=True)
class Filtre:
    """What narrows the list, and its order."""

    recherche: str
    role: str | None
    actif: bool | None
    recents: bool


def page_comptes() -> None:
    """Accounts, or invitations."""
    if not get_acteur().can(Operation.UPDATE_INSTALLATION):
        raise Introuvable("Cette page")
    show_entete("Comptes", reperes=("Qui peut entrer dans le cahier, et avec quels rôles.",), largeur=Largeur.TRAVAIL)
    with st.container(horizontal=True, vertical_alignment="bottom", key="comptes-filtres"):
        vue = st.segmented_control(
            "Que voulez-vous voir ?", [COMPTES, INVITATIONS], default=COMPTES, required=True, key=VUE
        )
        filtre = None if vue == INVITATIONS else show_filtres()
    if filtre is None:
        show_toutes_invitations()
    else:
        show_comptes(filtre)


def show_comptes(filtre: Filtre) -> None:
    """Accounts, a few at a time; the chosen one with its details."""
    page, ouvert = st.session_state.get(PAGE) or 1, st.session_state.get(OUVERT)
    with open_unit_ecran() as unit:
        trouves = list_comptes(
            unit,
            filtre.recherche,
            TAILLE * (page - 1),
            TAILLE,
            role=filtre.role,
            actif=filtre.actif,
            recents=filtre.recents,
        )
        choisi = next((fiche for fiche in trouves.fiches if fiche.id == ouvert), None)
        sessions = list_sessions(unit, choisi.id) if choisi else []
        moi = unit.acteur.compte_id
    show_message()
    if not trouves.fiches:
        st.info("Aucun compte ne correspond.", icon=":material/search_off:")
        return
    debut = TAILLE * (page - 1)
    st.caption(f"{debut + 1} à {debut + len(trouves.fiches)} sur {format_pluriel(trouves.total, 'compte')}")
    with st.container(key="liste-comptes", gap=None):
        st.html(TETES)
        for fiche in trouves.fiches:
            with st.container(key=f"rang-{fiche.id}", horizontal=True, vertical_alignment="center"):
                st.html(build_rang(fiche))
                gere = fiche.id == ouvert
                show_bouton(
                    "Replier" if gere else "Gérer",
                    key=f"replier-{fiche.id}" if gere else f"gerer-{fiche.id}",
                    type="tertiary",
                    on_click=_open,
                    args=(None if gere else fiche.id,),
                    groupe=f"compte-{fiche.id}",
                )
            if gere:
                with st.container(key=f"carte-compte-{fiche.id}"):
                    show_details(fiche, sessions, moi=fiche.id == moi)
    if trouves.total > TAILLE:
        st.pagination(-(-trouves.total // TAILLE), key=PAGE)


def show_filtres() -> Filtre:
    """What narrows the list, and its order."""
    recherche = st.text_input("Chercher par nom ou adresse", key=RECHERCHE, live=PAUSE, on_change=_start_again)
    choisis = [st.session_state.get(ROLE) is not None, st.session_state.get(ETAT, TOUS) != TOUS]
    nombre = f" ({sum(choisis):d})" if any(choisis) else ""
    with st.popover(f"Filtrer{nombre}", icon=":material/filter_list:", key="comptes-filtrer"):
        role = st.selectbox(
            "Rôle",
            [*Role, SANS_ROLE],
            index=None,
            format_func=lambda choix: LIBELLES[Role(choix)] if choix else "Sans aucun rôle",
            placeholder="Tous",
            key=ROLE,
            filter_mode=None,
            on_change=_start_again,
        )
        etat = st.segmented_control(
            "État", [TOUS, OUVERTS, FERMES], default=TOUS, required=True, key=ETAT, on_change=_start_again
        )
        tri = st.segmented_control(
            "Ordre", [PAR_NOM, RECENTS], default=PAR_NOM, required=True, key=TRI, on_change=_start_again
        )
    show_bouton(
        "Inviter",
        key="comptes-inviter",
        type="primary",
        icon=":material/person_add:",
        on_click=_see,
        args=(INVITATIONS,),
    )
    actif = {OUVERTS: True, FERMES: False}.get(etat)
    return Filtre(recherche or "", role, actif, tri == RECENTS)


def _see(vue: str) -> None:
    st.session_state[VUE] = vue


def show_details(fiche: FicheCompte, sessions: list[SessionOuverte], *, moi: bool) -> None:
    """Its address, roles one by one, sessions, and the account itself."""
    st.caption(f"{escape(fiche.courriel)} · compte ouvert le {format_date(fiche.cree_le.astimezone(FUSEAU).date())}")
    for role in fiche.roles:
        libelle = f"{LIBELLES[role.role]}{f' – {role.lieu}' if role.lieu else ''}"
        show_bouton_prudent(
            f"Retirer le rôle {escape(libelle)}",
            f"role-retirer-{role.habilitation_id}",
            f"{escape(fiche.nom)} perdra ce rôle aussitôt.",
            partial(_remove_role, role.habilitation_id),
        )
    for session in sessions:
        show_bouton(
            f"Fermer la session {escape(session.appareil)}, ouverte le {format_instant(session.cree_le)}",
            key=f"session-fermer-{session.id}",
            on_click=_run,
            args=(partial(_close_session, session.id),),
        )
    if sessions:
        show_bouton(
            f"Fermer toutes les sessions {escape(add_de(fiche.nom))}",
            key=f"sessions-fermer-{fiche.id}",
            on_click=_run,
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
            on_click=_run,
            args=(partial(_set_actif, fiche.id, True),),
        )


def show_toutes_invitations() -> None:
    """Pending invitations of all places, and a form for any role."""
    role = Role(st.session_state.get("nouveau-role", Role.DIRECTION))
    with open_unit_ecran() as unit:
        invitations = list_invitations(unit)
        if role in ROLES_DE_STRUCTURE:
            lieux = list_structures_gerees(unit)
        else:
            lieux = list_collectifs(unit) if role is Role.ANIMATION else []
        now = unit.now
    show_formulaire(role, lieux)
    show_invitations(invitations, now)


def show_formulaire(role: Role, lieux: list[Lieu]) -> None:
    """Invite to any role; the place asked for follows the role."""
    st.header("Inviter quelqu’un", anchor=False)
    fill(FORMULAIRE, {"nom": "", "courriel": ""})
    st.text_input("Prénom et nom", key="nouveau-nom", max_chars=120, **watch_ligne(FORMULAIRE))
    st.text_input("Adresse e-mail", key="nouveau-courriel", max_chars=254, **watch_ligne(FORMULAIRE))
    st.selectbox("Rôle", list(Role), format_func=LIBELLES.__getitem__, key="nouveau-role", filter_mode=None)
    st.caption(f"Cette personne pourra {EXPLICATIONS[role]}.")
    if lieux:
        st.selectbox(
            "Où ?",
            lieux,
            format_func=lambda lieu: f"{lieu.structure} ({lieu.collectif})" if lieu.structure else lieu.collectif,
            key=_key_of_lieu(role),
            filter_mode=None,
        )
    show_garde(FORMULAIRE)
    show_message(MESSAGE_INVITER)
    show_bouton(name_invitation(), key="nouveau-envoyer", type="primary", on_click=_invite)


def _key_of_lieu(role: Role) -> str:
    """Structures and collectifs are two lists: each keeps its own choice."""
    return "nouveau-lieu-structure" if role in ROLES_DE_STRUCTURE else "nouveau-lieu-collectif"


def _invite() -> None:
    etat = st.session_state
    role = Role(etat["nouveau-role"])
    lieu: Lieu = Lieu(None, None) if role in ROLES_GENERAUX else etat[_key_of_lieu(role)]

    def invite(unit: Unit) -> str:
        create_invitation(
            unit, etat["nouveau-courriel"], etat["nouveau-nom"], role, lieu.collectif_id, lieu.structure_id
        )
        depart = describe_depart(unit.installation, etat["nouveau-courriel"].strip())
        return f"L’invitation est prête. {depart}"

    run_saisie(invite, FORMULAIRE, MESSAGE_INVITER)


def _start_again() -> None:
    st.session_state.pop(PAGE, None)
    st.session_state[OUVERT] = None


def _open(compte_id: UUID | None) -> None:
    st.session_state[OUVERT] = compte_id


def _run(action: partial[str | None]) -> None:
    run_action(action)


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
