"""The plan as a board: three columns by état, each card moved on by one press."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.progres.lecture import ActionListee, Plan
from caprse.progres.regles import ETATS_OUVERTS, LIBELLES_ETAT, EtatAction
from caprse.progres.service import update_etat
from caprse.progres.vue_action import (
    is_but_atteint,
    is_edited,
    name_ligne,
    say_delai,
    show_ligne,
    show_modifier,
    show_sert,
)
from caprse.progres.vue_fin import show_dire, show_fait
from caprse.socle.ecran.boutons import show_bouton

COLONNES = (EtatAction.A_FAIRE, EtatAction.EN_COURS, EtatAction.FAITE)
# A board shows what moves: of what is done, the latest.
FAITES_MONTREES = 8


def show_tableau(plan: Plan, today: date, *, editable: bool) -> None:
    """The three columns; what is being changed stands above, where its form has room."""
    if editable:
        for action in plan.actions:
            if is_edited(plan, action):
                show_ligne(plan, action, today, editable=True)
    with st.container(key="plan-tableau"):
        for colonne, etat in zip(st.columns(3), COLONNES, strict=True):
            actions = [action for action in plan.actions if action.etat is etat]
            with colonne, st.container(key=f"colonne-{etat}", gap="small"):
                st.markdown(f"**{LIBELLES_ETAT[etat]}** · {len(actions)}")
                show_colonne(plan, actions, today, editable=editable)
    abandonnees = [action for action in plan.actions if action.etat is EtatAction.ABANDONNEE]
    if abandonnees:
        with st.expander(f"Ce qui est abandonné ({len(abandonnees)})", key="abandonnees"):
            for action in abandonnees:
                if not (editable and is_edited(plan, action)):
                    show_ligne(plan, action, today, editable=editable)


def show_colonne(plan: Plan, actions: Sequence[ActionListee], today: date, *, editable: bool) -> None:
    """The cards of one column, what is late first."""
    if not actions:
        st.caption("Rien ici.")
    montrees = actions
    if actions and actions[0].etat is EtatAction.FAITE:
        montrees = actions[:FAITES_MONTREES]
    for action in montrees:
        if not (editable and is_edited(plan, action)):
            show_carte(plan, action, today, editable=editable)
    if len(montrees) < len(actions):
        st.caption(f"Et {len(actions) - len(montrees)} de plus dans la liste.")


def show_carte(plan: Plan, action: ActionListee, today: date, *, editable: bool) -> None:
    """What, when, who, and the press that moves it on."""
    with st.container(key=name_ligne(action, today), gap="xsmall"):
        with st.container(key=f"quoi-{action.id}"):
            st.text(action.quoi)
        show_sert(plan, action)
        if delai := say_delai(plan, action, today):
            st.markdown(delai)
        if action.pilote:
            st.text(action.pilote)
        if is_but_atteint(plan, action):
            st.caption("Niveau visé déjà atteint. Finie\u202f?")
        if editable:
            with st.container(horizontal=True, gap="small", key=f"pousser-{action.id}"):
                show_suite(plan, action)
                show_modifier(action)


def show_suite(plan: Plan, action: ActionListee) -> None:
    """The one press that moves a card; what was said of a done one is asked for where it lacks."""
    groupe = f"etat-{action.id}"
    if action.etat is EtatAction.A_FAIRE and not is_but_atteint(plan, action):
        show_bouton(
            "Commencer",
            key=f"commencer-{action.id}",
            icon=":material/play_arrow:",
            groupe=groupe,
            on_click=move,
            args=(action, EtatAction.EN_COURS),
        )
    elif action.etat in ETATS_OUVERTS:
        show_fait(action, groupe)
    else:
        if not action.ce_qui_change:
            show_dire(action)
        show_bouton(
            "Reprendre",
            key=f"reprendre-{action.id}",
            icon=":material/undo:",
            type="tertiary",
            groupe=groupe,
            on_click=move,
            args=(action, EtatAction.EN_COURS),
        )


def move(action: ActionListee, etat: EtatAction) -> None:
    """The card goes to another column: that is seen, and needs no sentence."""

    def use_case(unit: Unit) -> None:
        update_etat(unit, action.id, action.version, etat)

    run_use_case(use_case)
