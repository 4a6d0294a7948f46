"""The decisions of a meeting, and where each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, run_use_case
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
    can_plan,
    confirm_decision,
    create_decision,
    delete_decision,
    mark_decision,
    update_decision,
)
from caprse.collectif.rencontres.fiche import Fiche
from caprse.collectif.rencontres.regles import (
    LIBELLES_DECISION,
    PILOTE_MAX,
    QUOI_MAX,
    EtatDecision,
    SaisieDecision,
    say_ecart,
)
from caprse.socle.dates import FORMAT_JOUR, FUSEAU, format_date
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import build_tetes
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

TOUS = "Tout le collectif"
AUTRES = "Menée par d’autres"


def show_decisions(
    fiche: Fiche,
    animation: bool,
    decisions: Sequence[DecisionSuivie],
    criteres: dict[str, str],
    *,
    passee: bool = False,
) -> None:
    """What was decided; the animation writes it, a direction says when what concerns its structure is done."""
    st.header("Décisions", anchor=False)
    if decisions:
        show_tete(fiche.collectif_id, animation, decisions)
    else:
        st.caption("Aucune décision n’a été notée." if passee else "Aucune décision n’est encore notée.")
    for decision in decisions:
        show_decision(fiche.collectif_id, decision, animation)
        if animation:
            with st.expander(
                "Modifier", key=f"modifier-{decision.id}", expanded=is_begun(_name_formulaire(str(decision.id)))
            ):
                _show_form(fiche, decision, criteres)
    if animation:
        commencee = is_begun(_name_formulaire(str(fiche.id)))
        with st.expander("Noter une décision", key="decision-nouvelle", icon=":material/add:", expanded=commencee):
            _show_form(fiche, None, criteres)


def show_decision(collectif_id: UUID, decision: DecisionSuivie, animation: bool, rencontre: bool = False) -> None:
    """One line: what was decided, for whom, by whom, for when, where it stands; and the acts of whoever may say more.

    ``rencontre``: say when it was taken, and lead to the meeting.
    """
    sienne = decision.structure_id is not None and get_acteur().can(
        Operation.SEND_CARNET, collectif_id, decision.structure_id
    )
    with st.container(key=f"rang-decision-{decision.id}", horizontal=True, vertical_alignment="center"):
        planifie = can_plan(get_acteur(), collectif_id, decision)
        agit = planifie and decision.est_a_planifier
        actes = animation or sienne or agit
        # Without an act, among others that have one, it keeps their room: the columns hold.
        st.html(build_ligne(decision, sienne=sienne, rencontre=rencontre, recule=planifie and not actes))
        if actes:
            with st.container(
                key=f"actes-decision-{decision.id}", horizontal=True, width="content", vertical_alignment="center"
            ):
                if animation or sienne:
                    _show_actes(decision, sienne)
                if agit:
                    with st.container(key=f"agir-{decision.id}", width="content"):
                        link_to_page(
                            "actions", "En faire une action", ":material/add_task:", decision=str(decision.id)
                        )
                if animation and rencontre:
                    link_to_page("rencontre", "Modifier", icon=":material/edit:", rencontre=str(decision.rencontre_id))
    show_message(name_place(decision))


def show_tete(collectif_id: UUID, animation: bool, decisions: Sequence[DecisionSuivie]) -> None:
    """The titles of the columns, where there is room for columns; whoever acts has one more, without a title."""
    agit = animation or any(can_plan(get_acteur(), collectif_id, decision) for decision in decisions)
    actes = " cap-rangs-actes" if agit else ""
    st.html(build_tetes(f"cap-decision{actes}", "Ce qui est décidé", "Qui", "Pour quand"))


def build_ligne(decision: DecisionSuivie, *, sienne: bool, rencontre: bool, recule: bool = False) -> str:
    """The line as HTML, in columns that hold from one line to the next; ``recule``: without acts, beside some."""
    sert = ", ".join(titre for _, titre in decision.criteres)
    details = [f"Pour avancer sur : {sert}"] if sert else []
    if rencontre:
        details.append(f"Décidé le {format_date(decision.jour)}")
    quand = format_date(decision.echeance) if decision.echeance else "Sans date"
    if decision.reste is not None:
        quand += f" <small>{say_ecart(decision.reste)}</small>"
    if decision.retard:
        quand += f' <small class="cap-alerte">En retard de {format_pluriel(decision.retard, "jour")}</small>'
    # What is for all is the matter of whoever leads it.
    qui = escape_html(decision.structure or decision.pilote or TOUS)
    if decision.structure and decision.pilote:
        qui += f" <small>Pilote : {escape_html(decision.pilote)}</small>"
    # A list of what is to follow need not say so on each line.
    dit = LIBELLES_DECISION[decision.etat].capitalize()
    etat = "" if decision.etat is EtatDecision.A_SUIVRE else f'<span class="cap-role {decision.etat}">{dit}</span>'
    notre = '<span class="cap-role direction">Pour nous</span> ' if sienne else ""
    precise = "".join(f"<small>{escape_html(detail)}</small>" for detail in details)
    # Among lines that have an act, one without says why.
    genre, autres = ("cap-decision cap-rangs-actes", f"<em>{AUTRES}</em>") if recule else ("cap-decision", "")
    return (
        f'<div class="{genre}"><div>{notre}<b>{escape_html(decision.quoi)}</b>{precise}'
        f"{_build_accord(decision, sienne=sienne)}</div>"
        f'<span data-dit="Qui"><span>{qui}</span></span>'
        f'<span data-dit="Pour le"><span>{quand}{etat}</span></span>{autres}</div>'
    )


def name_place(decision: DecisionSuivie) -> str:
    """Where what was done with a decision is said."""
    return f"decision-dite-{decision.id}"


def _build_accord(decision: DecisionSuivie, *, sienne: bool) -> str:
    if decision.structure_id is None:
        return ""
    if decision.confirmee_le is not None:
        jour = format_date(decision.confirmee_le.astimezone(FUSEAU).date())
        return f"<small>La direction est d’accord depuis le {jour}.</small>"
    if decision.etat is not EtatDecision.A_SUIVRE:
        return ""
    if sienne:
        return '<small class="cap-attente">Elle concerne votre structure : êtes-vous d’accord ?</small>'
    return '<small class="cap-attente">La direction n’a pas encore dit si elle est d’accord.</small>'


def _show_actes(decision: DecisionSuivie, sienne: bool) -> None:
    if decision.a_confirmer and sienne:
        show_bouton(
            "Nous sommes d’accord",
            key=f"confirmer-{decision.id}",
            type="primary",
            icon=":material/thumb_up:",
            on_click=_confirm,
            args=(decision,),
        )
    if decision.etat is EtatDecision.A_SUIVRE:
        show_bouton(
            "C’est fait",
            key=f"faite-{decision.id}",
            icon=":material/check:",
            on_click=_mark,
            args=(decision, EtatDecision.FAITE),
        )
    else:
        show_bouton(
            "À suivre de nouveau",
            key=f"reprendre-{decision.id}",
            type="tertiary",
            icon=":material/undo:",
            on_click=_mark,
            args=(decision, EtatDecision.A_SUIVRE),
        )


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
            placeholder=TOUS,
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
    show_message(_name_message(cle))
    show_bouton("Enregistrer la décision", key=f"decision-enregistrer-{cle}", on_click=_save, args=(fiche, decision))
    if decision is not None:
        show_bouton(
            "Supprimer cette décision",
            key=f"supprimer-{cle}",
            type="tertiary",
            icon=":material/delete:",
            on_click=_delete,
            args=(decision,),
        )


def _name_message(cle: str) -> str:
    return f"decision-formulaire-{cle}"


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

    run_saisie(action, formulaire, _name_message(str(decision.id if decision else fiche.id)))


def _confirm(decision: DecisionSuivie) -> None:
    def action(unit: Unit) -> str:
        confirm_decision(unit, decision.id, decision.version)
        return "Merci : votre accord est noté."

    run_use_case(action, place=name_place(decision))


def _mark(decision: DecisionSuivie, etat: EtatDecision) -> None:
    def action(unit: Unit) -> str:
        mark_decision(unit, decision.id, etat, decision.version)
        return "C’est noté."

    run_use_case(action, place=name_place(decision))


def _delete(decision: DecisionSuivie) -> None:
    def action(unit: Unit) -> str:
        delete_decision(unit, decision.id, decision.version)
        return "La décision est supprimée."

    run_use_case(action, place=_name_message(str(decision.rencontre_id)))
