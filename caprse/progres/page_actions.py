"""The plan d'action: kept by the people of a structure, read by the animation of its collectif."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.saisie import is_begun
from caprse.acces.unite import Unit
from caprse.progres.formulaire import ANCIEN, ARRIVEE, NOUVELLE, PAGE, name_formulaire, show_form
from caprse.progres.regles import (
    ETATS_OUVERTS,
    LIBELLES_ETAT,
    QUOI_MAX,
    EtatAction,
    describe_echeance,
    is_en_retard,
)
from caprse.progres.service import (
    ActionListee,
    Plan,
    get_plan,
    update_etat,
)
from caprse.referentiel.mots import MOTS
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.chantier import get_edition, start_edition
from caprse.socle.ecran.navigation import link_to_page, take_param
from caprse.socle.francais import format_pluriel

CRITERE = "critere"
QUOI = "quoi"
ICONES = {
    EtatAction.A_FAIRE: ":material/radio_button_unchecked:",
    EtatAction.EN_COURS: ":material/timelapse:",
    EtatAction.FAITE: ":material/check_circle:",
    EtatAction.ABANDONNEE: ":material/do_not_disturb_on:",
}


def page_actions() -> None:
    """The plan of one's own structure; ``?critere=PAR-03`` opens the form of a new action for that critère."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        plan, today = get_plan(unit, structure_id), unit.today
    show_entete("Notre plan d’action", reperes=(plan.structure, plan.collectif), fictif=plan.fictif)
    editable = get_acteur().can(Operation.UPDATE_ACTION, plan.collectif_id, structure_id)
    if editable:
        _open_from_critere(plan)
        if is_adding(plan):
            show_nouvelle(plan)
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
    if not plan.actions:
        with st.container(key="carte-vide", gap="small"):
            st.markdown(":material/checklist: **Aucune action pour le moment.**")
            if editable:
                st.markdown(
                    "Une action, c’est un petit pas : quoi, qui, pour quand. Le plus simple est de partir d’une "
                    "prochaine marche de vos résultats."
                )
                link_to_page("resultats", "Voir nos prochaines marches", ":material/stairs:")
                if not is_adding(plan):
                    show_ajout(type="primary")
        return
    dont = f", dont **{retards}\u00a0en\u00a0retard**." if retards else "."
    with st.container(horizontal=True, vertical_alignment="center", key="plan-tete"):
        st.markdown(f"**{format_pluriel(len(ouvertes), 'action')}** à faire ou en cours{dont}")
        if editable and not is_adding(plan):
            show_ajout()
    for action in ouvertes:
        show_ligne(plan, action, today, editable=editable)
    if finies:
        # An action being edited stays open: its form must not close with the fold.
        ouvert = get_edition(PAGE) in {str(action.id) for action in finies}
        titre = f"Ce qui est fait ou abandonné ({len(finies)})"
        with st.expander(titre, icon=":material/done_all:", key="finies", expanded=ouvert):
            for action in finies:
                show_ligne(plan, action, today, editable=editable)


def show_ligne(plan: Plan, action: ActionListee, today: date, *, editable: bool) -> None:
    """The card of an action, whose edge says how it stands."""
    etat = "retard" if is_en_retard(action.etat, action.echeance, today) else action.etat.value.replace("_", "-")
    with st.container(key=f"ligne-{etat}-{action.id}"), st.container(key=f"action-{action.id}", gap="small"):
        show_action(plan, action, today, editable=editable)


def show_action(plan: Plan, action: ActionListee, today: date, *, editable: bool) -> None:
    """One action, or its form."""
    if editable and (get_edition(PAGE) == str(action.id) or is_begun(name_formulaire(plan.structure_id, action.id))):
        show_form(plan, action)
        return
    quand = describe_echeance(action.etat, action.echeance, today)
    en_retard = is_en_retard(action.etat, action.echeance, today)
    dit = escape(quand.replace(" ", "\u00a0"))
    delai = f" · **{dit}**" if en_retard else f" · {dit}" if quand else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"deux-{action.id}"):
        with st.container(gap=None, width="stretch"):
            with st.container(key=f"quoi-{action.id}"):
                # Plain text: what people type is never read as Markdown.
                st.text(action.quoi)
            st.markdown(f"{ICONES[action.etat]} {LIBELLES_ETAT[action.etat]}{delai}")
            if action.echeance:
                st.markdown(f"Pour le {format_date(action.echeance)}")
            if action.pilote:
                st.text(f"Qui s’en occupe : {action.pilote}")
            if action.criteres:
                st.caption("Pour : " + " · ".join(escape(plan.titres.get(code, ANCIEN)) for code in action.criteres))
        if editable:
            show_actes(action)
    if editable and action.etat is EtatAction.FAITE and action.criteres:
        # What was done may have moved the answer: the carnet takes it, or the page of those of before.
        link_to_page("revoir", "Revoir notre réponse", ":material/history:", critere=action.criteres[0])


def show_actes(action: ActionListee) -> None:
    """What one may do of an action, at its side."""
    with st.container(horizontal=True, gap="small", width="content", key=f"actes-{action.id}"):
        if action.etat in ETATS_OUVERTS:
            show_bouton(
                "C’est fait",
                key=f"faite-{action.id}",
                icon=":material/check:",
                on_click=_finish,
                args=(action.id, action.version),
            )
        show_bouton(
            "Modifier",
            key=f"modifier-{action.id}",
            type="tertiary",
            icon=":material/edit:",
            on_click=start_edition,
            args=(PAGE, str(action.id)),
        )


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
    if code is not None and code in plan.titres:
        start_edition(PAGE, NOUVELLE)
        st.session_state[ARRIVEE] = (code, quoi[:QUOI_MAX])


def _finish(action_id: UUID, version: int) -> None:
    def action(unit: Unit) -> str:
        update_etat(unit, action_id, version, EtatAction.FAITE)
        return "Bravo : l’action est faite."

    run_use_case(action)
