"""The plans d'action of all structures in one table, what is late first, for the animation: one reminds, nothing
changes here."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.progres.lignes_plans import build_commun, build_ligne, group_pareilles, list_communs
from caprse.progres.plans import SANS_THEMATIQUE, TOUTES, ActionSuivie, Plans, get_plans
from caprse.progres.regles import (
    ETATS_OUVERTS,
    LIBELLES_TRI,
    Tri,
    is_en_retard,
    sort_by,
)
from caprse.progres.vue_relance import Relancer, name_choix, show_question_relance, show_relance
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.filtres import fold_filtres
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import agree

STRUCTURE, VOIR, RANG = "plan", "voir", "plans-rang"
THEME = "theme"
PAR_PAGE = 50
TRI = "tri"


class Voir(StrEnum):
    """Which actions are shown."""

    RETARD = "en retard"
    OUVERTES = "à faire"
    FINIES = "finies"


def page_actions_collectif(relancer: Relancer, show_effet: Callable[[UUID], None]) -> None:
    """The actions of one structure or of all, in order of date; ``?plan=NAME`` chooses a structure.

    ``relancer`` reminds structures of what is late; ``show_effet`` tells what moved, with an action and without.
    """
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        plans, today = get_plans(unit, collectif_id), unit.today
    show_entete(
        "Plans d’action", reperes=["Ce que chaque structure a prévu"], fictif=plans.fictif, largeur=Largeur.TRAVAIL
    )
    if not plans.structures:
        st.info("Ce collectif n’a encore aucune structure.", icon=":material/domain:")
        return
    barre = st.container(horizontal=True, key="plans-barre", vertical_alignment="bottom")
    with barre:
        comptes = st.container(horizontal=True, key="plans-comptes", gap="xsmall")
        acte = st.container(key="plans-acte", width="content")
        with fold_filtres("plans", sum(st.session_state.get(cle, TOUTES) != TOUTES for cle in (THEME, STRUCTURE))):
            theme = choose_thematique(plans)
            choisie = st.selectbox(
                "Structure", [TOUTES, *plans.structures], key=STRUCTURE, bind="query-params", filter_mode=None
            )
    siennes = [action for action in plans.actions if choisie in (TOUTES, action.structure)]
    siennes = [action for action in siennes if is_servie(action, theme)]
    par_vue = {voir: [action for action in siennes if is_vue(action, voir, today)] for voir in Voir}
    vu = get_voir(par_vue)
    with comptes:
        for voir, actions in par_vue.items():
            show_bouton(
                f"**{len(actions):d}** {escape(name_vue(voir, len(actions)))}",
                key=f"plans-{voir.name.lower()}",
                type="primary" if voir is vu else "secondary",
                icon=":material/check:" if voir is vu else None,
                on_click=_see,
                args=(voir,),
            )
    seule = choisie != TOUTES
    if vu is not Voir.RETARD:
        show_table(par_vue[vu], today, seule=seule)
    else:
        retards = par_vue[vu]
        if retards:
            with acte:
                show_relance(collectif_id, retards)
            show_question_relance(collectif_id, retards, relancer)
        show_table(retards, today, seule=seule, choix=True)
    if not seule:
        show_effet(collectif_id)


def is_servie(action: ActionSuivie, theme: str) -> bool:
    """Whether an action is among those of this choice of thématique."""
    return theme == TOUTES or theme in action.thematiques or (theme == SANS_THEMATIQUE and not action.thematiques)


def choose_thematique(plans: Plans) -> str:
    """The thématique whose critères the actions serve; asked where there are several to choose from."""
    sans = [SANS_THEMATIQUE] if any(not action.thematiques for action in plans.actions) else []
    choix = [*plans.thematiques, *sans]
    if len(choix) < 2:
        return TOUTES
    return st.selectbox(
        "Thématique",
        [TOUTES, *choix],
        key=THEME,
        bind="query-params",
        filter_mode=None,
    )


def name_vue(voir: Voir, nombre: int) -> str:
    """What a figure counts, in the right number."""
    return agree(nombre, "finie", "finies") if voir is Voir.FINIES else voir


def get_voir(par_vue: dict[Voir, list[ActionSuivie]]) -> Voir:
    """What was asked for; else what is late where there is any."""
    demande = st.query_params.get(VOIR, "").upper()
    if demande in Voir.__members__:
        return Voir[demande]
    return Voir.RETARD if par_vue[Voir.RETARD] else Voir.OUVERTES


def is_vue(action: ActionSuivie, voir: Voir, today: date) -> bool:
    """Whether an action is among those that this view shows."""
    if voir is Voir.RETARD:
        return is_en_retard(action.etat, action.echeance, today)
    return (action.etat in ETATS_OUVERTS) == (voir is Voir.OUVERTES)


def show_table(actions: Sequence[ActionSuivie], today: date, *, seule: bool, choix: bool = False) -> None:
    """One line per action; so many at a time. ``choix``: each is late, and may be chosen to be reminded of."""
    if not actions:
        st.info("Aucune action ici pour le moment.", icon=":material/checklist:")
        return
    tri, inverse = read_tri()
    rangees = sort_by(actions, tri, inverse=inverse) if tri else list(actions)
    pages = -(-len(actions) // PAR_PAGE)
    rang = 1
    bas = st.container()
    if pages > 1:
        rang = st.selectbox(
            f"Actions, {PAR_PAGE} par page", range(1, pages + 1), format_func=_name_page, key=RANG, filter_mode=None
        )
    lignes = rangees[(rang - 1) * PAR_PAGE : rang * PAR_PAGE]
    groupes = [[action] for action in lignes] if tri else group_pareilles(lignes)
    # Where every action is said above its lines, their column holds what it is for.
    criteres = all(len(groupe) > 1 for groupe in groupes)
    with bas.container(key="plans-seule" if seule else "plans-lignes", gap=None):
        show_tetes(tri, inverse=inverse, etat=not choix, criteres=criteres)
        numeros = itertools.count()
        for groupe in groupes:
            dites = list_communs(groupe)
            if dites:
                st.html(build_commun(groupe[0], dites, today))
            for action in groupe:
                ligne = build_ligne(action, today, tardive=choix, dites=dites, criteres=criteres)
                show_ligne(next(numeros), action, ligne, choix=choix)


def read_tri() -> tuple[Tri | None, bool]:
    """The column of the address, and whether it is sorted backwards."""
    demande = st.query_params.get(TRI, "")
    nom = demande.removeprefix("-")
    return (Tri(nom), demande.startswith("-")) if nom in set(Tri) else (None, False)


def show_tetes(tri: Tri | None, *, inverse: bool, etat: bool, criteres: bool) -> None:
    """The titles of the columns: each sorts by its own, and backwards the second time. ``etat``: it has a column;
    ``criteres``: the actions are said above their lines.
    """
    with st.container(key="plans-tetes", horizontal=True, gap=None):
        for colonne, libelle in LIBELLES_TRI.items():
            if colonne is Tri.ETAT and not etat:
                continue
            sens: Affichable = "" if colonne is not tri else " ↓" if inverse else " ↑"
            nom = "Critère" if criteres and colonne is Tri.QUOI else libelle
            show_bouton(
                f"{escape(nom)}{sens}",
                key=f"plans-tri-{colonne.value}",
                type="tertiary",
                help="Trier par cette colonne",
                on_click=_sort,
                args=(colonne,),
            )


def show_ligne(rang: int, action: ActionSuivie, ligne: str, *, choix: bool = False) -> None:
    """One action, and the way to write to its structure; what is over asks for nothing."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"rang-plan-{rang}", gap="small"):
        if choix:
            st.checkbox(
                f"Relancer {escape(action.structure)} : {escape(action.quoi)}",
                value=True,
                key=name_choix(action),
                label_visibility="collapsed",
            )
        st.html(ligne)
        if action.etat in ETATS_OUVERTS:
            link_to_page("ecrire", "Écrire", ":material/chat:", structure=str(action.structure_id))


def _name_page(page: int) -> str:
    return f"Page {page}"


def _see(voir: Voir) -> None:
    # In the address: reloading, or coming back, shows the same.
    st.query_params[VOIR] = voir.name.lower()
    st.session_state[RANG] = 1


def _sort(colonne: Tri) -> None:
    st.query_params[TRI] = f"-{colonne}" if st.query_params.get(TRI) == colonne else colonne.value
    st.session_state[RANG] = 1
