"""The decisions of a meeting, and where each of them stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.saisie import (
    Formulaire,
    fill,
    get_vu,
    is_begun,
    read_champs,
    run_saisie,
    show_garde,
    watch,
    watch_ligne,
)
from caprse.acces.unite import Unit
from caprse.collectif.rencontres.decisions import (
    DecisionSuivie,
    confirm_decision,
    create_decision,
    delete_decision,
    list_decisions_rencontre,
    mark_decision,
    update_decision,
)
from caprse.collectif.rencontres.fiche import Fiche
from caprse.collectif.rencontres.regles import LIBELLES_DECISION, PILOTE_MAX, QUOI_MAX, EtatDecision, SaisieDecision
from caprse.socle.dates import FORMAT_JOUR, format_date
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel

TOUS = "Tout le collectif"


def show_decisions(fiche: Fiche, animation: bool) -> None:
    """What was decided; the animation writes it, a direction says when what concerns its structure is done."""
    st.header("Décisions", anchor=False)
    if not fiche.decisions:
        st.caption("Aucune décision n'est encore notée.")
    if not get_acteur().can(Operation.GET_AGREGAT, fiche.collectif_id):
        return
    with open_unit_ecran() as unit:
        decisions, criteres = list_decisions_rencontre(unit, fiche.collectif_id, fiche.id)
    for decision in decisions:
        with st.container(border=True, key=f"decision-{decision.id}"):
            show_decision(fiche.collectif_id, decision, animation)
            if animation:
                commencee = is_begun(_name_formulaire(str(decision.id)))
                with st.expander("Modifier", key=f"modifier-{decision.id}", expanded=commencee):
                    _show_form(fiche, decision, criteres)
    if animation:
        commencee = is_begun(_name_formulaire(str(fiche.id)))
        with st.expander("Noter une décision", key="decision-nouvelle", icon=":material/add:", expanded=commencee):
            _show_form(fiche, None, criteres)


def show_decision(collectif_id: UUID, decision: DecisionSuivie, animation: bool, rencontre: bool = False) -> None:
    """What was decided, for whom, by whom, for when, where it stands; and the buttons of whoever may say more.

    ``rencontre``: say which meeting took it.
    """
    # Plain text: what people type is never read as Markdown.
    st.text(decision.quoi)
    details = [describe_decision(decision)]
    if decision.criteres:
        details.append("Pour avancer sur : " + ", ".join(titre for _, titre in decision.criteres))
    if rencontre:
        details.append(f"Décidé le {format_date(decision.jour)} : {decision.rencontre}")
    st.text("\n".join(details))
    if decision.retard:
        st.markdown(f":material/schedule: **En retard** de {format_pluriel(decision.retard, 'jour')}.")
    sienne = decision.structure_id is not None and get_acteur().can(
        Operation.SEND_CARNET, collectif_id, decision.structure_id
    )
    if decision.structure_id is not None and decision.etat is EtatDecision.A_SUIVRE:
        _show_confirmation(decision, sienne)
    with st.container(horizontal=True):
        if decision.a_confirmer and sienne:
            show_bouton(
                "Nous sommes d'accord",
                key=f"confirmer-{decision.id}",
                type="primary",
                icon=":material/thumb_up:",
                on_click=_confirm,
                args=(decision,),
            )
        if (animation or sienne) and decision.etat is EtatDecision.A_SUIVRE:
            show_bouton(
                "C'est fait",
                key=f"faite-{decision.id}",
                icon=":material/check:",
                on_click=_mark,
                args=(decision, EtatDecision.FAITE),
            )
        if (animation or sienne) and decision.etat is not EtatDecision.A_SUIVRE:
            show_bouton(
                "À suivre de nouveau",
                key=f"reprendre-{decision.id}",
                on_click=_mark,
                args=(decision, EtatDecision.A_SUIVRE),
            )


def describe_decision(decision: DecisionSuivie) -> str:
    """``À suivre · pour : Tout le collectif · pilote : … · échéance : …``."""
    morceaux = [LIBELLES_DECISION[decision.etat].capitalize(), f"pour : {decision.structure or TOUS}"]
    if decision.pilote:
        morceaux.append(f"pilote : {decision.pilote}")
    if decision.echeance:
        morceaux.append(f"échéance : {format_date(decision.echeance)}")
    return " · ".join(morceaux)


def _show_confirmation(decision: DecisionSuivie, sienne: bool) -> None:
    if decision.confirmee_le is not None:
        st.markdown(
            f":material/check_circle: La direction est d'accord depuis le {format_date(decision.confirmee_le)}."
        )
    elif not sienne:
        st.markdown(":material/hourglass_empty: La direction n'a pas encore dit si elle est d'accord.")
    else:
        st.markdown("Cette décision concerne votre structure : êtes-vous d'accord ?")


def _show_form(fiche: Fiche, decision: DecisionSuivie | None, criteres: dict[str, str]) -> None:
    cle = str(decision.id if decision else fiche.id)
    formulaire = _name_formulaire(cle)
    structures: dict[UUID | None, str] = {None: TOUS} | {p.structure_id: p.nom for p in fiche.presences}
    # What it serves already stays in the list, even when this trimestre no longer asks it.
    titres = criteres | (dict(decision.criteres) if decision else {})
    acceptes = {"pour": structures.__contains__, "sert": lambda codes: set(codes) <= titres.keys()}
    fill(formulaire, _seed(decision), acceptes)
    if decision is not None and decision.version != get_vu(formulaire)["version"]:
        st.warning(
            "Un collègue a modifié cette décision entre-temps. Ce que vous avez changé ici remplacera ce qui est "
            "affiché au-dessus ; le reste sera gardé.",
            icon=":material/group:",
        )
    with st.container():
        st.text_area("Ce qui est décidé", key=f"quoi-{cle}", max_chars=QUOI_MAX, **watch(formulaire))
        st.text_input("Qui pilote (facultatif)", key=f"pilote-{cle}", max_chars=PILOTE_MAX, **watch_ligne(formulaire))
        st.date_input(
            "Pour quand (facultatif)",
            value=None,
            key=f"echeance-{cle}",
            format=FORMAT_JOUR,
            **watch(formulaire),
        )
        st.multiselect(
            "Pour avancer sur quels critères (facultatif)",
            list(titres),
            format_func=titres.__getitem__,
            key=f"sert-{cle}",
            placeholder="Choisissez des critères",
            filter_mode=None,
            **watch(formulaire),
        )
        if decision is None:
            st.selectbox(
                "Pour qui",
                list(structures),
                format_func=structures.__getitem__,
                key=f"pour-{cle}",
                filter_mode=None,
                **watch(formulaire),
            )
        else:
            st.selectbox(
                "Où en est-on ?",
                list(EtatDecision),
                format_func=LIBELLES_DECISION.__getitem__,
                key=f"etat-{cle}",
                filter_mode=None,
                **watch(formulaire),
            )
        show_garde(formulaire)
        show_bouton(
            "Enregistrer la décision", key=f"decision-enregistrer-{cle}", on_click=_save, args=(fiche, decision)
        )
    if decision is not None:
        show_bouton(
            "Supprimer cette décision",
            key=f"supprimer-{cle}",
            type="tertiary",
            icon=":material/delete:",
            on_click=_delete,
            args=(decision,),
        )


def _name_formulaire(cle: str) -> Formulaire:
    champs = ("quoi", "pilote", "echeance", "etat", "sert", "pour")
    return Formulaire(f"decision/{cle}", {champ: f"{champ}-{cle}" for champ in champs})


def _seed(decision: DecisionSuivie | None) -> dict[str, Any]:
    if decision is None:
        return {"quoi": "", "pilote": "", "echeance": None, "etat": EtatDecision.A_SUIVRE, "sert": [], "pour": None}
    return {
        "quoi": decision.quoi,
        "pilote": decision.pilote,
        "echeance": decision.echeance,
        "etat": decision.etat,
        "sert": [code for code, _ in decision.criteres],
        "pour": None,
        "version": decision.version,
    }


def _save(fiche: Fiche, decision: DecisionSuivie | None) -> None:
    formulaire = _name_formulaire(str(decision.id if decision else fiche.id))
    champs = read_champs(formulaire, _seed(decision) if decision else None)
    saisie = SaisieDecision(champs["quoi"], champs["pilote"], champs["echeance"], champs["etat"])

    def action(unit: Unit) -> str:
        if decision is None:
            create_decision(unit, fiche.id, saisie, champs["pour"], champs["sert"])
        else:
            update_decision(unit, decision.id, saisie, decision.version, champs["sert"])
        return "La décision est enregistrée."

    run_saisie(action, formulaire)


def _confirm(decision: DecisionSuivie) -> None:
    def action(unit: Unit) -> str:
        confirm_decision(unit, decision.id, decision.version)
        return "Merci : votre accord est noté."

    run_use_case(action)


def _mark(decision: DecisionSuivie, etat: EtatDecision) -> None:
    def action(unit: Unit) -> str:
        mark_decision(unit, decision.id, etat, decision.version)
        return "C'est noté."

    run_use_case(action)


def _delete(decision: DecisionSuivie) -> None:
    def action(unit: Unit) -> str:
        delete_decision(unit, decision.id, decision.version)
        return "La décision est supprimée."

    run_use_case(action)
