"""The card of an action: what, where it stands, what it is for, and what one may do of it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from caprse.acces.saisie import is_begun
from caprse.progres.buts import is_atteint
from caprse.progres.formulaire import ANCIEN, PAGE, name_formulaire, show_form
from caprse.progres.lecture import ActionListee, Plan
from caprse.progres.regles import (
    ETATS_OUVERTS,
    LIBELLES_EFFORT,
    LIBELLES_ETAT,
    EtatAction,
    describe_echeance,
    find_depuis,
    is_en_retard,
)
from caprse.progres.vue_but import say_atteint, say_but
from caprse.progres.vue_fin import show_dire, show_fait
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import get_edition, start_edition
from caprse.socle.ecran.navigation import link_to_page

ICONES = {
    EtatAction.A_FAIRE: ":material/radio_button_unchecked:",
    EtatAction.EN_COURS: ":material/timelapse:",
    EtatAction.FAITE: ":material/check_circle:",
    EtatAction.ABANDONNEE: ":material/do_not_disturb_on:",
}


def name_ligne(action: ActionListee, today: date) -> str:
    """The key of a card, which says how the action stands."""
    etat = "retard" if is_en_retard(action.etat, action.echeance, today) else action.etat.value.replace("_", "-")
    return f"ligne-{etat}-{action.id}"


def show_ligne(plan: Plan, action: ActionListee, today: date, *, editable: bool) -> None:
    """The card of an action, whose edge says how it stands."""
    with st.container(key=name_ligne(action, today)), st.container(key=f"action-{action.id}", gap="small"):
        show_action(plan, action, today, editable=editable)


def is_edited(plan: Plan, action: ActionListee) -> bool:
    """Whether its form is open: asked for, or begun on any device."""
    return get_edition(PAGE) == str(action.id) or is_begun(name_formulaire(plan.structure_id, action.id))


def show_action(plan: Plan, action: ActionListee, today: date, *, editable: bool) -> None:
    """One action, or its form."""
    if editable and is_edited(plan, action):
        show_form(plan, action)
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"deux-{action.id}"):
        with st.container(gap=None, width="stretch"):
            with st.container(key=f"quoi-{action.id}"):
                # Plain text: what people type is never read as Markdown.
                st.text(action.quoi)
            st.markdown(f"{ICONES[action.etat]} {say_etat(plan, action, today)}")
            show_precisions(plan, action)
        if editable:
            show_actes(action)
    if editable and action.etat is EtatAction.FAITE and action.criteres:
        # What was done may have moved the answer.
        link_to_page("revoir", "Revoir notre réponse", ":material/history:", critere=action.criteres[0])


def say_etat(plan: Plan, action: ActionListee, today: date) -> Affichable:
    """Where it stands, how long is left, since which trimestre that is over."""
    delai = say_delai(plan, action, today)
    if action.faite_le is not None:
        return f"{LIBELLES_ETAT[action.etat]} {delai}"
    return f"{LIBELLES_ETAT[action.etat]} · {delai}" if delai else LIBELLES_ETAT[action.etat]


def say_delai(plan: Plan, action: ActionListee, today: date) -> Affichable:
    """``en retard de 2 jours · depuis le trimestre 2``; ``le 14 mars 2026`` once it is done."""
    if action.faite_le is not None:
        return f"le {format_date(action.faite_le.astimezone(FUSEAU).date())}"
    dit = escape(describe_echeance(action.etat, action.echeance, today).replace(" ", "\u00a0"))
    delai = f"**{dit}**" if is_en_retard(action.etat, action.echeance, today) else dit
    depuis = find_depuis(action.etat, action.cree_le.astimezone(FUSEAU).date(), plan.periodes, today)
    return f"{delai} · depuis le trimestre\u00a0{depuis:d}" if depuis is not None else delai


def show_precisions(plan: Plan, action: ActionListee) -> None:
    """When, who, how long; the first step; what it is for; once it is done, what it changed."""
    ouverte = action.etat in ETATS_OUVERTS
    if ligne := say_conditions(action):
        st.markdown(ligne)
    if ouverte and action.premier_pas:
        st.text(f"Premier pas : {action.premier_pas}")
    if not ouverte and action.ce_qui_change:
        st.text(f"Ce qui a changé : {action.ce_qui_change}")
    if action.criteres:
        st.caption("Pour : " + " · ".join(escape(plan.titres.get(code, ANCIEN)) for code in action.criteres))
    # « Arriver à ceci : … » says it already.
    if ouverte and action.niveau_vise is not None and action.but not in action.quoi:
        atteint = is_atteint(action.niveau_vise, plan.buts.get(action.criteres[0])) if action.criteres else False
        st.caption(say_atteint(plan, action.niveau_vise) if atteint else say_but(plan, action.niveau_vise, action.but))
    if action.decision_id and (decision := plan.decisions.get(action.decision_id)):
        st.caption(f"Décidé à la rencontre du {format_date(decision.jour)}")


def say_conditions(action: ActionListee) -> Affichable:
    """``Pour le 23 novembre 2026 · Qui : Ali · une heure ou deux``; the name alone once it is over."""
    morceaux = []
    if action.etat in ETATS_OUVERTS and action.echeance:
        morceaux.append(f"Pour le {format_date(action.echeance)}")
    if action.pilote:
        morceaux.append(f"Qui : {escape(action.pilote)}")
    if action.etat in ETATS_OUVERTS and action.effort:
        morceaux.append(LIBELLES_EFFORT[action.effort].lower())
    return " · ".join(morceaux)


def show_actes(action: ActionListee) -> None:
    """What one may do of an action, at its side."""
    with st.container(horizontal=True, gap="small", width="content", key=f"actes-{action.id}"):
        if action.etat in ETATS_OUVERTS:
            show_fait(action)
        elif action.etat is EtatAction.FAITE and not action.ce_qui_change:
            show_dire(action)
        show_modifier(action)


def show_modifier(action: ActionListee) -> None:
    """The way to its form."""
    show_bouton(
        "Modifier",
        key=f"modifier-{action.id}",
        type="tertiary",
        icon=":material/edit:",
        on_click=start_edition,
        args=(PAGE, str(action.id)),
    )
