"""Everyone of a collectif on one list, structure by structure, for its animation: find, invite, change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.comptes.equipes import Equipe, filter_equipes, list_equipes
from caprse.acces.comptes.invitations_groupees import resend_invitations
from caprse.acces.comptes.page_equipe import ADRESSE, CHOIX
from caprse.acces.comptes.tri_equipes import Colonne, find_suivant, read_tri, sort_equipes
from caprse.acces.comptes.vue_equipe import show_equipe
from caprse.acces.comptes.vue_inviter import FERME, MODE, UNE, is_ouvert, show_inviter
from caprse.acces.ecran import choose_collectif, open_unit_ecran, run_once
from caprse.acces.saisie import PAUSE
from caprse.acces.unite import Unit
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import ask, show_bouton, show_question
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import agree, format_pluriel

RENVOYER = "equipes-renvoyer"
RECHERCHE, RENVOI, ORDRE = "equipes-recherche", "equipes-renvoi", "ordre"
TRI = "equipes-tri"
PAGE = "equipes-page"
PAR_PAGE = 20
TOUTES, SANS_COMPTE, EN_ATTENTE = "Tous", "Sans compte", "Invitations"


def page_equipes() -> None:
    """The list, what narrows it, and the way to invite."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        raise Introuvable("Cette page")
    with open_unit_ecran() as unit:
        equipes = list_equipes(unit, collectif_id)
        moi, now = unit.acteur.compte_id, unit.now
    noms = {str(equipe.lieu.structure_id): equipe.lieu.structure for equipe in equipes}
    choisie = _find_choix(noms)
    ici = next((e.lieu for e in equipes if str(e.lieu.structure_id) == choisie), None)
    ouvert = is_ouvert(ici)
    with st.container(horizontal=True, key="equipes-tete", vertical_alignment="center"):
        show_entete("Équipes et invitations", reperes=_describe(equipes), largeur=Largeur.TRAVAIL)
        show_bouton(
            "Fermer" if ouvert else "Inviter",
            key="equipes-inviter",
            type="secondary" if ouvert else "primary",
            icon=":material/close:" if ouvert else ":material/person_add:",
            on_click=_close if ouvert else _invite,
        )
    if ouvert:
        show_inviter([equipe.lieu for equipe in equipes], ici, ouvert=True)
    combien = {
        TOUTES: len(_list_personnes(equipes)),
        SANS_COMPTE: sum(equipe.sans_compte for equipe in equipes),
        EN_ATTENTE: sum(len(equipe.invitations) for equipe in equipes),
    }
    with st.container(horizontal=True, vertical_alignment="bottom", key="equipes-filtres"):
        st.text_input("Chercher", key=RECHERCHE, placeholder="Nom, structure", live=PAUSE, on_change=_restart)
        # On a phone the search finds a structure as well: the list stands there once one is chosen.
        with st.container(key="equipes-structure" if choisie else "equipes-structure-toutes"):
            st.selectbox(
                "Structure",
                list(noms),
                index=None,
                format_func=noms.__getitem__,
                placeholder="Toutes les structures",
                key=CHOIX,
                on_change=_keep_address,
                filter_mode=None,
            )
        tri = st.segmented_control(
            "Montrer",
            [TOUTES, SANS_COMPTE, EN_ATTENTE],
            default=TOUTES,
            required=True,
            format_func=lambda choix: f"{escape(choix)} ({combien[choix]:d})",
            key=TRI,
            wrap=True,
            on_change=_restart,
        )
    gardees = [e for e in equipes if choisie in (None, str(e.lieu.structure_id))]
    if tri == SANS_COMPTE:
        gardees = [equipe for equipe in gardees if equipe.sans_compte]
    elif tri == EN_ATTENTE:
        gardees = [replace(e, membres=(), part=str(e.invitations[0].id)) for e in gardees if e.invitations]
    gardees = list(filter_equipes(gardees, st.session_state.get(RECHERCHE) or ""))
    show_message(RENVOI)
    if tri == EN_ATTENTE and combien[EN_ATTENTE] > 1:
        show_renvoi(collectif_id, combien[EN_ATTENTE])
    if not gardees:
        st.info("Personne ne correspond à cette recherche.", icon=":material/search_off:")
        return
    ordre = read_tri(st.query_params.get(ORDRE, ""))
    gardees = sort_equipes(gardees, ordre)
    pages = -(-len(gardees) // PAR_PAGE)
    page = min(st.session_state.get(PAGE) or 1, pages)
    with st.container(key="equipes-lignes", gap=None):
        show_tetes(ordre)
        for equipe in gardees[PAR_PAGE * (page - 1) : PAR_PAGE * page]:
            show_equipe(equipe, moi, now, inviter=_invite)
    if pages > 1:
        st.pagination(pages, key=PAGE)


def show_tetes(ordre: tuple[Colonne, bool]) -> None:
    """What each column holds; its head puts the lines in its order, then the other way."""
    with st.container(key="equipes-tetes"):
        for colonne in Colonne:
            icone = ":material/arrow_upward:" if ordre[1] else ":material/arrow_downward:"
            show_bouton(
                escape(colonne),
                key=f"equipes-tri-{colonne.name.lower()}",
                type="tertiary",
                icon=icone if ordre[0] is colonne else None,
                help=f"Trier par {escape(colonne.lower())}",
                on_click=_sort,
                args=(find_suivant(ordre, colonne),),
            )


def show_renvoi(collectif_id: UUID, combien: int) -> None:
    """All that nobody answered, once more."""
    libelle = f"Renvoyer les {combien:d} messages"
    show_bouton(libelle, key=RENVOYER, icon=":material/send:", on_click=ask, args=(RENVOYER,))
    question = "Chaque personne reçoit un nouveau lien ; l’ancien ne fonctionne plus."
    show_question(libelle.lower(), RENVOYER, question, partial(_resend, collectif_id), RENVOI)


def _resend(collectif_id: UUID) -> str | None:
    def resend(unit: Unit) -> str:
        parties = resend_invitations(unit, collectif_id)
        return f"{format_pluriel(parties, 'invitation repart', 'invitations repartent')}, avec un nouveau lien."

    return run_once(resend)


def _sort(ordre: str) -> None:
    st.query_params[ORDRE] = ordre
    _restart()


def _describe(equipes: Sequence[Equipe]) -> list[str]:
    personnes = len(_list_personnes(equipes))
    structures = format_pluriel(len(equipes), "structure")
    # Everywhere else a structure that left is no longer counted: why they are more here is said.
    if parties := sum(1 for equipe in equipes if not equipe.adherente):
        structures += f", dont {parties} qui {agree(parties, 'n’adhère', 'n’adhèrent')} plus"
    reperes = [structures, format_pluriel(personnes, "personne")]
    if sans := sum(1 for equipe in equipes if equipe.sans_compte):
        reperes.append(f"{format_pluriel(sans, 'structure')} sans compte")
    if attente := sum(len(equipe.invitations) for equipe in equipes):
        reperes.append(format_pluriel(attente, "invitation en attente", "invitations en attente"))
    return reperes


def _list_personnes(equipes: Sequence[Equipe]) -> set[UUID]:
    return {membre.compte_id for equipe in equipes for membre in equipe.membres}


def _find_choix(noms: dict[str, str]) -> str | None:
    """The structure that was chosen, else, once, that of the address."""
    demandee = st.query_params.get(ADRESSE)
    if CHOIX not in st.session_state and demandee in noms:
        st.session_state[CHOIX] = demandee
        st.session_state[MODE] = UNE
    choix: str | None = st.session_state.get(CHOIX)
    if choix not in noms:
        st.session_state[CHOIX] = choix = None
    return choix


def _invite(structure: str | None = None) -> None:
    """Open the invitation, into one structure where it is named."""
    if structure is not None:
        st.session_state[CHOIX] = structure
        _keep_address()
    st.session_state[MODE] = UNE


def _close() -> None:
    st.session_state[MODE] = FERME


def _keep_address() -> None:
    _restart()
    if choix := st.session_state[CHOIX]:
        st.query_params[ADRESSE] = choix
    else:
        st.query_params.pop(ADRESSE, None)


def _restart() -> None:
    st.session_state.pop(PAGE, None)
