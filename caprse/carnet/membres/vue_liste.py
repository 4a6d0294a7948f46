"""The structures as a table: choose a line, read who it is, open it to act; what is to check stands under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.carnet.membres.formulaires import PAGE, confirm, join, name_place, show_forms, start
from caprse.carnet.membres.liste import StructureListee
from caprse.socle.dates import format_date_courte
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import get_edition
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import agree, format_pluriel
from caprse.socle.signes import escape_html

PAGE_ACCES = "equipes"
TOUT = "choix-tout"
CHOISIR = "structures-choisir"
# What the short names stand for, for whoever points at them.
NOMS_TYPES = {
    "AI": "Association intermédiaire",
    "ACI": "Atelier et chantier d’insertion",
    "EI": "Entreprise d’insertion",
    "ETTI": "Entreprise de travail temporaire d’insertion",
    "EBE": "Entreprise à but d’emploi",
    "GES": "Groupe économique solidaire",
    "SAP": "Services à la personne",
}


def name_choix(structure_id: UUID) -> str:
    """The key of the box that chooses a structure."""
    return f"choix-{structure_id}"


def is_choisie(structure_id: UUID) -> bool:
    """Whether the box of a structure is checked, while there are boxes."""
    return bool(st.session_state.get(CHOISIR) and st.session_state.get(name_choix(structure_id)))


def show_titres(structures: Sequence[UUID], *, datee: bool) -> None:
    """What each column holds; and, once one chooses, a box for all that is shown. ``datee``: adhésions have theirs."""
    with st.container(horizontal=True, vertical_alignment="center", key="structures-titres"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="structures-choix"):
            # Boxes on each line would be all that one sees of a list that one mostly reads.
            if st.toggle("Choisir", key=CHOISIR):
                st.session_state[TOUT] = all(st.session_state.get(name_choix(structure)) for structure in structures)
                nom = f"Tout choisir ({len(structures)})"
                st.checkbox(nom, key=TOUT, on_change=_choose_all, args=(tuple(structures),))
        titres = ("Types et lieu", "Adhère depuis le", "Accès") if datee else ("Types et lieu", "Accès")
        noms = "".join(f"<span>{nom}</span>" for nom in titres)
        st.html(f'<div class="{name_classe(datee=datee)}" aria-hidden="true">{noms}</div>')


def name_classe(*, datee: bool) -> str:
    """The columns of a line."""
    return "cap-structure" if datee else "cap-structure sans-date"


def show_structure(
    collectif_id: UUID,
    structure: StructureListee,
    today: date,
    emporter: Callable[[UUID], object] | None,
    *,
    datee: bool,
) -> None:
    """One structure: what is known, what can be done, what is to check; its forms when they are open."""
    ouverte = get_edition(PAGE) == structure.id
    with st.container(horizontal=True, vertical_alignment="center", key=f"structure-ligne-{structure.id}"):
        nom: Affichable = f"**{escape(structure.nom)}**"
        if st.session_state.get(CHOISIR):
            st.checkbox(nom, key=name_choix(structure.id))
        else:
            st.markdown(nom)
        st.html(build_faits(structure, today, datee=datee))
        with st.container(
            horizontal=True,
            horizontal_alignment="right",
            vertical_alignment="center",
            gap="xsmall",
            key=f"structure-actes-{structure.id}",
        ):
            if not structure.comptes:
                link_to_page(PAGE_ACCES, "Inviter", ":material/person_add:", structure=str(structure.id))
            if not ouverte:
                # A chevron: said in full beside each name, the same two acts made a wall of words.
                show_bouton(
                    f"Ouvrir {escape(structure.nom)}",
                    key=f"modifier-{structure.id}",
                    icon=":material/expand_more:",
                    type="tertiary",
                    on_click=start,
                    args=(structure, today),
                )
    if not ouverte:
        show_doutes(collectif_id, structure, today)
        show_message(name_place(structure.id))
        return
    for phrase in structure.a_verifier:
        st.warning(escape(phrase), icon=":material/help:")
    show_message(name_place(structure.id))
    link_to_page(PAGE_ACCES, "Inviter une personne", ":material/person_add:", structure=str(structure.id))
    show_forms(collectif_id, structure, today)
    if emporter is not None:
        emporter(structure.id)


def show_doutes(collectif_id: UUID, structure: StructureListee, today: date) -> None:
    """What is to check, or lacks, with what settles it."""
    if structure.a_verifier:
        with st.container(horizontal=True, vertical_alignment="center", key=f"structure-doute-{structure.id}"):
            phrases = escape(" · ".join(structure.a_verifier))
            double = any("doublon" in phrase for phrase in structure.a_verifier)
            aide = " Choisissez les deux lignes pour les réunir." if double else ""
            st.markdown(f":material/help: {phrases}.{aide}")
            if not structure.commune:
                show_bouton(
                    "Indiquer la commune",
                    key=f"commune-{structure.id}",
                    icon=":material/edit:",
                    type="tertiary",
                    on_click=start,
                    args=(structure, today),
                )
            show_bouton(
                "C’est vérifié",
                key=f"verifie-{structure.id}",
                icon=":material/check:",
                type="tertiary",
                on_click=confirm,
                args=(collectif_id, structure),
            )
    if structure.sans_carnet and structure.du is not None:
        with st.container(horizontal=True, vertical_alignment="center", key=f"structure-manque-{structure.id}"):
            st.markdown(":material/edit_off: Pas encore de carnet pour le trimestre ouvert.")
            show_bouton(
                "Donner le carnet",
                key=f"carnet-{structure.id}",
                icon=":material/edit_note:",
                type="tertiary",
                on_click=join,
                args=(collectif_id, structure, structure.du),
            )


def build_faits(structure: StructureListee, today: date, *, datee: bool) -> str:
    """What, where, since when a member, how many people may log in: HTML, every text escaped."""
    types = "".join(map(_build_type, structure.types)) or "<i>type à préciser</i>"
    lieu = escape_html(", ".join(part for part in (structure.commune, structure.departement) if part))
    # Beside a place it stands after a dot; alone it does not.
    seul = "" if lieu else ' class="seul"'
    taille = (
        f"<em{seul}>{format_pluriel(structure.effectif, 'employé·e', 'employé·es')}</em>" if structure.effectif else ""
    )
    acces = (
        # The head of the column says what they have; a phone has none.
        f"<span>{format_pluriel(structure.comptes, 'personne')}"
        f'<span class="adhere"> {agree(structure.comptes, "a", "ont")} accès</span></span>'
        if structure.comptes
        else "<b>Personne n’a encore d’accès</b>"
    )
    return (
        f'<div class="{name_classe(datee=datee)}"><span>{types} {lieu}{taille}</span>'
        f"<span>{describe_adhesion(structure, today)}</span><span>{acces}</span></div>"
    )


def _build_type(genre: str) -> str:
    long = NOMS_TYPES.get(genre)
    return f'<i title="{escape_html(long)}">{escape_html(genre)}</i>' if long else f"<i>{escape_html(genre)}</i>"


def describe_adhesion(structure: StructureListee, today: date) -> str:
    """Since when a member, in a few words: HTML."""
    if structure.du is None:
        return "N’adhère pas"
    if structure.au is not None and structure.au < today:
        return f"A adhéré du {format_date_courte(structure.du)} au {format_date_courte(structure.au)}"
    suite = f", jusqu’au {format_date_courte(structure.au)}" if structure.au is not None else ""
    if structure.du > today:
        return f"Adhérera le {format_date_courte(structure.du)}{suite}"
    return f'<span class="adhere">Adhère depuis le</span> {format_date_courte(structure.du)}{suite}'


def _choose_all(structures: tuple[UUID, ...]) -> None:
    for structure in structures:
        st.session_state[name_choix(structure)] = st.session_state[TOUT]
