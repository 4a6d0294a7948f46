"""The plan d'action: kept by the people of a structure, read by the animation of its collectif."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.saisie import (
    Formulaire,
    fill,
    get_vu,
    give_up,
    is_begun,
    read_champs,
    run_saisie,
    show_garde,
    watch,
    watch_ligne,
)
from caprse.acces.unite import Unit
from caprse.collectif.fictif import show_fictif
from caprse.progres.regles import (
    ETATS_OUVERTS,
    LIBELLES_ETAT,
    PILOTE_MAX,
    QUOI_MAX,
    EtatAction,
    SaisieAction,
    describe_echeance,
    is_en_retard,
)
from caprse.progres.service import (
    ActionListee,
    Plan,
    create_action,
    get_plan,
    update_action,
    update_etat,
)
from caprse.socle.dates import FORMAT_JOUR, FUSEAU, format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition, get_edition, start_edition
from caprse.socle.ecran.navigation import take_param
from caprse.socle.francais import format_pluriel

PAGE = "action"
NOUVELLE = "nouvelle"
CRITERE = "critere"
ARRIVEE = "action-arrivee"


def page_actions() -> None:
    """The plan of one's own structure; ``?critere=PAR-03`` opens the form of a new action for that critère."""
    st.title("Notre plan d'action")
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        plan, today = get_plan(unit, structure_id), unit.today
    st.caption(escape(plan.structure))
    show_fictif(plan.fictif)
    show_message()
    editable = get_acteur().can(Operation.UPDATE_ACTION, plan.collectif_id, structure_id)
    if editable:
        _open_from_critere(plan)
        show_ajout(plan)
    show_plan(plan, today, editable=editable)


def show_plan(plan: Plan, today: date, *, editable: bool) -> None:
    """What is to be done, in order of date, then what is over, folded."""
    ouvertes = [action for action in plan.actions if action.etat in ETATS_OUVERTS]
    finies = [action for action in plan.actions if action.etat not in ETATS_OUVERTS]
    retards = sum(is_en_retard(action.etat, action.echeance, today) for action in ouvertes)
    if not plan.actions:
        st.info("Aucune action pour le moment.", icon=":material/checklist:")
        return
    st.markdown(
        f"**{format_pluriel(len(ouvertes), 'action')}** à faire ou en cours"
        + (f", dont **{retards} en retard**." if retards else ".")
    )
    for action in ouvertes:
        with st.container(border=True, key=f"action-{action.id}"):
            show_action(plan, action, today, editable=editable)
    if finies:
        # An action being edited stays open: its form must not close with the fold.
        ouvert = get_edition(PAGE) in {str(action.id) for action in finies}
        titre = f"Ce qui est fait ou abandonné ({len(finies)})"
        with st.expander(titre, icon=":material/done_all:", key="finies", expanded=ouvert):
            for action in finies:
                with st.container(border=True, key=f"action-{action.id}"):
                    show_action(plan, action, today, editable=editable)


def show_action(plan: Plan, action: ActionListee, today: date, *, editable: bool) -> None:
    """One action, or its form."""
    if editable and (get_edition(PAGE) == str(action.id) or is_begun(_name_formulaire(plan.structure_id, action.id))):
        show_form(plan, action)
        return
    quand = describe_echeance(action.etat, action.echeance, today)
    en_retard = is_en_retard(action.etat, action.echeance, today)
    jour = f" · {format_date(action.echeance)}" if action.echeance else ""
    delai = f" · **{escape(quand)}**" if en_retard else f" · {escape(quand)}" if quand else ""
    st.markdown(f"{':material/warning: ' if en_retard else ''}{LIBELLES_ETAT[action.etat]}{jour}{delai}")
    # Plain text: what people type is never read as Markdown.
    st.text(action.quoi)
    if action.pilote:
        st.text(f"Qui s'en occupe : {action.pilote}")
    if action.criteres:
        st.caption("Pour : " + " · ".join(escape(plan.titres.get(code, code)) for code in action.criteres))
    if not editable:
        return
    with st.container(horizontal=True):
        if action.etat in ETATS_OUVERTS:
            show_bouton(
                "C'est fait",
                key=f"faite-{action.id}",
                icon=":material/check:",
                on_click=_finish,
                args=(action.id, action.version),
            )
        show_bouton(
            "Modifier",
            key=f"modifier-{action.id}",
            icon=":material/edit:",
            on_click=start_edition,
            args=(PAGE, str(action.id)),
        )


def show_ajout(plan: Plan) -> None:
    """The button that opens the form of a new action, or this form."""
    if get_edition(PAGE) == NOUVELLE or is_begun(_name_formulaire(plan.structure_id, None)):
        with st.container(border=True, key="action-nouvelle"):
            st.subheader("Nouvelle action", anchor=False)
            show_form(plan, None)
        return
    show_bouton(
        "Ajouter une action",
        key="ajouter",
        type="primary",
        icon=":material/add:",
        on_click=start_edition,
        args=(PAGE, NOUVELLE),
    )


def show_form(plan: Plan, action: ActionListee | None) -> None:
    """The form of an action. When a colleague changed it meanwhile, what it says now is shown beside what is typed."""
    formulaire = _name_formulaire(plan.structure_id, action.id if action else None)
    cle = f"action-{action.id if action else NOUVELLE}"
    titres = _list_titres(plan, action)
    fill(formulaire, _seed(action), {"criteres": lambda codes: set(codes) <= titres.keys()})
    arrivee = st.session_state.pop(ARRIVEE, None) if action is None else None
    if arrivee is not None and arrivee not in st.session_state[f"{cle}-criteres"]:
        st.session_state[f"{cle}-criteres"] = [*st.session_state[f"{cle}-criteres"], arrivee]
    if action is not None and action.version != get_vu(formulaire)["version"]:
        st.warning(
            f"{escape(action.auteur)} a modifié cette action le "
            f"{format_date(action.modifie_le.astimezone(FUSEAU).date())}. Enregistrer remplacera ce qui suit :",
            icon=":material/group:",
        )
        st.text(_describe(action))
        st.caption("Seulement là où vous avez changé quelque chose : le reste reste tel que votre collègue l'a mis.")
    with st.container():
        st.text_area("Que faut-il faire ?", key=f"{cle}-quoi", max_chars=QUOI_MAX, **watch(formulaire))
        st.text_input(
            "Qui s'en occupe ? (facultatif)", key=f"{cle}-pilote", max_chars=PILOTE_MAX, **watch_ligne(formulaire)
        )
        st.date_input(
            "Pour quand ? Jour, mois, année (facultatif)",
            key=f"{cle}-echeance",
            value=None,
            format=FORMAT_JOUR,
            **watch(formulaire),
        )
        st.selectbox(
            "Où en est-on ?",
            list(EtatAction),
            format_func=LIBELLES_ETAT.__getitem__,
            key=f"{cle}-etat",
            filter_mode=None,
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
                "Enregistrer l'action",
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


def _name_formulaire(structure_id: UUID, action_id: UUID | None) -> Formulaire:
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
    """Critères to choose from; those that the action has and a newer référentiel forgot stay, by code."""
    anciens = {code: code for code in (action.criteres if action else ()) if code not in plan.titres}
    return {**plan.titres, **anciens}


def _describe(action: ActionListee) -> str:
    jour = f" · {format_date(action.echeance)}" if action.echeance else ""
    qui = f" · {action.pilote}" if action.pilote else ""
    return f"{LIBELLES_ETAT[action.etat]}{jour}{qui}\n{action.quoi}"


def _open_from_critere(plan: Plan) -> None:
    """Once per arrival: the form, for the critère of the address."""
    code = take_param(CRITERE)
    if code is not None and code in plan.titres:
        start_edition(PAGE, NOUVELLE)
        st.session_state[ARRIVEE] = code


def _save(structure_id: UUID, action: ActionListee | None) -> None:
    formulaire = _name_formulaire(structure_id, action.id if action else None)
    saisie = SaisieAction(**read_champs(formulaire, _seed(action) if action else None))

    def save(unit: Unit) -> str:
        if action is None:
            create_action(unit, structure_id, saisie)
        else:
            update_action(unit, action.id, action.version, saisie)
        return "L'action est enregistrée."

    if run_saisie(save, formulaire):
        end_edition(PAGE)


def _finish(action_id: UUID, version: int) -> None:
    def action(unit: Unit) -> str:
        update_etat(unit, action_id, version, EtatAction.FAITE)
        return "Bravo : l'action est faite."

    run_use_case(action)
