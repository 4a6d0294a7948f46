"""The form of an action: what is typed is kept in a draft until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import (
    Formulaire,
    fill,
    get_vu,
    give_up,
    is_begun,
    keep,
    propose,
    read_champs,
    run_saisie,
    show_garde,
    watch,
    watch_ligne,
)
from caprse.acces.unite import Unit
from caprse.progres.etat import ask_changement
from caprse.progres.lecture import ActionListee, DecisionOfferte, Plan
from caprse.progres.regles import (
    LIBELLES_EFFORT,
    LIBELLES_ETAT,
    PILOTE_MAX,
    PREMIER_PAS_MAX,
    QUOI_MAX,
    Effort,
    EtatAction,
    SaisieAction,
    add_pas,
    can_add,
)
from caprse.progres.service import create_action, update_action
from caprse.progres.vue_but import show_but
from caprse.socle.dates import FORMAT_JOUR, FUSEAU, format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition
from caprse.socle.francais import shorten

PAGE = "action"
NOUVELLE = "nouvelle"
ARRIVEE = "action-arrivee"
ANCIEN = "un critère d’avant"
AUCUNE = "D’aucune décision"
DECISION_MAX = 90
CHAMPS = ("quoi", "pilote", "echeance", "etat", "criteres", "premier_pas", "effort", "decision_id")


@dataclass(frozen=True, slots=True)
class Arrivee:
    """What a link to the plan proposes for a new action."""

    criteres: tuple[str, ...] = ()
    quoi: str = ""
    pilote: str = ""
    echeance: date | None = None
    decision_id: UUID | None = None


def show_form(plan: Plan, action: ActionListee | None) -> None:
    """The form of an action. When a colleague changed it meanwhile, what it says now is shown beside what is typed."""
    formulaire = name_formulaire(plan.structure_id, action.id if action else None)
    cle = f"action-{action.id if action else NOUVELLE}"
    titres, decisions = _list_titres(plan, action), _list_decisions(plan, action)
    commence = is_begun(formulaire)
    accepte = {"criteres": lambda codes: set(codes) <= titres.keys(), "decision_id": decisions.__contains__}
    fill(formulaire, _seed(action), accepte)
    arrivee = st.session_state.pop(ARRIVEE, None) if action is None else None
    if arrivee is not None:
        _fill_from(formulaire, arrivee, commence=commence)
    if action is not None and action.version != get_vu(formulaire)["version"]:
        st.warning(
            f"{escape(action.auteur)} a modifié cette action le "
            f"{format_date(action.modifie_le.astimezone(FUSEAU).date())}. Enregistrer remplacera ce qui suit :",
            icon=":material/group:",
        )
        st.text(_describe(action))
        st.caption("Seulement là où vous avez changé quelque chose : le reste reste tel que votre collègue l’a mis.")
    with st.container():
        show_but(plan, action, st.session_state[f"{cle}-criteres"], st.session_state[f"{cle}-quoi"] or "")
        st.text_area("Que faut-il faire ?", key=f"{cle}-quoi", max_chars=QUOI_MAX, **watch(formulaire))
        show_premier_pas(plan, formulaire)
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
        if action is not None:
            _ask_etat(cle, formulaire)
        with st.expander("Préciser", key=f"{cle}-preciser", expanded=_is_precise(cle)):
            _ask_details(cle, formulaire, titres, decisions)
            if action is None:
                _ask_etat(cle, formulaire)
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


def _ask_etat(cle: str, formulaire: Formulaire) -> None:
    st.pills(
        "Où en est-on ?",
        list(EtatAction),
        format_func=LIBELLES_ETAT.__getitem__,
        key=f"{cle}-etat",
        required=True,
        **watch(formulaire),
    )


def _ask_details(
    cle: str,
    formulaire: Formulaire,
    titres: Mapping[str, str],
    decisions: Mapping[UUID | None, DecisionOfferte | None],
) -> None:
    """What helps to begin, and what it is for: nothing that an action cannot do without."""
    st.text_input(
        "Le premier petit pas (facultatif)",
        key=f"{cle}-premier_pas",
        max_chars=PREMIER_PAS_MAX,
        placeholder="Par exemple : en parler à la réunion de lundi",
        **watch_ligne(formulaire),
    )
    st.pills(
        "Combien de temps cela prendra-t-il ? (facultatif)",
        list(Effort),
        format_func=LIBELLES_EFFORT.__getitem__,
        key=f"{cle}-effort",
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
    # Drawn even where there is nothing to choose: a field that is not drawn would keep a draft from being kept.
    st.selectbox(
        "De quelle décision d’une rencontre vient-elle ? (facultatif)",
        list(decisions),
        format_func=lambda choisie: _name_decision(decisions.get(choisie)),
        key=f"{cle}-decision_id",
        placeholder=AUCUNE,
        filter_mode=None,
        **watch(formulaire),
    )


def show_premier_pas(plan: Plan, formulaire: Formulaire) -> None:
    """What the référentiel proposes to begin with for the critère of the action, until it is taken."""
    quoi = st.session_state[formulaire.champs["quoi"]]
    code = next((code for code in st.session_state[formulaire.champs["criteres"]] if code in plan.premiers_pas), None)
    if code is None or not can_add(quoi, plan.premiers_pas[code]):
        return
    # It stays while one types: a form that moves under the hand makes people press beside.
    with st.container(key="premier-pas", gap="small"):
        st.markdown(f"**Un premier pas possible :** {escape(plan.premiers_pas[code])}")
        show_bouton(
            "Reprendre ce premier pas",
            key=f"{formulaire.champs['quoi']}-premier-pas",
            icon=":material/edit_note:",
            on_click=_take_premier_pas,
            args=(formulaire, plan.premiers_pas[code]),
        )


def close_form(formulaire: Formulaire) -> None:
    """Leave the form, and forget what was typed there."""
    end_edition(PAGE)
    give_up(formulaire)


def name_formulaire(structure_id: UUID, action_id: UUID | None) -> Formulaire:
    cle = f"action-{action_id or NOUVELLE}"
    champs = {champ: f"{cle}-{champ}" for champ in CHAMPS}
    return Formulaire(f"action/{structure_id}/{action_id or NOUVELLE}", champs)


def _fill_from(formulaire: Formulaire, arrivee: Arrivee, *, commence: bool) -> None:
    """What the link proposes goes into empty fields; what was begun stays, and comes from no other decision."""
    tenu = read_champs(formulaire)
    propositions: dict[str, object] = {
        "criteres": list(dict.fromkeys([*tenu["criteres"], *arrivee.criteres])),
        "quoi": tenu["quoi"] or arrivee.quoi,
    }
    if not commence:
        propositions |= {
            "pilote": tenu["pilote"] or arrivee.pilote,
            "echeance": tenu["echeance"] or arrivee.echeance,
            "decision_id": arrivee.decision_id,
        }
    propose(formulaire, propositions)


def _is_precise(cle: str) -> bool:
    """Whether the fold opens by itself: it holds something that the rest of the form does not show."""
    return any(st.session_state[f"{cle}-{champ}"] for champ in ("premier_pas", "effort"))


def _seed(action: ActionListee | None) -> dict[str, object]:
    if action is None:
        vide: dict[str, object] = {"quoi": "", "pilote": "", "echeance": None, "etat": EtatAction.A_FAIRE}
        return vide | {"criteres": [], "premier_pas": "", "effort": None, "decision_id": None, "version": 0}
    return {
        "quoi": action.quoi,
        "pilote": action.pilote,
        "echeance": action.echeance,
        "etat": action.etat,
        "criteres": list(action.criteres),
        "premier_pas": action.premier_pas,
        "effort": action.effort,
        "decision_id": action.decision_id,
        "version": action.version,
    }


def _list_titres(plan: Plan, action: ActionListee | None) -> Mapping[str, str]:
    """Critères to choose from; those that the action has and a newer référentiel forgot stay."""
    anciens = {code: ANCIEN for code in (action.criteres if action else ()) if code not in plan.titres}
    return {**plan.titres, **anciens}


def _list_decisions(plan: Plan, action: ActionListee | None) -> dict[UUID | None, DecisionOfferte | None]:
    """Decisions to choose from: those still to follow, and the one that the action comes from."""
    sienne = action.decision_id if action else None
    choix: dict[UUID | None, DecisionOfferte | None] = {None: None}
    return choix | {id_: decision for id_, decision in plan.decisions.items() if decision.ouverte or id_ == sienne}


def _name_decision(decision: DecisionOfferte | None) -> str:
    if decision is None:
        return AUCUNE
    return f"{shorten(decision.quoi, DECISION_MAX)} ({format_date(decision.jour)})"


def _describe(action: ActionListee) -> str:
    jour = f" · {format_date(action.echeance)}" if action.echeance else ""
    qui = f" · {action.pilote}" if action.pilote else ""
    return f"{LIBELLES_ETAT[action.etat]}{jour}{qui}\n{action.quoi}"


def _take_premier_pas(formulaire: Formulaire, pas: str) -> None:
    cle = formulaire.champs["quoi"]
    st.session_state[cle] = add_pas(st.session_state[cle], pas)
    keep(formulaire)


def _save(structure_id: UUID, action: ActionListee | None) -> None:
    formulaire = name_formulaire(structure_id, action.id if action else None)
    champs = read_champs(formulaire, _seed(action) if action else None)
    saisie = SaisieAction(**champs | {"criteres": tuple(champs["criteres"])})

    ecrites: list[UUID] = []

    def save(unit: Unit) -> str:
        if action is None:
            ecrites.append(create_action(unit, structure_id, saisie))
        else:
            update_action(unit, action.id, action.version, saisie)
            ecrites.append(action.id)
        return "L’action est enregistrée."

    if run_saisie(save, formulaire):
        end_edition(PAGE)
        # As « C’est fait » does: what it changed is asked once it is done.
        if ecrites and saisie.etat is EtatAction.FAITE and (action is None or action.etat is not EtatAction.FAITE):
            ask_changement(ecrites[-1])
