"""An action is done: what did it change? Asked once, beside the way to look again at its critères."""

from __future__ import annotations

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.saisie import Formulaire, fill, is_begun, read_champs, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.progres.etat import ask_changement, end_question, get_demandee, is_put_off, put_off
from caprse.progres.formulaire import ANCIEN
from caprse.progres.lecture import ActionListee, Plan
from caprse.progres.regles import CHANGEMENT_MAX, EtatAction
from caprse.progres.service import say_changement, update_etat
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page

MESSAGE = "action-fin-dite"


def finish(action: ActionListee) -> None:
    """It is done: said at once. What it changed is asked after."""

    def use_case(unit: Unit) -> None:
        update_etat(unit, action.id, action.version, EtatAction.FAITE)

    if run_use_case(use_case):
        ask_changement(action.id)


def show_fin(plan: Plan) -> None:
    """The card of the action that was just done, or of one for which the answer was begun on any device."""
    faites = [action for action in plan.actions if action.etat is EtatAction.FAITE]
    demandee = get_demandee()
    action = next((action for action in faites if action.id == demandee), None) or next(
        (action for action in faites if not is_put_off(action.id) and is_begun(name_formulaire(action))), None
    )
    if action is None:
        show_message(MESSAGE)
        return
    formulaire = name_formulaire(action)
    cle = formulaire.champs["change"]
    fill(formulaire, {"change": action.ce_qui_change})
    with st.container(key="carte-fin", gap="small"):
        st.markdown(":material/check_circle: **Bravo, c’est fait :**")
        st.text(action.quoi)
        show_message(MESSAGE)
        st.text_area(
            "Qu’est-ce qui a changé ? (facultatif)",
            key=cle,
            max_chars=CHANGEMENT_MAX,
            height=90,
            placeholder="Par exemple : tout le monde sait maintenant à qui s’adresser",
            **watch(formulaire),
        )
        show_garde(formulaire)
        # Put off, what was typed stays in its draft.
        with st.container(horizontal=True, key="fin-actes"):
            show_bouton("Enregistrer", key="fin-enregistrer", type="primary", on_click=_save, args=(action,))
            show_bouton("Plus tard", key="fin-plus-tard", on_click=put_off, args=(action.id,))
        if action.criteres:
            st.caption("Votre réponse du carnet est-elle toujours la bonne ?")
            with st.container(horizontal=True, key="fin-revoir"):
                for code in action.criteres:
                    link_to_revoir(plan, code)


def show_fait(action: ActionListee, groupe: str | None = None, *, presse: bool = False) -> None:
    """The press that says it is done; ``groupe``: that of the buttons that take its place; ``presse``: it is late."""
    show_bouton(
        "C’est fait",
        key=f"faite-{action.id}",
        type="primary" if presse else "secondary",
        icon=":material/check:",
        groupe=groupe,
        on_click=finish,
        args=(action,),
    )


def show_dire(action: ActionListee) -> None:
    """For an action done without a word: the way to say what it changed."""
    show_bouton(
        "Dire ce qui a changé",
        key=f"dire-{action.id}",
        type="tertiary",
        icon=":material/rate_review:",
        on_click=ask_changement,
        args=(action.id,),
    )


def link_to_revoir(plan: Plan, code: str) -> None:
    """The way to where the answer to this critère is given again: the carnet, or the page of those of before."""
    titre = escape(plan.titres.get(code, ANCIEN))
    link_to_page("revoir", f"Revoir : {titre}", ":material/history:", critere=code)


def name_formulaire(action: ActionListee) -> Formulaire:
    """The draft of what this action changed."""
    return Formulaire(f"action-fin/{action.id}", {"change": f"action-fin-{action.id}"})


def _save(action: ActionListee) -> None:
    formulaire = name_formulaire(action)
    texte: str = read_champs(formulaire)["change"] or ""

    def save(unit: Unit) -> str:
        say_changement(unit, action.id, action.version, texte)
        return "Merci, c’est noté."

    if run_saisie(save, formulaire, MESSAGE):
        end_question()
