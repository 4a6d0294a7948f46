"""All accounts, for the administration: find a person, see their roles and devices, close or reopen, invite."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.invitations import create_invitation, list_invitations
from caprse.acces.comptes.service import FicheCompte, list_comptes
from caprse.acces.comptes.vue_compte import build_rang, group_fiches
from caprse.acces.comptes.vue_gerer import Effacer, show_details
from caprse.acces.comptes.vue_invitations import show_invitations
from caprse.acces.comptes.vue_inviter import name_invitation
from caprse.acces.connexion.sessions import list_sessions
from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.lieux import Lieu, list_collectifs, list_structures_gerees
from caprse.acces.regles import EXPLICATIONS, LIBELLES, ROLES_DE_STRUCTURE, ROLES_GENERAUX, Operation, Role
from caprse.acces.saisie import PAUSE, Formulaire, fill, run_saisie, show_garde, watch_ligne
from caprse.acces.unite import Unit
from caprse.courrier.depart import describe_depart
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, build_tetes, show_entete
from caprse.socle.ecran.filtres import fold_filtres
from caprse.socle.erreurs import Introuvable
from caprse.socle.fictif import drop_mention
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

COMPTES, INVITATIONS = "Comptes", "Invitations"
OUVERT, RECHERCHE, VUE = "comptes-ouvert", "comptes-recherche", "comptes-vue"
PAGE, ROLE, ETAT, TRI = "comptes-page", "comptes-role", "comptes-etat", "comptes-tri"
SANS_ROLE = ""
TOUS, FERMES, OUVERTS = "Tous", "Fermés", "Ouverts"
PAR_NOM, RECENTS = "Par nom", "Les plus récents"
TAILLE = 50
MESSAGE_INVITER = "nouveau-dit"
TETES = build_tetes("cap-rang cap-rang-compte cap-rang-acte", "Personne", "Rôle", "Où", "Dernière venue")

FORMULAIRE = Formulaire("inviter/tous", {"nom": "nouveau-nom", "courriel": "nouveau-courriel"})


@dataclass(frozen=True)
class Filtre:
    """What narrows the list, and its order."""

    recherche: str
    role: str | None
    actif: bool | None
    recents: bool


def page_comptes(effacer: Effacer | None = None) -> None:
    """Accounts, or invitations; ``effacer`` erases a closed one."""
    if not get_acteur().can(Operation.UPDATE_INSTALLATION):
        raise Introuvable("Cette page")
    tete = st.container(horizontal=True, key="comptes-tete", vertical_alignment="center")
    with st.container(horizontal=True, vertical_alignment="bottom", key="comptes-filtres"):
        vue = st.segmented_control(
            "Que voulez-vous voir ?", [COMPTES, INVITATIONS], default=COMPTES, required=True, key=VUE
        )
        filtre = None if vue == INVITATIONS else show_filtres()
    combien = "Qui est invité, à quel rôle"
    if filtre is None:
        show_toutes_invitations()
    else:
        combien = show_comptes(filtre, effacer)
    with tete:
        show_entete("Comptes", reperes=(combien,), largeur=Largeur.TRAVAIL)
        if filtre is not None:
            show_bouton(
                "Inviter",
                key="comptes-inviter",
                type="primary",
                icon=":material/person_add:",
                on_click=_see,
                args=(INVITATIONS,),
            )


def show_comptes(filtre: Filtre, effacer: Effacer | None) -> str:
    """Accounts, a few at a time; the chosen one with its details. Gives how many there are."""
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
    debut = TAILLE * (page - 1)
    part = f"{debut + 1} à {debut + len(trouves.fiches)} sur " if trouves.total > TAILLE else ""
    combien = f"{part}{format_pluriel(trouves.total, 'compte')}"
    if not trouves.fiches:
        st.info("Aucun compte ne correspond à ce que vous cherchez.", icon=":material/search_off:")
        show_bouton("Voir tous les comptes", key="comptes-tous", icon=":material/list:", on_click=_show_tous)
        return combien
    groupes = {"": list(trouves.fiches)} if filtre.recents else group_fiches(trouves.fiches)
    with st.container(key="liste-comptes", gap=None):
        st.html(TETES)
        for lieu, fiches in groupes.items():
            if len(groupes) > 1:
                st.html(f'<h2 class="cap-comptes-de">{escape_html(lieu)}</h2>')
            for fiche in fiches:
                show_compte(fiche, gere=fiche.id == ouvert)
                if fiche.id == ouvert:
                    with st.container(key=f"carte-compte-{fiche.id}"):
                        show_details(fiche, sessions, moi=fiche.id == moi, effacer=effacer)
    if trouves.total > TAILLE:
        st.pagination(-(-trouves.total // TAILLE), key=PAGE)
    return combien


def show_compte(fiche: FicheCompte, *, gere: bool) -> None:
    """One account on its line, and what opens or folds its details."""
    with st.container(key=f"rang-{fiche.id}", horizontal=True, vertical_alignment="center"):
        st.html(build_rang(fiche))
        # A chevron: said in full beside each name, the same act made a column of words.
        show_bouton(
            f"Replier {escape(fiche.nom)}" if gere else f"Gérer {escape(fiche.nom)}",
            key=f"replier-{fiche.id}" if gere else f"gerer-{fiche.id}",
            type="tertiary",
            icon=":material/expand_less:" if gere else ":material/expand_more:",
            on_click=_open,
            args=(None if gere else fiche.id,),
            groupe=f"compte-{fiche.id}",
        )


def show_filtres() -> Filtre:
    """What narrows the list, and its order."""
    recherche = st.text_input(
        "Chercher", placeholder="Nom ou adresse e-mail", key=RECHERCHE, live=PAUSE, on_change=_start_again
    )
    choisis = [st.session_state.get(ROLE) is not None, st.session_state.get(ETAT, TOUS) != TOUS]
    with fold_filtres("comptes", sum(choisis)):
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
    actif = {OUVERTS: True, FERMES: False}.get(etat)
    return Filtre(recherche or "", role, actif, tri == RECENTS)


def _see(vue: str) -> None:
    st.session_state[VUE] = vue


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
    with st.container(key="carte-inviter-tous"):
        show_formulaire(role, lieux)
    if not invitations:
        st.caption("Aucune invitation n’attend de réponse.")
    show_invitations(invitations, now)


def show_formulaire(role: Role, lieux: list[Lieu]) -> None:
    """Invite to any role; the place asked for follows the role."""
    st.header("Inviter quelqu’un", anchor=False)
    fill(FORMULAIRE, {"nom": "", "courriel": ""})
    # Row by row: on a phone, who comes before what they may do.
    gauche, droite = st.columns(2)
    gauche.text_input("Prénom et nom", key="nouveau-nom", max_chars=120, **watch_ligne(FORMULAIRE))
    droite.text_input("Adresse e-mail", key="nouveau-courriel", max_chars=254, **watch_ligne(FORMULAIRE))
    gauche, droite = st.columns(2)
    gauche.selectbox("Rôle", list(Role), format_func=LIBELLES.__getitem__, key="nouveau-role", filter_mode=None)
    if lieux:
        droite.selectbox("Où ?", lieux, format_func=_name_lieu, key=_key_of_lieu(role), filter_mode=None)
    st.caption(f"Cette personne pourra {EXPLICATIONS[role]}.")
    show_garde(FORMULAIRE)
    show_message(MESSAGE_INVITER)
    show_bouton(name_invitation(), key="nouveau-envoyer", type="primary", on_click=_invite)


def _name_lieu(lieu: Lieu) -> str:
    collectif = drop_mention(lieu.collectif)
    return f"{lieu.structure} · {collectif}" if lieu.structure else collectif


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


def _show_tous() -> None:
    for cle in (RECHERCHE, ROLE, ETAT):
        st.session_state.pop(cle, None)
    _start_again()


def _start_again() -> None:
    st.session_state.pop(PAGE, None)
    st.session_state[OUVERT] = None


def _open(compte_id: UUID | None) -> None:
    st.session_state[OUVERT] = compte_id
