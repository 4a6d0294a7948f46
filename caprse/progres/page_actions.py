"""The plan d'action: kept by the people of a structure, read by the animation of its collectif."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.acces.saisie import is_begun
from caprse.progres.formulaire import ARRIVEE, NOUVELLE, PAGE, Arrivee, name_formulaire, show_form
from caprse.progres.lecture import Plan, get_plan
from caprse.progres.regles import ETATS_OUVERTS, QUOI_MAX, is_en_retard
from caprse.progres.vue_action import is_edited, show_ligne
from caprse.progres.vue_fin import show_fin
from caprse.progres.vue_tableau import show_tableau
from caprse.referentiel.mots import MOTS
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.chantier import get_edition, start_edition
from caprse.socle.ecran.navigation import link_to_page, read_id, take_param
from caprse.socle.francais import format_pluriel

CRITERE = "critere"
DECISION = "decision"
QUOI = "quoi"
VUE, LISTE, COLONNES = "vue", "Liste", "Colonnes"


def page_actions() -> None:
    """The plan of one's own structure.

    ``?critere=PAR-03`` opens the form of a new action for it, ``?quoi=…`` saying what it is, ``?decision=ID`` one that
    comes from it.
    """
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        plan, today = get_plan(unit, structure_id), unit.today
    show_entete(
        "Notre plan d’action",
        reperes=(plan.structure, plan.collectif),
        fictif=plan.fictif,
        largeur=Largeur.TRAVAIL if is_tableau() else Largeur.LECTURE,
    )
    editable = get_acteur().can(Operation.UPDATE_ACTION, plan.collectif_id, structure_id)
    if editable:
        _open_from_critere(plan)
        _open_from_decision(plan, today)
        if is_adding(plan):
            show_nouvelle(plan)
        show_fin(plan)
    show_message()
    show_plan(plan, today, editable=editable)
    with st.expander("Les mots du plan", icon=":material/help:", key="mots-plan"):
        for mot in ("plan", "marche", "cible", "trace"):
            st.markdown(f"**{mot.capitalize()}** : {MOTS[mot]}")


def show_plan(plan: Plan, today: date, *, editable: bool) -> None:
    """What is to be done, in order of date, then what is over, folded."""
    ouvertes = [action for action in plan.actions if action.etat in ETATS_OUVERTS]
    finies = [action for action in plan.actions if action.etat not in ETATS_OUVERTS]
    retards = sum(is_en_retard(action.etat, action.echeance, today) for action in ouvertes)
    if not plan.actions and is_adding(plan):
        return
    if not plan.actions:
        with st.container(key="carte-vide", gap="small"):
            st.markdown(":material/checklist: **Aucune action pour le moment.**")
            if editable:
                st.markdown(
                    "Une action, c’est un petit pas : quoi, qui, pour quand. Le plus simple est de partir d’une "
                    "prochaine marche de vos résultats."
                )
                link_to_page("resultats", "Voir nos prochaines marches", ":material/stairs:")
                show_ajout(type="primary")
        return
    dont = f", dont **{retards}\u00a0en\u00a0retard**." if retards else "."
    with st.container(horizontal=True, vertical_alignment="center", key="plan-tete"):
        combien = f"**{format_pluriel(len(ouvertes), 'action')}** à faire ou en cours{dont}"
        st.markdown(combien if ouvertes else "**Rien à faire pour le moment.**")
        st.segmented_control(
            "Vue",
            (LISTE, COLONNES),
            default=LISTE,
            required=True,
            key=VUE,
            bind="query-params",
            width="content",
            label_visibility="collapsed",
        )
        if editable and not is_adding(plan):
            show_ajout()
    if is_tableau():
        show_tableau(plan, today, editable=editable)
        return
    for action in ouvertes:
        show_ligne(plan, action, today, editable=editable)
    if finies:
        # An action being edited stays open: its form must not close with the fold.
        ouvert = editable and any(is_edited(plan, action) for action in finies)
        titre = f"Ce qui est fait ou abandonné ({len(finies)})"
        with st.expander(titre, icon=":material/done_all:", key="finies", expanded=ouvert):
            for action in finies:
                show_ligne(plan, action, today, editable=editable)


def is_tableau() -> bool:
    """Whether the address asks for the board."""
    return bool((st.session_state.get(VUE) or st.query_params.get(VUE)) == COLONNES)


def is_adding(plan: Plan) -> bool:
    return get_edition(PAGE) == NOUVELLE or is_begun(name_formulaire(plan.structure_id, None))


def show_nouvelle(plan: Plan) -> None:
    """The form of a new action."""
    with st.container(key="carte-action-nouvelle"):
        st.subheader("Nouvelle action", anchor=False)
        show_form(plan, None)


def show_ajout(**apparence: Any) -> None:
    """The button that opens the form of a new action: quiet where there are actions to do."""
    show_bouton(
        "Ajouter une action",
        key="ajouter",
        icon=":material/add:",
        on_click=start_edition,
        args=(PAGE, NOUVELLE),
        **apparence,
    )


def _open_from_critere(plan: Plan) -> None:
    """Once per arrival: the form, for the critère of the address and with what it proposes to do."""
    code, quoi = take_param(CRITERE), take_param(QUOI) or ""
    criteres = (code,) if code is not None and code in plan.titres else ()
    # What is taken from others may be about a critère that this plan does not know.
    if criteres or quoi:
        start_edition(PAGE, NOUVELLE)
        st.session_state[ARRIVEE] = Arrivee(criteres, quoi[:QUOI_MAX])


def _open_from_decision(plan: Plan, today: date) -> None:
    """Once per arrival: the form, with what the meeting decided; where it became an action already, it is said."""
    decision_id = read_id(DECISION)
    take_param(DECISION)
    decision = plan.decisions.get(decision_id) if decision_id else None
    if decision is None:
        return
    if any(action.decision_id == decision.id for action in plan.actions):
        st.info("Cette décision est déjà dans votre plan : son action est ci-dessous.", icon=":material/checklist:")
        return
    start_edition(PAGE, NOUVELLE)
    a_venir = decision.echeance if decision.echeance and decision.echeance >= today else None
    connus = tuple(code for code in decision.criteres if code in plan.titres)
    st.session_state[ARRIVEE] = Arrivee(connus, decision.quoi, decision.pilote, a_venir, decision.id)
