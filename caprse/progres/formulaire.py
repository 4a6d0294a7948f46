"""The form of an action: what is typed is kept in a draft until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import (
    Formulaire,
    fill,
    get_vu,
    give_up,
    read_champs,
    run_saisie,
    show_garde,
    watch,
    watch_ligne,
)
from caprse.acces.unite import Unit
from caprse.progres.regles import LIBELLES_ETAT, PILOTE_MAX, QUOI_MAX, EtatAction, SaisieAction
from caprse.progres.service import ActionListee, Plan, create_action, update_action
from caprse.socle.dates import FORMAT_JOUR, FUSEAU, format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition

PAGE = "action"
NOUVELLE = "nouvelle"
ARRIVEE = "action-arrivee"
ANCIEN = "un critère d’avant"


def show_form(plan: Plan, action: ActionListee | None) -> None:
    """The form of an action. When a colleague changed it meanwhile, what it says now is shown beside what is typed."""
    formulaire = name_formulaire(plan.structure_id, action.id if action else None)
    cle = f"action-{action.id if action else NOUVELLE}"
    titres = _list_titres(plan, action)
    fill(formulaire, _seed(action), {"criteres": lambda codes: set(codes) <= titres.keys()})
    arrivee = st.session_state.pop(ARRIVEE, None) if action is None else None
    if arrivee is not None:
        code, quoi = arrivee
        if code not in st.session_state[f"{cle}-criteres"]:
            st.session_state[f"{cle}-criteres"] = [*st.session_state[f"{cle}-criteres"], code]
        # What was begun stays: the proposal is for an empty field.
        st.session_state[f"{cle}-quoi"] = st.session_state[f"{cle}-quoi"] or quoi
    if action is not None and action.version != get_vu(formulaire)["version"]:
        st.warning(
            f"{escape(action.auteur)} a modifié cette action le "
            f"{format_date(action.modifie_le.astimezone(FUSEAU).date())}. Enregistrer remplacera ce qui suit :",
            icon=":material/group:",
        )
        st.text(_describe(action))
        st.caption("Seulement là où vous avez changé quelque chose : le reste reste tel que votre collègue l’a mis.")
    with st.container():
        st.text_area("Que faut-il faire ?", key=f"{cle}-quoi", max_chars=QUOI_MAX, **watch(formulaire))
        st.text_input(
            "Qui s’en occupe ? (facultatif)", key=f"{cle}-pilote", max_chars=PILOTE_MAX, **watch_ligne(formulaire)
        )
        st.date_input(
            "Pour quand ? Jour, mois, année (facultatif)",
            key=f"{cle}-echeance",
            value=None,
            format=FORMAT_JOUR,
            **watch(formulaire),
        )
        st.pills(
            "Où en est-on ?",
            list(EtatAction),
            format_func=LIBELLES_ETAT.__getitem__,
            key=f"{cle}-etat",
            required=True,
            **watch(formulaire),
        )
        st.multiselect(
            "Pour quels critères du carnet ? (facultatif)",
            list(titres),
            format_func=titres.__getitem__,
            key=f"{cle}-criteres",
            placeholder="Choisissez un ou plusieurs critères",
            filter_mode=None,
            select_all=False,
            **watch(formulaire),
        )
        show_garde(formulaire)
        with st.container(horizontal=True):
            show_bouton(
                "Enregistrer l’action",
                key=f"{cle}-enregistrer",
                type="primary",
                on_click=_save,
                args=(plan.structure_id, action),
            )
            show_bouton("Annuler", key=f"{cle}-annuler", on_click=close_form, args=(formulaire,))


def close_form(formulaire: Formulaire) -> None:
    """Leave the form, and forget what was typed there."""
    end_edition(PAGE)
    give_up(formulaire)


def name_formulaire(structure_id: UUID, action_id: UUID | None) -> Formulaire:
    cle = f"action-{action_id or NOUVELLE}"
    champs = {champ: f"{cle}-{champ}" for champ in ("quoi", "pilote", "echeance", "etat", "criteres")}
    return Formulaire(f"action/{structure_id}/{action_id or NOUVELLE}", champs)


def _seed(action: ActionListee | None) -> dict[str, object]:
    if action is None:
        vide: dict[str, object] = {"quoi": "", "pilote": "", "echeance": None, "etat": EtatAction.A_FAIRE}
        return vide | {"criteres": [], "version": 0}
    return {
        "quoi": action.quoi,
        "pilote": action.pilote,
        "echeance": action.echeance,
        "etat": action.etat,
        "criteres": list(action.criteres),
        "version": action.version,
    }


def _list_titres(plan: Plan, action: ActionListee | None) -> Mapping[str, str]:
    """Critères to choose from; those that the action has and a newer référentiel forgot stay."""
    anciens = {code: ANCIEN for code in (action.criteres if action else ()) if code not in plan.titres}
    return {**plan.titres, **anciens}


def _describe(action: ActionListee) -> str:
    jour = f" · {format_date(action.echeance)}" if action.echeance else ""
    qui = f" · {action.pilote}" if action.pilote else ""
    return f"{LIBELLES_ETAT[action.etat]}{jour}{qui}\n{action.quoi}"


def _save(structure_id: UUID, action: ActionListee | None) -> None:
    formulaire = name_formulaire(structure_id, action.id if action else None)
    saisie = SaisieAction(**read_champs(formulaire, _seed(action) if action else None))

    def save(unit: Unit) -> str:
        if action is None:
            create_action(unit, structure_id, saisie)
        else:
            update_action(unit, action.id, action.version, saisie)
        return "L’action est enregistrée."

    if run_saisie(save, formulaire):
        end_edition(PAGE)
