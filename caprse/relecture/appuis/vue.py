"""One appui on a page, and the answer that the animation gives it."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_once
from caprse.acces.saisie import Formulaire, fill, give_up, is_begun, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.relecture.appuis.lecture import AppuiListe, Groupe
from caprse.relecture.appuis.regles import (
    DEMI_JOURNEES_MAX,
    ETATS_OUVERTS,
    LIBELLES_ETAT,
    SUITES,
    TEXTE_MAX,
    EtatAppui,
    Solde,
    Suite,
    format_jours,
)
from caprse.relecture.appuis.service import answer_appui, cancel_appui
from caprse.socle.dates import FORMAT_JOUR, FUSEAU, format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton, show_bouton_prudent
from caprse.socle.francais import format_pluriel

REPONSE = "appui_reponse"
CHOIX = {
    EtatAppui.ACCEPTE: "Accepter, date à fixer",
    EtatAppui.PLANIFIE: "Fixer une date",
    EtatAppui.CLOS: "Noter qu’il est terminé",
    EtatAppui.REFUSE: "Refuser",
}
ICONES = {
    EtatAppui.DEMANDE: ":material/mark_unread_chat_alt:",
    EtatAppui.ACCEPTE: ":material/thumb_up:",
    EtatAppui.PLANIFIE: ":material/event:",
    EtatAppui.CLOS: ":material/check_circle:",
    EtatAppui.REFUSE: ":material/do_not_disturb_on:",
    EtatAppui.ANNULE: ":material/undo:",
}


def show_appui(appui: AppuiListe, *, annulable: bool) -> None:
    """What was asked, where it stands, what was answered."""
    jour = format_date(appui.demande_le.astimezone(FUSEAU).date())
    # Plain text: what people type is never read as Markdown.
    st.text(appui.demande)
    st.markdown(f"{ICONES[appui.etat]} **{LIBELLES_ETAT[appui.etat]}**{escape(describe_suite(appui))}")
    groupe = f"{escape(describe_groupe(appui.groupe, appui.demi_journees))}  \n" if appui.groupe else ""
    pour = f"Critère : {escape(appui.critere)} · " if appui.critere else ""
    st.caption(f"{groupe}{pour}Demandé le {jour} par {escape(appui.demandeur)}")
    if appui.reponse:
        st.text(f"Réponse : {appui.reponse}")
    if annulable and appui.etat in ETATS_OUVERTS:
        show_bouton_prudent(
            "Annuler cette demande",
            f"annuler-{appui.id}",
            "La demande sera annulée. Vous pourrez en faire une autre."
            if appui.groupe is None
            else "Vous quitterez cet appui collectif. Les autres structures gardent leur part.",
            partial(_cancel, appui.id, appui.version),
        )


def describe_suite(appui: AppuiListe) -> str:
    """When, and for how many half-days."""
    combien = f" · {format_pluriel(appui.demi_journees, 'demi-journée')}" if appui.demi_journees else ""
    match appui.etat:
        case EtatAppui.PLANIFIE if appui.prevu_le:
            return f" pour le {format_date(appui.prevu_le)}{combien}"
        case EtatAppui.CLOS if appui.clos_le:
            return f" le {format_date(appui.clos_le)}{combien or ' · aucune demi-journée'}"
        case EtatAppui.ACCEPTE:
            return f", date à fixer{combien}"
    return ""


def describe_groupe(groupe: Groupe, part: int) -> str:
    """With how many others, and what is shared; the others are counted, never named."""
    autres = format_pluriel(groupe.parts - 1, "autre structure", "autres structures")
    partage = format_pluriel(groupe.demi_journees, "demi-journée partagée", "demi-journées partagées")
    return f"Appui collectif avec {autres} : {partage}, dont {part} pour vous"


def is_ouvert(appui: AppuiListe) -> bool:
    """Whether its answer is being written."""
    return st.session_state.get(REPONSE) == str(appui.id) or is_begun(_name_reponse(appui.id))


def show_bouton_reponse(appui: AppuiListe) -> None:
    """The button that opens the answer."""
    show_bouton(
        "Répondre" if appui.etat is EtatAppui.DEMANDE else "Noter la suite",
        key=f"repondre-{appui.id}",
        icon=":material/reply:",
        type="tertiary",
        on_click=_open,
        args=(appui.id,),
    )


def show_reponse(appui: AppuiListe, solde: Solde, today: date) -> None:
    """The form of the answer. Going over the year's half-days is said, not refused."""
    formulaire = _name_reponse(appui.id)
    cle = f"appui-{appui.id}"
    choix = [etat for etat in CHOIX if etat in SUITES[appui.etat]]
    jour = appui.prevu_le if _is_passe(appui, today) else today
    depart = EtatAppui.CLOS if _is_passe(appui, today) else choix[0]
    graine = {
        "etat": depart,
        "prevu": appui.prevu_le,
        "clos": jour,
        "demi": appui.demi_journees or (appui.offre.demi_journees if appui.offre else 1),
        "reponse": "",
    }
    fill(formulaire, graine, {"etat": choix.__contains__})
    etat: EtatAppui = st.radio(
        "Que répondez-vous ?",
        choix,
        format_func=CHOIX.__getitem__,
        key=f"{cle}-etat",
        **watch(formulaire),
    )
    if etat is not EtatAppui.REFUSE:
        st.caption(
            f"Cette structure : {format_pluriel(solde.utilise, 'demi-journée utilisée', 'demi-journées utilisées')} "
            f"et {format_pluriel(solde.prevu, 'prévue')} sur {solde.droit} en {solde.annee} "
            f"({escape(format_jours(solde.droit))} par an)."
        )
    with st.container():
        if etat is EtatAppui.PLANIFIE:
            st.date_input(
                "Quel jour ? Jour, mois, année",
                value=None,
                key=f"{cle}-prevu",
                format=FORMAT_JOUR,
                **watch(formulaire),
            )
        if etat is EtatAppui.CLOS:
            st.date_input(
                "Terminé quel jour ?", value=None, key=f"{cle}-clos", format=FORMAT_JOUR, **watch(formulaire)
            )
        if etat is not EtatAppui.REFUSE:
            st.number_input(
                "Demi-journées utilisées" if etat is EtatAppui.CLOS else "Demi-journées prévues",
                min_value=0,
                max_value=DEMI_JOURNEES_MAX,
                step=1,
                key=f"{cle}-demi",
                **watch(formulaire),
            )
        st.text_area(
            "Pourquoi, et que peut faire la structure ?"
            if etat is EtatAppui.REFUSE
            else "Un mot à la structure (facultatif)",
            key=f"{cle}-reponse",
            max_chars=TEXTE_MAX,
            **watch(formulaire),
        )
        show_garde(formulaire)
        with st.container(horizontal=True):
            show_bouton(
                "Enregistrer la réponse",
                key=f"{cle}-enregistrer",
                type="primary",
                on_click=_answer,
                args=(appui.id, appui.version, etat),
            )
            show_bouton("Ne rien changer", key=f"{cle}-fermer", on_click=_close, args=(formulaire,))


def _is_passe(appui: AppuiListe, today: date) -> bool:
    return appui.etat is EtatAppui.PLANIFIE and appui.prevu_le is not None and appui.prevu_le <= today


def _open(appui_id: UUID) -> None:
    st.session_state[REPONSE] = str(appui_id)


def _close(formulaire: Formulaire) -> None:
    st.session_state.pop(REPONSE, None)
    give_up(formulaire)


def _name_reponse(appui_id: UUID) -> Formulaire:
    champs = {champ: f"appui-{appui_id}-{champ}" for champ in ("etat", "prevu", "clos", "demi", "reponse")}
    return Formulaire(f"appui-reponse/{appui_id}", champs)


def _answer(appui_id: UUID, version: int, etat: EtatAppui) -> None:
    champs = st.session_state
    cle = f"appui-{appui_id}"
    jour = {EtatAppui.PLANIFIE: f"{cle}-prevu", EtatAppui.CLOS: f"{cle}-clos"}.get(etat)
    suite = Suite(
        etat,
        champs[f"{cle}-reponse"],
        champs[jour] if jour else None,
        0 if etat is EtatAppui.REFUSE else champs[f"{cle}-demi"],
    )

    def action(unit: Unit) -> str:
        answer_appui(unit, appui_id, version, suite)
        return "La réponse est enregistrée : la structure la voit."

    if run_saisie(action, _name_reponse(appui_id)):
        st.session_state.pop(REPONSE, None)


def _cancel(appui_id: UUID, version: int) -> str | None:
    def cancel(unit: Unit) -> str:
        cancel_appui(unit, appui_id, version)
        return "La demande est annulée."

    return run_once(cancel)
