"""The appuis of a collectif, for its animation: what to answer, what to join, the year's half-days, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.relecture.appuis.formulaire import is_demande_ouverte, show_demande
from caprse.relecture.appuis.formulaire_groupe import NEUF
from caprse.relecture.appuis.lecture import AppuiListe, Appuis, Groupe, list_appuis_collectif
from caprse.relecture.appuis.regles import ETATS_OUVERTS, LIBELLES_ETAT, EtatAppui
from caprse.relecture.appuis.vue_annee import show_annee
from caprse.relecture.appuis.vue_groupe import (
    get_ouvert,
    show_a_reunir,
    show_bouton_groupe,
    show_ligne_groupe,
    show_neuf,
)
from caprse.relecture.appuis.vue_ligne import build_titres, show_ligne
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.filtres import fold_filtres
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel

ETAT, STRUCTURE = "appuis", "appuis_de"
OUVERTS, TOUS = "ouverts", "tous"
LIBELLES_FILTRE = {OUVERTS: "À suivre", TOUS: "Tous"} | {etat.value: nom for etat, nom in LIBELLES_ETAT.items()}


def page_appuis_collectif() -> None:
    """All structures of a collectif, for its animation: what to answer, the year's half-days, files."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        appuis, today = list_appuis_collectif(unit, collectif_id), unit.today
    attendent = sum(a.etat is EtatAppui.DEMANDE for s in appuis.structures for a in s.appuis)
    reperes = [format_pluriel(attendent, "demande en attente", "demandes en attente")]
    noms = {structure.structure_id: structure.structure for structure in appuis.structures}
    with st.container(horizontal=True, key="appuis-tete", vertical_alignment="center"):
        show_entete("Appuis", reperes=reperes, fictif=appuis.fictif, largeur=Largeur.TRAVAIL)
        if noms and not is_demande_ouverte(noms) and get_ouvert(appuis) is None:
            show_demande(appuis, noms)
    if not noms:
        st.info("Ce collectif n’a encore aucune structure.", icon=":material/domain:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="appuis-barre"):
        choisis = _filter(appuis, noms)
    if is_demande_ouverte(noms):
        show_demande(appuis, noms)
    show_a_reunir(appuis)
    show_message()
    ouvert = get_ouvert(appuis)
    if ouvert in {offre.code for offre in appuis.offres}:
        show_neuf(ouvert, appuis, today)
    show_lignes(choisis, appuis, today)
    if ouvert == NEUF:
        show_neuf(ouvert, appuis, today)
    elif len(noms) > 1:
        show_bouton_groupe()
    show_annee(appuis, today)
    link_to_page("offres", "Catalogue des offres", ":material/menu_book:")


def show_lignes(choisis: Sequence[AppuiListe], appuis: Appuis, today: date) -> None:
    """The table: each appui, each collective one."""
    if not choisis:
        st.info("Aucun appui ne correspond à ces choix.", icon=":material/filter_alt_off:")
        return
    soldes = {structure.structure_id: structure.compute_solde(today.year) for structure in appuis.structures}
    with st.container(key="appuis-lignes", gap=None):
        st.html(build_titres())
        for ligne in gather(choisis):
            if isinstance(ligne, Groupe):
                show_ligne_groupe(ligne, appuis, today)
            else:
                show_ligne(ligne, soldes[ligne.structure_id], today)


def gather(choisis: Sequence[AppuiListe]) -> list[AppuiListe | Groupe]:
    """The lines of the table: what is shared is one, where the first of its parts would stand."""
    return list(dict.fromkeys(appui.groupe or appui for appui in choisis))


def _list_filtres(appuis: Appuis) -> list[str]:
    """What to follow, all, and the états that some appui has; that of the address stays, though it shows nothing."""
    presents = {appui.etat.value for structure in appuis.structures for appui in structure.appuis}
    return [
        etat
        for etat in LIBELLES_FILTRE
        if etat in {OUVERTS, TOUS} or etat in presents or etat == st.session_state[ETAT]
    ]


def _seed_filtre() -> None:
    """Once per arrival, what the address asks for: it keeps the name alone, since how many there are moves."""
    if ETAT not in st.session_state:
        demande = st.query_params.get(ETAT)
        st.session_state[ETAT] = next((e for e, nom in LIBELLES_FILTRE.items() if demande in {e, nom}), OUVERTS)


def _see() -> None:
    st.query_params[ETAT] = LIBELLES_FILTRE[st.session_state[ETAT]]


def _is_vu(appui: AppuiListe, filtre: str) -> bool:
    return filtre == TOUS or (filtre == OUVERTS and appui.etat in ETATS_OUVERTS) or filtre == appui.etat


def _filter(appuis: Appuis, noms: Mapping[UUID, str]) -> list[AppuiListe]:
    """What the address and the two lists ask for: what waits the longest first, then the latest."""
    _seed_filtre()
    tous = [appui for structure in appuis.structures for appui in structure.appuis]
    # As many as there are lines: what is shared by three structures is one.
    combien = {etat: len(gather([appui for appui in tous if _is_vu(appui, etat)])) for etat in LIBELLES_FILTRE}
    filtre = st.pills(
        "Quels appuis ?",
        _list_filtres(appuis),
        required=True,
        format_func=lambda etat: f"{escape(LIBELLES_FILTRE[etat])} ({combien[etat]:d})",
        key=ETAT,
        on_change=_see,
        wrap=True,
    )
    structures = {TOUS: "Toutes les structures"} | {str(structure): nom for structure, nom in noms.items()}
    with fold_filtres("appuis", int(st.session_state.get(STRUCTURE, TOUS) != TOUS)):
        qui = st.selectbox(
            "Structure",
            list(structures),
            format_func=structures.__getitem__,
            key=STRUCTURE,
            bind="query-params",
            filter_mode=None,
        )
    gardes = [appui for appui in tous if _is_vu(appui, filtre or OUVERTS) and qui in {TOUS, str(appui.structure_id)}]
    gardes.sort(key=lambda appui: appui.demande_le, reverse=filtre != OUVERTS)
    # A new request comes before what is already accepted or planned.
    gardes.sort(key=lambda appui: appui.etat is not EtatAppui.DEMANDE)
    return gardes
