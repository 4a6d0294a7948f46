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
    is_begun_nouvelle,
    name_place,
    show_nouvelle,
    start,
)
from caprse.carnet.membres.liste import StructureListee, list_structures
from caprse.carnet.membres.vue_import import show_import
from caprse.carnet.membres.vue_liste import describe_adhesion, is_choisie, show_structure, show_titres
from caprse.carnet.membres.vue_lot import show_lot
from caprse.carnet.membres.vue_seuils import show_seuils
from caprse.collectif.service import get_collectif, get_seuils
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.chantier import get_edition, start_edition
from caprse.socle.ecran.filtres import fold_filtres
from caprse.socle.francais import format_pluriel, matches

IMPORT = "import"
RANG = "structures_page"
PAR_PAGE = 20
FILTRE = "structures-filtre"
ADHERENTES, A_VERIFIER, SANS_ACCES, TOUTES = "Adhérentes", "À vérifier", "Sans accès", "Toutes"
# The list comes by name; a sort that says nothing of two lines leaves them so.
ORDRES: dict[str, Callable[[StructureListee], int]] = {
    "Par nom": lambda _: 0,
    "Le moins d’accès d’abord": lambda structure: structure.comptes,
    "Adhésion la plus récente": lambda structure: -structure.du.toordinal() if structure.du else 0,
}


def page_structures(
    emporter: Callable[[UUID], object] | None = None, emporter_tout: Callable[[UUID], object] | None = None
) -> None:
    """List the structures, a few at a time, with what can be done for each.

    ``emporter`` shows the way to take away the data of a structure, ``emporter_tout`` the answers of all of them,
    which the rooms above know.
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
    nouvelle = get_edition(PAGE) == NOUVELLE or is_begun_nouvelle(collectif_id)
    with st.container(horizontal=True, key="structures-tete", vertical_alignment="center"):
        show_entete(
            "Structures",
            reperes=[
                format_pluriel(len(structures), "structure"),
                format_pluriel(adherentes, "adhérente"),
                f"{a_verifier} à vérifier" if a_verifier else "",
                f"{sans_acces} sans accès" if sans_acces else "",
            ],
            fictif=collectif.fictif,
            largeur=Largeur.TRAVAIL,
        )
        if get_edition(PAGE) != IMPORT and not nouvelle:
            show_gestes(today)
    if get_edition(PAGE) == IMPORT:
        show_import(collectif_id, PAGE)
        return
    show_message()
    if nouvelle:
        show_nouvelle(collectif_id)
    choisies = choose_structures(structures, today)
    debut = min(st.session_state.get(RANG, 0), max(0, len(choisies) - 1) // PAR_PAGE) * PAR_PAGE
    lignes = choisies[debut : debut + PAR_PAGE]
    show_lot(collectif_id, [ligne for ligne in lignes if is_choisie(ligne.id)], today)
    # What was done may have taken the line out of what is shown.
    montrees = {ligne.id for ligne in lignes}
    for structure in structures:
        if structure.id not in montrees:
            show_message(name_place(structure.id))
    if not lignes:
        st.info("Aucune structure ici.", icon=":material/search_off:")
    else:
        with st.container(key="structures-lignes", gap=None):
            # One date that all have tells nothing.
            datee = len({describe_adhesion(ligne, today) for ligne in lignes}) > 1
            show_titres([ligne.id for ligne in lignes], datee=datee)
            for structure in lignes:
                with st.container(key=f"structure-{structure.id}", gap=None):
                    show_structure(collectif_id, structure, today, emporter, datee=datee)
    show_navigation(debut, len(choisies))
    show_seuils(collectif_id, get_seuils(collectif))
    if emporter_tout is not None:
        emporter_tout(collectif_id)


def show_gestes(today: date) -> None:
    """One more structure, or all those of a file."""
    with st.container(horizontal=True, key="structures-gestes", gap="small"):
        show_bouton("Ajouter une structure", key="ajouter", icon=":material/add:", on_click=start, args=(None, today))
        show_bouton(
            "Importer un annuaire",
            key="importer",
            icon=":material/upload_file:",
            on_click=start_edition,
            args=(PAGE, IMPORT),
        )


def is_vue(structure: StructureListee, choix: str, today: date) -> bool:
    """Whether this choice shows the structure."""
    adherente = structure.is_adherente(today)
    montre = {
        ADHERENTES: adherente,
        A_VERIFIER: bool(structure.a_verifier),
        SANS_ACCES: adherente and not structure.comptes,
        TOUTES: True,
    }
    return montre[choix]


def _list_choix(structures: Sequence[StructureListee], today: date) -> list[Affichable]:
    """What there is to see: nothing to verify is no choice, but stays while the address asks for it."""
    demande = {st.session_state.get(FILTRE), st.query_params.get(FILTRE)}
    return [
        choix
        for choix in (ADHERENTES, A_VERIFIER, SANS_ACCES, TOUTES)
        if choix in {ADHERENTES, TOUTES, *demande} or any(is_vue(une, choix, today) for une in structures)
    ]


def choose_structures(structures: Sequence[StructureListee], today: date) -> list[StructureListee]:
    """Which ones to see, in which order."""
    choix = _list_choix(structures, today)
    combien = {un: sum(is_vue(une, un, today) for une in structures) for un in choix}
    if FILTRE not in st.session_state:
        defaut = ADHERENTES if combien[ADHERENTES] else TOUTES
        st.session_state[FILTRE] = next((un for un in choix if un == st.query_params.get(FILTRE)), defaut)
    with st.container(horizontal=True, vertical_alignment="bottom", key="structures-barre"):
        # The address keeps the name alone: how many there are moves.
        filtre = st.pills(
            "Lesquelles voir ?",
            choix,
            format_func=lambda un: f"{escape(un)} ({combien[un]:d})",
            required=True,
            key=FILTRE,
            wrap=True,
            on_change=_see,
        )
        cherche = st.text_input(
            "Chercher par nom ou commune",
            key="structures-recherche",
            placeholder="Nom ou commune",
            bind="query-params",
            on_change=_go_to,
            args=(0,),
            width=210,
        )
        with fold_filtres("structures", nom="Trier"):
            ordre = st.selectbox(
                "Ordre", list(ORDRES), key="structures-ordre", filter_mode=None, on_change=_go_to, args=(0,)
            )
    trouvees = [
        structure
        for structure in structures
        if matches(structure.libelle, cherche or "") and is_vue(structure, filtre or TOUTES, today)
    ]
    return sorted(trouvees, key=ORDRES[ordre])


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


def _see() -> None:
    st.query_params[FILTRE] = st.session_state[FILTRE]
    _go_to(0)


def _go_to(rang: int) -> None:
    st.session_state[RANG] = rang
