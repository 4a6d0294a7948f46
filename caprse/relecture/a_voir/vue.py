"""« À voir avec … » inside a carnet: what is asked of the person at the screen, of a colleague, where one asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.saisie import Formulaire, fill, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit
from caprse.carnet.regles import list_manquants
from caprse.carnet.remplir.parcours import list_criteres, list_etapes
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere, Referentiel
from caprse.relecture.a_voir.regles import DELAI_MAX, NOTE_MAX, AVoir, find_lieu, format_pour
from caprse.relecture.a_voir.service import give_a_voir, list_a_voir, mark_vu, take_back
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page

ETAT = "a_voir"
DELAI = timedelta(days=7)
FORMAT_JOUR = "DD/MM/YYYY"


@dataclass
class _Etat:
    """What the page has read: by critère what is asked, whom one may ask, and the day it is."""

    lignes: Mapping[str, AVoir] = field(default_factory=dict)
    collegues: Mapping[UUID, str] = field(default_factory=dict)
    today: date = date.min


def keep_a_voir(lignes: Mapping[str, AVoir], collegues: Mapping[UUID, str], today: date) -> None:
    """Keep it for this rerun and those of its fragments: a cache of the base."""
    st.session_state[ETAT] = _Etat(lignes, collegues, today)


def show_attendu(carnet: CarnetOuvert, critere: Critere) -> None:
    """Under the answer, to the colleague who is asked: by whom, until when, and the one press that ends it."""
    vu = _get_etat().lignes.get(critere.code)
    if vu is None or not carnet.modifiable or not vu.waits_for(get_acteur().compte_id):
        return
    with st.container(key=f"a-voir-moi-{critere.code}", gap="small"):
        quand = format_pour(vu.pour_le, _get_etat().today)
        st.markdown(
            f":material/visibility: **{escape(vu.demandeur)}** vous demande de voir ce critère, {escape(quand)}."
        )
        if vu.note:
            st.text(vu.note)
        show_bouton(
            "J’ai vu",
            key=f"a-voir-vu-{critere.code}",
            icon=":material/check:",
            on_click=_run,
            args=(carnet.id, critere.code, mark_vu),
        )
    show_message(_name_message(critere.code))


def show_a_voir(carnet: CarnetOuvert, critere: Critere, *, dans_fragment: bool) -> None:
    """Below the answer, to those who answer: with whom it is to be seen, or the place to ask a colleague."""
    if not _can_ask(carnet):
        return
    if dans_fragment:
        _show(carnet, critere.code)
    else:
        st.fragment(_show, key=f"a-voir-{carnet.id}-{critere.code}")(carnet, critere.code)


def has_a_voir(code: str) -> bool:
    """Whether a colleague was asked to see this critère, and has or has not."""
    return code in _get_etat().lignes


def tell_attendu(code: str) -> str:
    """``Avec Aya, pour le 4 décembre 2026``; nothing where nobody is asked."""
    etat = _get_etat()
    vu = etat.lignes.get(code)
    return "" if vu is None or vu.rendu_le is not None else f"Avec {vu.nom}, {format_pour(vu.pour_le, etat.today)}"


def show_liste(carnet: CarnetOuvert, referentiel: Referentiel) -> None:
    """Of the answers of the carnet, what colleagues still have to see: what is missing says so in its own list."""
    etat = _get_etat()
    criteres = list_criteres(list_etapes(referentiel, carnet))
    absents = {critere.code for critere in list_manquants(criteres, carnet.saisies(), carnet.list_partages())}
    attendus = [vu for vu in etat.lignes.values() if vu.rendu_le is None and vu.critere not in absents]
    if not attendus or not _can_ask(carnet):
        return
    with st.container(key="a-voir-liste", gap="small"):
        st.subheader("À voir avec des collègues", anchor=False)
        for vu in attendus:
            lieu = find_lieu(referentiel, carnet.thematique, vu.critere)
            if lieu is None:
                continue
            with st.container(key=f"a-voir-ligne-{vu.critere}", gap=None):
                link_to_page(lieu.page, escape(lieu.titre), ":material/arrow_forward:", **lieu.adresse)
                st.caption(escape(tell_attendu(vu.critere)))


def _show(carnet: CarnetOuvert, code: str) -> None:
    etat = _get_etat()
    vu = etat.lignes.get(code)
    if vu is not None and vu.waits_for(get_acteur().compte_id):
        # It is said with its own press.
        return
    with st.container(key=f"a-voir-avec-{code}", horizontal=True, vertical_alignment="center", gap="small"):
        if vu is not None and vu.rendu_le is None:
            quand = escape(format_pour(vu.pour_le, etat.today))
            st.markdown(f":material/visibility: À voir avec **{escape(vu.nom)}**, {quand}", width="content")
            show_bouton(
                "Reprendre",
                key=f"a-voir-reprendre-{code}",
                type="tertiary",
                icon=":material/undo:",
                on_click=_run,
                args=(carnet.id, code, take_back),
            )
        elif etat.collegues:
            pliage = st.popover(
                "À voir avec…",
                type="tertiary",
                key=_name_pliage(code),
                on_change="rerun",
            )
            if pliage.open:
                with pliage:
                    _show_formulaire(carnet.id, code, etat)
            if vu is not None and vu.rendu_le is not None:
                rendu = format_date(vu.rendu_le.astimezone(FUSEAU).date())
                st.caption(escape(f"{vu.nom} l’a vu le {rendu}"), width="content")
    show_message(_name_message(code))


def _show_formulaire(carnet_id: UUID, code: str, etat: _Etat) -> None:
    formulaire = _name_formulaire(carnet_id, code)
    valeurs: dict[str, Any] = {"compte": None, "pour_le": etat.today + DELAI, "note": ""}
    fill(
        formulaire,
        valeurs,
        {
            "compte": lambda compte: compte is None or compte in etat.collegues,
            "pour_le": lambda jour: jour is not None and etat.today <= jour <= etat.today + DELAI_MAX,
        },
    )
    st.selectbox(
        "Avec qui ?",
        list(etat.collegues),
        format_func=lambda compte: etat.collegues.get(compte, ""),
        key=formulaire.champs["compte"],
        placeholder="Choisissez une personne",
        filter_mode=None,
        **watch(formulaire),
    )
    st.date_input(
        "Pour quand ?",
        min_value=etat.today,
        max_value=etat.today + DELAI_MAX,
        format=FORMAT_JOUR,
        key=formulaire.champs["pour_le"],
        **watch(formulaire),
    )
    st.text_input("Un mot (facultatif)", key=formulaire.champs["note"], max_chars=NOTE_MAX, **watch_ligne(formulaire))
    show_bouton(
        "Demander",
        key=f"a-voir-demander-{code}",
        type="primary",
        icon=":material/send:",
        on_click=_give,
        args=(carnet_id, code),
    )
    show_garde(formulaire)


def _give(carnet_id: UUID, code: str) -> None:
    formulaire = _name_formulaire(carnet_id, code)
    lus = {champ: st.session_state.get(cle) for champ, cle in formulaire.champs.items()}

    def action(unit: Unit) -> None:
        # Nobody chosen is nobody of the structure: the service says so, with the rest.
        give_a_voir(
            unit, carnet_id, code, lus["compte"] or UUID(int=0), lus["pour_le"] or unit.today, lus["note"] or ""
        )
        _reload(unit, carnet_id)

    if run_saisie(action, formulaire, _name_message(code)):
        st.session_state[_name_pliage(code)] = False


def _run(carnet_id: UUID, code: str, acte: Callable[[Unit, UUID, str], None]) -> None:
    def action(unit: Unit) -> None:
        acte(unit, carnet_id, code)
        _reload(unit, carnet_id)

    run_use_case(action, place=_name_message(code))


def _reload(unit: Unit, carnet_id: UUID) -> None:
    _get_etat().lignes = list_a_voir(unit, carnet_id)


def _can_ask(carnet: CarnetOuvert) -> bool:
    return carnet.modifiable and get_acteur().can(Operation.UPDATE_REPONSE, carnet.collectif_id, carnet.structure_id)


def _get_etat() -> _Etat:
    etat: _Etat = st.session_state.setdefault(ETAT, _Etat())
    return etat


def _name_formulaire(carnet_id: UUID, code: str) -> Formulaire:
    champs = {champ: f"a-voir-{champ}-{code}" for champ in ("compte", "pour_le", "note")}
    return Formulaire(f"a-voir/{carnet_id}/{code}", champs)


def _name_pliage(code: str) -> str:
    return f"a-voir-avec-qui-{code}"


def _name_message(code: str) -> str:
    return f"a-voir-message-{code}"
