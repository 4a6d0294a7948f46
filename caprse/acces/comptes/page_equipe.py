"""The people of a structure: who they are, what they may do, who is invited."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from caprse.acces.comptes.equipes import get_equipe
from caprse.acces.comptes.vue_equipe import show_equipe
from caprse.acces.comptes.vue_inviter import FERME, MODE, UNE, is_ouvert, show_inviter
from caprse.acces.ecran import open_unit_ecran
from caprse.acces.lieux import Lieu, list_structures_gerees
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, build_tetes, show_entete
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import format_pluriel

CHOIX = "equipe-structure"
ADRESSE = "structure"
TETES = build_tetes("cap-rang cap-tetes-equipe", "Qui", "Ce que la personne peut faire", "Adresse e-mail", "Depuis")


def page_equipe(show_fiche: Callable[[Lieu], None] | None = None) -> None:
    """Show the people and the invitations of one structure; ``show_fiche`` adds what else its direction may say."""
    with open_unit_ecran() as unit:
        lieux = list_structures_gerees(unit)
        lieu = _find(lieux)
        equipe = get_equipe(unit, lieu.collectif_id, lieu.structure_id)
        moi, now = unit.acteur.compte_id, unit.now
    reperes = [lieu.structure, format_pluriel(len(equipe.membres), "personne")]
    if equipe.invitations:
        reperes.append(format_pluriel(len(equipe.invitations), "invitation en attente", "invitations en attente"))
    show_entete("Notre équipe", reperes=reperes, largeur=Largeur.TRAVAIL)
    if len(lieux) > 1:
        noms = {str(lieu.structure_id): lieu.structure for lieu in lieux}
        st.selectbox(
            "Structure",
            list(noms),
            format_func=noms.__getitem__,
            key=CHOIX,
            on_change=_keep_address,
            filter_mode=None,
        )
    st.html(TETES)
    show_equipe(equipe, moi, now)
    if is_ouvert(lieu):
        with st.container(key="equipe-inviter"):
            st.header("Inviter quelqu’un", anchor=False)
            show_inviter([lieu], lieu, ouvert=True)
            show_bouton("Fermer", key="equipe-fermer", type="tertiary", on_click=_set_mode, args=(FERME,))
    else:
        show_bouton(
            "Inviter quelqu’un",
            key="equipe-ouvrir",
            type="primary",
            icon=":material/person_add:",
            on_click=_set_mode,
            args=(UNE,),
        )
    if show_fiche is not None:
        show_fiche(lieu)


def _set_mode(mode: str | None) -> None:
    st.session_state[MODE] = mode


def _find(lieux: list[Lieu]) -> Lieu:
    """The structure that was chosen, else that of the address, else the first. Raises Introuvable."""
    noms = {str(lieu.structure_id): lieu for lieu in lieux}
    if not noms:
        raise Introuvable("Cette page")
    if st.session_state.get(CHOIX) not in noms:
        demandee = st.query_params.get(ADRESSE)
        st.session_state[CHOIX] = demandee if demandee in noms else next(iter(noms))
    return noms[st.session_state[CHOIX]]


def _keep_address() -> None:
    st.query_params[ADRESSE] = st.session_state[CHOIX]
