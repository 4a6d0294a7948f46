"""The structures of the collectif, for its animation: what is to check, who takes part, who is invited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, open_unit
from caprse.collectif.adhesions import add_adhesion, end_adhesion
from caprse.collectif.annuaire import fold
from caprse.collectif.ecran import show_fictif
from caprse.collectif.regles import COMMUNE_MAX, NOM_MAX, TYPES
from caprse.collectif.service import get_collectif
from caprse.collectif.structures import StructureListee, confirm_structure, list_structures, update_structure
from caprse.socle.dates import format_date, format_pluriel
from caprse.socle.ecran import escape, get_jeton, link_to_page, run_action, show_message

EDITION = "structure_edition"
PAGE = "structures_page"
PAR_PAGE = 20
PAGE_ACCES = "equipes"
ADHERENTES, A_VERIFIER, TOUTES = "Adhérentes", "À vérifier", "Toutes"
FORMAT_JOUR = "DD/MM/YYYY"


def page_structures() -> None:
    """List the structures, a few at a time, with what can be done for each."""
    st.title("Structures")
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit(jeton=get_jeton()) as unit:
        collectif = get_collectif(unit, collectif_id, Operation.UPDATE_COLLECTIF)
        structures = list_structures(unit, collectif_id)
        today = unit.today
    st.caption(escape(collectif.nom))
    show_fictif(collectif.fictif)
    show_message()
    adherentes = sum(structure.is_adherente(today) for structure in structures)
    a_verifier = sum(bool(structure.a_verifier) for structure in structures)
    st.markdown(
        f"{format_pluriel(len(structures), 'structure')} · {format_pluriel(adherentes, 'adhérente')} · "
        f"{a_verifier} à vérifier"
    )
    st.radio(
        "Lesquelles voir ?",
        [ADHERENTES, A_VERIFIER, TOUTES],
        index=0 if adherentes else 2,
        key="structures-filtre",
        horizontal=True,
        on_change=_go_to,
        args=(0,),
    )
    st.text_input("Chercher par nom ou commune", key="structures-recherche", on_change=_go_to, args=(0,))
    choisies = _select(structures, today)
    debut = min(st.session_state.get(PAGE, 0), max(0, len(choisies) - 1) // PAR_PAGE) * PAR_PAGE
    if not choisies:
        st.info("Aucune structure ici.", icon=":material/search_off:")
    for structure in choisies[debut : debut + PAR_PAGE]:
        with st.container(border=True, key=f"structure-{structure.id}"):
            show_structure(collectif_id, structure, today)
    show_navigation(debut, len(choisies))


def show_structure(collectif_id: UUID, structure: StructureListee, today: date) -> None:
    """One structure: what is known, what is to check, what can be done."""
    st.subheader(escape(structure.nom), anchor=False)
    lieu = ", ".join(part for part in (structure.commune, structure.departement) if part)
    st.text(" · ".join(part for part in ("/".join(structure.types) or "type à préciser", lieu) if part))
    st.markdown(
        f"{_describe_adhesion(structure, today)} · "
        f"{format_pluriel(structure.comptes, 'personne a accès', 'personnes ont accès')}"
    )
    for phrase in structure.a_verifier:
        st.warning(escape(phrase), icon=":material/help:")
    if structure.sans_carnet:
        st.warning("Pas encore de carnet pour le trimestre ouvert.", icon=":material/edit_off:")
    if st.session_state.get(EDITION) == structure.id:
        show_forms(collectif_id, structure, today)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        link_to_page(PAGE_ACCES, "Inviter", ":material/person_add:", structure=str(structure.id))
        st.button(
            "Modifier", key=f"modifier-{structure.id}", icon=":material/edit:", on_click=_start, args=(structure,)
        )
        if structure.a_verifier:
            st.button(
                "C'est vérifié",
                key=f"verifie-{structure.id}",
                icon=":material/check:",
                on_click=_confirm,
                args=(collectif_id, structure),
            )
        if structure.sans_carnet and structure.du is not None:
            st.button(
                "Donner le carnet",
                key=f"carnet-{structure.id}",
                icon=":material/edit_note:",
                on_click=_join,
                args=(collectif_id, structure, structure.du),
            )


def show_forms(collectif_id: UUID, structure: StructureListee, today: date) -> None:
    """Correct what is known; begin or end the adhésion."""
    with st.form("structure", enter_to_submit=False):
        st.text_input("Nom", key="structure-nom", max_chars=NOM_MAX)
        st.pills("Types", TYPES, key="structure-types", selection_mode="multi")
        st.text_input("Département (numéro)", key="structure-departement", max_chars=3)
        st.text_input("Commune", key="structure-commune", max_chars=COMMUNE_MAX)
        with st.container(horizontal=True):
            st.form_submit_button(
                "Enregistrer",
                key="structure-enregistrer",
                type="primary",
                on_click=_save,
                args=(collectif_id, structure),
            )
            st.form_submit_button("Fermer", key="structure-fermer", on_click=_stop)
    membre = structure.is_adherente(today) and structure.au is None
    with st.form("adhesion", enter_to_submit=False):
        st.date_input(
            "Dernier jour d'adhésion" if membre else "Premier jour d'adhésion", key="adhesion-jour", format=FORMAT_JOUR
        )
        st.form_submit_button(
            "Terminer l'adhésion" if membre else "Faire adhérer",
            key="adhesion-enregistrer",
            on_click=_leave if membre else _join_on_chosen_day,
            args=(collectif_id, structure),
        )


def show_navigation(debut: int, total: int) -> None:
    """Which ones are shown, and the way to the others."""
    if total <= PAR_PAGE:
        return
    st.caption(f"{debut + 1} à {min(debut + PAR_PAGE, total)} sur {total}")
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        rang = debut // PAR_PAGE
        if rang > 0:
            st.button(
                "Précédentes", key="precedentes", icon=":material/arrow_back:", on_click=_go_to, args=(rang - 1,)
            )
        if debut + PAR_PAGE < total:
            st.button("Suivantes", key="suivantes", icon=":material/arrow_forward:", on_click=_go_to, args=(rang + 1,))


def _select(structures: Sequence[StructureListee], today: date) -> list[StructureListee]:
    filtre = st.session_state["structures-filtre"]
    cherche = fold(st.session_state["structures-recherche"] or "")
    return [
        structure
        for structure in structures
        if cherche in fold(structure.libelle)
        and (
            filtre == TOUTES
            or (filtre == A_VERIFIER and structure.a_verifier)
            or (filtre == ADHERENTES and structure.is_adherente(today))
        )
    ]


def _describe_adhesion(structure: StructureListee, today: date) -> str:
    if structure.du is None:
        return "N'adhère pas"
    if structure.au is not None and structure.au < today:
        return f"A adhéré du {format_date(structure.du)} au {format_date(structure.au)}"
    suite = f", jusqu'au {format_date(structure.au)}" if structure.au is not None else ""
    if structure.du > today:
        return f"Adhérera le {format_date(structure.du)}{suite}"
    return f"Adhère depuis le {format_date(structure.du)}{suite}"


def _go_to(rang: int) -> None:
    st.session_state[PAGE] = rang


def _start(structure: StructureListee) -> None:
    etat = st.session_state
    etat[EDITION] = structure.id
    etat["structure-nom"] = structure.nom
    etat["structure-types"] = list(structure.types)
    etat["structure-departement"] = structure.departement
    etat["structure-commune"] = structure.commune


def _stop() -> None:
    st.session_state.pop(EDITION, None)


def _run(use_case: Callable[[Unit], object], reussite: str) -> None:
    def action() -> str:
        with open_unit(jeton=get_jeton()) as unit:
            use_case(unit)
        return reussite

    if run_action(action):
        _stop()


def _confirm(collectif_id: UUID, structure: StructureListee) -> None:
    _run(
        lambda unit: confirm_structure(unit, collectif_id, structure.id, structure.version),
        f"{escape(structure.nom)} : c'est noté.",
    )


def _save(collectif_id: UUID, structure: StructureListee) -> None:
    etat = st.session_state
    _run(
        lambda unit: update_structure(
            unit,
            collectif_id,
            structure.id,
            structure.version,
            nom=etat["structure-nom"],
            types=etat["structure-types"],
            departement=etat["structure-departement"],
            commune=etat["structure-commune"],
        ),
        "La structure est enregistrée.",
    )


def _join_on_chosen_day(collectif_id: UUID, structure: StructureListee) -> None:
    _join(collectif_id, structure, st.session_state["adhesion-jour"])


def _join(collectif_id: UUID, structure: StructureListee, du: date) -> None:
    _run(
        lambda unit: add_adhesion(unit, collectif_id, structure.id, du),
        f"{escape(structure.nom)} adhère depuis le {format_date(du)}.",
    )


def _leave(collectif_id: UUID, structure: StructureListee) -> None:
    au: date = st.session_state["adhesion-jour"]
    _run(
        lambda unit: end_adhesion(unit, collectif_id, structure.id, au),
        f"L'adhésion de {escape(structure.nom)} se termine le {format_date(au)}. Ses carnets restent.",
    )
