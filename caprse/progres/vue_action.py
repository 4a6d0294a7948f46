"""The card of an action: what, where it stands, what it is for, and what one may do of it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.saisie import is_begun
from caprse.acces.unite import Unit
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
from caprse.progres.service import update_but
from caprse.progres.vue_but import say_atteint, say_but, say_niveau
from caprse.progres.vue_fin import show_dire, show_fait
from caprse.socle.dates import FUSEAU, format_date, format_jour_court
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import get_edition, start_edition
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.signes import escape_html


def name_ligne(action: ActionListee, today: date) -> str:
    """The key of a card, which says how the action stands: its edge and its chip are of one colour."""
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
            show_sert(plan, action)
            st.html(build_faits(action, today))
            if action.etat in ETATS_OUVERTS and action.premier_pas:
                st.text(f"Premier pas : {action.premier_pas}")
            if action.etat not in ETATS_OUVERTS and action.ce_qui_change:
                st.text(f"Ce qui a changé : {action.ce_qui_change}")
        if editable and not is_but_atteint(plan, action):
            show_actes(plan, action, today)
    show_atteint(plan, action, today, editable=editable)
    if not editable:
        show_details(plan, action, today)


def show_sert(plan: Plan, action: ActionListee) -> None:
    """The critères that it serves, by their titles."""
    if action.criteres:
        st.caption("Sert à : " + " · ".join(escape(plan.titres.get(code, ANCIEN)) for code in action.criteres))


def show_atteint(plan: Plan, action: ActionListee, today: date, *, editable: bool) -> None:
    """Its aim is reached already: over, or aim one step higher. What was aimed at, then the two acts."""
    if action.niveau_vise is None or not is_but_atteint(plan, action):
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"atteint-{action.id}"):
        # Where it serves several critères, the one that it aims at is named.
        nomme = f"{escape(plan.titres.get(action.criteres[0], ANCIEN))}\\\n" if action.criteres[1:] else ""
        st.markdown(f"{nomme}{say_atteint(plan, action)} Finie\u202f?")
        if editable:
            show_actes(plan, action, today)


def show_viser(plan: Plan, action: ActionListee) -> None:
    """The next step as the new aim of an action that goes on."""
    but = plan.buts.get(action.criteres[0])
    if but is not None:
        show_bouton(
            f"Viser {say_niveau(plan, but.vise)}",
            key=f"viser-{action.id}",
            icon=":material/stairs:",
            groupe=f"etat-{action.id}",
            on_click=aim_higher,
            args=(action, but.vise),
        )


def aim_higher(action: ActionListee, vise: int) -> None:
    """The action goes on, towards the step that its button names: the band goes, and needs no sentence."""

    def use_case(unit: Unit) -> None:
        update_but(unit, action.id, action.version, vise)

    run_use_case(use_case)


def build_faits(action: ActionListee, today: date) -> str:
    """Where it stands, for when, and who, at one glance, in HTML."""
    etat = "retard" if is_en_retard(action.etat, action.echeance, today) else str(action.etat).replace("_", "-")
    faits = [f'<b class="etat {etat}">{escape_html(tell_etat(action, today))}</b>']
    if action.pilote:
        faits.append(f"<span>Qui : <b>{escape_html(action.pilote)}</b></span>")
    return f'<p class="cap-faits">{"".join(faits)}</p>'


def tell_etat(action: ActionListee, today: date) -> str:
    """``En retard de 2 jours (12 mars)``, ``En cours · dans 3 jours (17 mars)``; ``Faite le 14 mars 2026``."""
    etat = LIBELLES_ETAT[action.etat]
    delai = tell_delai(action, today)
    if action.faite_le is not None:
        return f"{etat} {delai}"
    if action.etat is EtatAction.A_FAIRE and is_en_retard(action.etat, action.echeance, today):
        # What is late was to be done: that it is to be done need not be said.
        return delai[:1].upper() + delai[1:]
    return f"{etat} · {delai}" if delai else etat


def tell_delai(action: ActionListee, today: date) -> str:
    """``en retard de 2 jours (12 mars)``; ``le 14 mars 2026`` once it is done."""
    if action.faite_le is not None:
        return f"le {format_date(action.faite_le.astimezone(FUSEAU).date())}"
    delai = describe_echeance(action.etat, action.echeance, today).replace(" ", "\u00a0")
    if not delai or action.echeance is None:
        return delai
    jour = format_jour_court(action.echeance, today).replace(" ", "\u00a0")
    return f"{delai} ({jour})"


def say_delai(plan: Plan, action: ActionListee, today: date) -> Affichable:
    """``en retard de 2 jours (12 mars) · depuis le trimestre 2``, as a board says it."""
    dit = escape(tell_delai(action, today))
    delai = f"**{dit}**" if is_en_retard(action.etat, action.echeance, today) else dit
    depuis = find_origine(plan, action, today)
    return f"{delai} · depuis le trimestre\u00a0{depuis:d}" if depuis is not None else delai


def find_origine(plan: Plan, action: ActionListee, today: date) -> int | None:
    """The trimestre since which it is open, once that one is over."""
    return find_depuis(action.etat, action.cree_le.astimezone(FUSEAU).date(), plan.periodes, today)


def is_but_atteint(plan: Plan, action: ActionListee) -> bool:
    """Whether the carnet stands already where an open action aimed."""
    if action.etat not in ETATS_OUVERTS or action.niveau_vise is None or not action.criteres:
        return False
    return is_atteint(action.niveau_vise, plan.buts.get(action.criteres[0]))


def show_details(plan: Plan, action: ActionListee, today: date) -> None:
    """What it aims at, how long it takes, where it comes from."""
    ouverte = action.etat in ETATS_OUVERTS
    # What is reached is told by its band, and « Arriver à ceci : … » says the rest already.
    dit = is_but_atteint(plan, action) or action.but in action.quoi
    if ouverte and action.niveau_vise is not None and not dit:
        st.caption(say_but(plan, action.niveau_vise, action.but))
    if ouverte and action.effort:
        st.caption(f"Temps : {LIBELLES_EFFORT[action.effort].lower()}")
    if (depuis := find_origine(plan, action, today)) is not None:
        st.caption(f"Dans le plan depuis le trimestre\u00a0{depuis:d}")
    if action.decision_id and (decision := plan.decisions.get(action.decision_id)):
        st.caption(f"Décidé à la rencontre du {format_date(decision.jour)}")


def show_actes(plan: Plan, action: ActionListee, today: date) -> None:
    """The one act of an action, at its side; the others, and what it aims at, in a menu."""
    with st.container(horizontal=True, gap="small", width="content", key=f"actes-{action.id}"):
        if action.etat in ETATS_OUVERTS:
            show_fait(action, f"etat-{action.id}", presse=is_en_retard(action.etat, action.echeance, today))
            if is_but_atteint(plan, action):
                show_viser(plan, action)
        elif action.etat is EtatAction.FAITE and not action.ce_qui_change:
            show_dire(action)
        if action.etat is EtatAction.FAITE and action.criteres:
            # What was done may have moved the answer.
            link_to_page("revoir", "Revoir notre réponse", ":material/history:", critere=action.criteres[0])
        with st.popover("Plus", type="tertiary", key=f"plus-{action.id}", icon=":material/more_horiz:"):
            show_details(plan, action, today)
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
