"""The people of a structure: who they are, what they may do, who is invited."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.habilitations import Membre, delete_habilitation, list_membres, update_role
from caprse.acces.comptes.invitations import InvitationEnAttente, create_invitation, list_invitations
from caprse.acces.comptes.vue_invitations import show_invitations
from caprse.acces.ecran import open_unit_ecran, run_once, run_use_case
from caprse.acces.lieux import Lieu, list_structures_gerees
from caprse.acces.regles import EXPLICATIONS, LIBELLES, RANGS, Role
from caprse.acces.saisie import Formulaire, fill, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.courrier.depart import describe_depart
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton, show_bouton_prudent
from caprse.socle.erreurs import Introuvable

CHOIX = "equipe-structure"
ADRESSE = "structure"
ROLES = sorted(RANGS, key=lambda role: -RANGS[role])


def page_equipe() -> None:
    """Show the people and the invitations of one structure."""
    st.title("Notre équipe")
    with open_unit_ecran() as unit:
        lieux = list_structures_gerees(unit)
        lieu = _choose(lieux)
        membres = list_membres(unit, lieu.collectif_id, lieu.structure_id)
        invitations = list_invitations(unit, lieu.collectif_id, lieu.structure_id)
        moi, now = unit.acteur.compte_id, unit.now
    show_message()
    st.header("Les personnes", anchor=False)
    for membre in membres:
        with st.container(border=True, key=f"membre-{membre.habilitation_id}"):
            show_membre(membre, moi=membre.compte_id == moi)
    show_invitations(invitations, now)
    show_formulaire(lieu, invitations)


def show_membre(membre: Membre, *, moi: bool) -> None:
    """One person: their role, and the way out."""
    st.markdown(f"**{escape(membre.nom)}**{' (vous)' if moi else ''}{'' if membre.actif else ' – compte fermé'}")
    st.text(f"{membre.courriel} · depuis le {format_date(membre.depuis.astimezone(FUSEAU).date())}")
    cle = f"role-{membre.habilitation_id}"
    st.session_state[cle] = membre.role
    st.selectbox(
        f"Rôle de {escape(membre.nom)}",
        ROLES,
        format_func=LIBELLES.__getitem__,
        key=cle,
        on_change=_change_role,
        args=(cle, membre.habilitation_id, membre.nom),
        filter_mode=None,
    )
    show_bouton_prudent(
        f"Retirer {escape(membre.nom)}",
        f"retirer-{membre.habilitation_id}",
        f"{escape(membre.nom)} ne verra plus le carnet de cette structure. Ses réponses restent.",
        partial(_remove, membre.habilitation_id, membre.nom),
    )


def show_formulaire(lieu: Lieu, invitations: list[InvitationEnAttente]) -> None:
    """Invite someone."""
    st.header("Inviter quelqu'un", anchor=False)
    formulaire = _name_formulaire(lieu)
    fill(formulaire, {"nom": "", "courriel": "", "role": Role.CONTRIBUTION})
    with st.container(border=True):
        st.text_input("Prénom et nom", key="inviter-nom", max_chars=120, **watch_ligne(formulaire))
        st.text_input("Adresse e-mail", key="inviter-courriel", max_chars=254, **watch_ligne(formulaire))
        st.radio(
            "Que pourra faire cette personne ?",
            ROLES,
            format_func=lambda role: f"**{LIBELLES[role]}** : {EXPLICATIONS[role]}",
            key="inviter-role",
            **watch(formulaire),
        )
        show_garde(formulaire)
        show_bouton(
            "Envoyer l'invitation",
            key="inviter-envoyer",
            type="primary",
            on_click=_invite,
            args=(lieu,),
        )
    if not invitations:
        st.caption("La personne reçoit un message avec un lien, valable 14 jours. Elle choisit d'accepter.")


def _choose(lieux: list[Lieu]) -> Lieu:
    """The structure named by the address, else the first; a list where there are several. Raises Introuvable."""
    noms = {str(lieu.structure_id): lieu for lieu in lieux}
    if not noms:
        raise Introuvable("Cette page")
    if len(noms) > 1:
        demandee = st.query_params.get(ADRESSE)
        if st.session_state.get(CHOIX) not in noms and demandee in noms:
            st.session_state[CHOIX] = demandee
        choix = st.selectbox(
            "Structure",
            list(noms),
            format_func=lambda i: noms[i].structure,
            key=CHOIX,
            on_change=_keep_address,
            filter_mode=None,
        )
        return noms[choix]
    return next(iter(noms.values()))


def _keep_address() -> None:
    st.query_params[ADRESSE] = st.session_state[CHOIX]


def _change_role(cle: str, habilitation_id: UUID, nom: str) -> None:
    role = Role(st.session_state[cle])

    def change(unit: Unit) -> str:
        update_role(unit, habilitation_id, role)
        return f"{nom} a maintenant le rôle « {LIBELLES[role]} »."

    run_use_case(change)


def _remove(habilitation_id: UUID, nom: str) -> str | None:
    def remove(unit: Unit) -> str:
        delete_habilitation(unit, habilitation_id)
        return f"{nom} n'a plus accès à cette structure."

    return run_once(remove)


def _invite(lieu: Lieu) -> None:
    nom, courriel = st.session_state["inviter-nom"], st.session_state["inviter-courriel"]

    def invite(unit: Unit) -> str:
        create_invitation(
            unit, courriel, nom, Role(st.session_state["inviter-role"]), lieu.collectif_id, lieu.structure_id
        )
        return f"L'invitation est prête. {describe_depart(unit.installation, courriel.strip())}"

    run_saisie(invite, _name_formulaire(lieu))


def _name_formulaire(lieu: Lieu) -> Formulaire:
    champs = {champ: f"inviter-{champ}" for champ in ("nom", "courriel", "role")}
    return Formulaire(f"inviter/{lieu.structure_id}", champs)
