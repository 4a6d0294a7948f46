"""The structures of the collectif, for its animation: what is to check, who takes part, who is invited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.carnet.membres.formulaires import (
    NOUVELLE,
    PAGE,
    confirm,
    is_begun_nouvelle,
    join,
    show_forms,
    show_nouvelle,
    start,
)
from caprse.carnet.membres.liste import StructureListee, list_structures
from caprse.carnet.membres.vue_import import show_import
from caprse.carnet.membres.vue_seuils import show_seuils
from caprse.collectif.service import get_collectif, get_seuils
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.chantier import get_edition, start_edition
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel, matches

IMPORT = "import"
RANG = "structures_page"
PAR_PAGE = 20
PAGE_ACCES = "equipes"
ADHERENTES, A_VERIFIER, SANS_ACCES, TOUTES = "Adhérentes", "À vérifier", "Sans accès", "Toutes"


def page_structures(emporter: Callable[[UUID], object] | None = None) -> None:
    """List the structures, a few at a time, with what can be done for each.

    ``emporter`` shows the way to take away the data of a structure, which the rooms above know.
    """
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        collectif = get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF)
        structures = list_structures(unit, collectif_id)
        today = unit.today
    adherentes = sum(structure.is_adherente(today) for structure in structures)
    a_verifier = sum(bool(structure.a_verifier) for structure in structures)
    sans_acces = sum(structure.is_adherente(today) and not structure.comptes for structure in structures)
    show_entete(
        "Structures",
        reperes=[
            format_pluriel(len(structures), "structure"),
            format_pluriel(adherentes, "adhérente"),
            f"{a_verifier} à vérifier",
            f"{sans_acces} sans accès" if sans_acces else "",
        ],
        fictif=collectif.fictif,
        largeur=Largeur.TRAVAIL,
    )
    if get_edition(PAGE) == IMPORT:
        show_import(collectif_id, PAGE)
        return
    show_message()
    if get_edition(PAGE) == NOUVELLE or is_begun_nouvelle(collectif_id):
        show_nouvelle(collectif_id)
    else:
        with st.container(horizontal=True):
            show_bouton(
                "Ajouter une structure", key="ajouter", icon=":material/add:", on_click=start, args=(None, today)
            )
            show_bouton(
                "Importer un annuaire",
                key="importer",
                icon=":material/upload_file:",
                on_click=start_edition,
                args=(PAGE, IMPORT),
            )
    with st.container(horizontal=True, vertical_alignment="bottom", key="structures-barre"):
        st.radio(
            "Lesquelles voir ?",
            [ADHERENTES, A_VERIFIER, SANS_ACCES, TOUTES],
            index=0 if adherentes else 3,
            key="structures-filtre",
            horizontal=True,
            on_change=_go_to,
            args=(0,),
        )
        st.text_input(
            "Chercher par nom ou commune", key="structures-recherche", on_change=_go_to, args=(0,), width=300
        )
    choisies = _select(structures, today)
    debut = min(st.session_state.get(RANG, 0), max(0, len(choisies) - 1) // PAR_PAGE) * PAR_PAGE
    if not choisies:
        st.info("Aucune structure ici.", icon=":material/search_off:")
    for structure in choisies[debut : debut + PAR_PAGE]:
        with st.container(key=f"structure-{structure.id}", gap="xsmall"):
            show_structure(collectif_id, structure, today, emporter)
    show_navigation(debut, len(choisies))
    show_seuils(collectif_id, get_seuils(collectif))


def show_structure(
    collectif_id: UUID, structure: StructureListee, today: date, emporter: Callable[[UUID], object] | None
) -> None:
    """One structure: what is known, what is to check, what can be done."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"structure-ligne-{structure.id}"):
        show_identite(structure, today)
        if get_edition(PAGE) != structure.id:
            show_actes(collectif_id, structure, today)
    for phrase in structure.a_verifier:
        st.warning(escape(phrase), icon=":material/help:")
    if structure.sans_carnet:
        st.warning("Pas encore de carnet pour le trimestre ouvert.", icon=":material/edit_off:")
    if get_edition(PAGE) == structure.id:
        show_forms(collectif_id, structure, today)
        if emporter is not None:
            emporter(structure.id)
        return


def show_identite(structure: StructureListee, today: date) -> None:
    """Who it is, where, since when a member, how many people may log in."""
    with st.container(gap=None):
        st.subheader(escape(structure.nom), anchor=False)
        lieu = ", ".join(part for part in (structure.commune, structure.departement) if part)
        acces = (
            format_pluriel(structure.comptes, "personne a accès", "personnes ont accès")
            if structure.comptes
            else ":orange-badge[Personne n'a encore d'accès]"
        )
        taille = (
            format_pluriel(structure.effectif, "personne employée", "personnes employées")
            if structure.effectif
            else ""
        )
        morceaux = ("/".join(structure.types) or "type à préciser", lieu, taille)
        debut = " · ".join(escape(part) for part in morceaux if part)
        st.markdown(f"{debut} · {_describe_adhesion(structure, today)} · {acces}")


def show_actes(collectif_id: UUID, structure: StructureListee, today: date) -> None:
    """What can be done with it."""
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="xsmall"):
        link_to_page(PAGE_ACCES, "Inviter", ":material/person_add:", structure=str(structure.id))
        show_bouton(
            "Modifier",
            key=f"modifier-{structure.id}",
            icon=":material/edit:",
            on_click=start,
            args=(structure, today),
        )
        if structure.a_verifier:
            show_bouton(
                "C'est vérifié",
                key=f"verifie-{structure.id}",
                icon=":material/check:",
                on_click=confirm,
                args=(collectif_id, structure),
            )
        if structure.sans_carnet and structure.du is not None:
            show_bouton(
                "Donner le carnet",
                key=f"carnet-{structure.id}",
                icon=":material/edit_note:",
                on_click=join,
                args=(collectif_id, structure, structure.du),
            )


def show_navigation(debut: int, total: int) -> None:
    """Which ones are shown, and the way to the others."""
    if total <= PAR_PAGE:
        return
    st.caption(f"{debut + 1} à {min(debut + PAR_PAGE, total)} sur {total}")
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        rang = debut // PAR_PAGE
        if rang > 0:
            show_bouton(
                "Précédentes", key="precedentes", icon=":material/arrow_back:", on_click=_go_to, args=(rang - 1,)
            )
        if debut + PAR_PAGE < total:
            show_bouton(
                "Suivantes", key="suivantes", icon=":material/arrow_forward:", on_click=_go_to, args=(rang + 1,)
            )


def _select(structures: Sequence[StructureListee], today: date) -> list[StructureListee]:
    filtre = st.session_state["structures-filtre"]
    cherche = st.session_state["structures-recherche"] or ""
    return [
        structure
        for structure in structures
        if matches(structure.libelle, cherche)
        and (
            filtre == TOUTES
            or (filtre == A_VERIFIER and structure.a_verifier)
            or (filtre == ADHERENTES and structure.is_adherente(today))
            or (filtre == SANS_ACCES and structure.is_adherente(today) and not structure.comptes)
        )
    ]


def _describe_adhesion(structure: StructureListee, today: date) -> Affichable:
    if structure.du is None:
        return "N'adhère pas"
    if structure.au is not None and structure.au < today:
        return f"A adhéré du {format_date(structure.du)} au {format_date(structure.au)}"
    suite = f", jusqu'au {format_date(structure.au)}" if structure.au is not None else ""
    if structure.du > today:
        return f"Adhérera le {format_date(structure.du)}{suite}"
    return f"Adhère depuis le {format_date(structure.du)}{suite}"


def _go_to(rang: int) -> None:
    st.session_state[RANG] = rang
