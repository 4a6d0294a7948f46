"""The same questions with Streamlit's own radios: for a browser that cannot run the control, or by choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran
from caprse.carnet.controle.contenu import format_quand
from caprse.carnet.controle.vue import leave_simple
from caprse.carnet.positionnement.regles import Moment
from caprse.carnet.positionnement.service import (
    Position,
    PositionnementOuvert,
    get_positionnement,
    list_enjeux,
    save_position,
)
from caprse.referentiel.schema import Enjeu, Referentiel, Thematique
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.veille import show_veille
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier
from caprse.socle.francais import format_pluriel

OUVERT = "positionnement_ouvert"
THEME = "theme"
REFUS = "positionnement_refus"
FIN = "positionnement_fin"
NON_CONCERNE = "nc"


def show_simple(
    ouvert: PositionnementOuvert,
    referentiel: Referentiel,
    thematique: Thematique,
    structure_id: UUID,
    editable: bool,
    today: date,
) -> None:
    """One thématique, each question a fragment of its own."""
    st.session_state[OUVERT] = ouvert
    st.fragment(_show_avancement, key="avancement")(referentiel)
    st.header(escape(thematique.titre), anchor=False)
    st.markdown(escape(thematique.en_bref))
    for enjeu in thematique.enjeux:
        with st.container(border=True, key=f"cadre-{enjeu.code}"):
            st.fragment(_show_enjeu, key=f"enjeu-{enjeu.code}")(enjeu, referentiel, structure_id, editable, today)
    codes = list(referentiel.ordre)
    _show_navigation(codes, codes.index(thematique.code), editable)
    show_bouton("Revenir à l’affichage en cartes", key="cartes", type="tertiary", on_click=leave_simple)
    show_veille(f"positionnement-{thematique.code}")


def _get(ouvert: PositionnementOuvert, enjeu: str) -> Position:
    return ouvert.positions.get(enjeu, Position())


def go_to(theme: str) -> None:
    """Another thématique; the address keeps it."""
    st.query_params[THEME] = theme


def ask_fin() -> None:
    """The end is asked for: it is confirmed once."""
    st.session_state[FIN] = True


def _show_avancement(referentiel: Referentiel) -> None:
    ouvert: PositionnementOuvert = st.session_state[OUVERT]
    enjeux = list_enjeux(referentiel)
    faits = sum(_get(ouvert, enjeu.code).repondu for enjeu in enjeux)
    st.progress(faits / len(enjeux), text=f"{format_pluriel(faits, 'réponse')} sur {len(enjeux)}")


def _show_enjeu(enjeu: Enjeu, referentiel: Referentiel, structure_id: UUID, editable: bool, today: date) -> None:
    position = _get(st.session_state[OUVERT], enjeu.code)
    cle, repere = _name_cles(enjeu.code)
    if st.session_state.get(repere) != position.version or cle not in st.session_state:
        st.session_state[cle] = NON_CONCERNE if position.non_concerne else position.niveau
        st.session_state[repere] = position.version
    st.subheader(escape(enjeu.titre), anchor=False)
    st.radio(
        escape(enjeu.question_simple),
        [*(niveau.niveau for niveau in referentiel.echelle), NON_CONCERNE],
        index=None,
        format_func=lambda choix: _describe(choix, referentiel),
        key=cle,
        disabled=not editable,
        on_change=_save,
        args=(enjeu.code, structure_id),
    )
    if refus := st.session_state.get(REFUS, {}).get(enjeu.code):
        st.error(escape(refus), icon=":material/error:")
    if position.modifie_le is not None:
        quand = format_quand(position.modifie_le, today)
        st.caption(f":material/check: Enregistré {escape(quand)} · {escape(position.auteur)}")


def _describe(choix: int | str, referentiel: Referentiel) -> Affichable:
    if isinstance(choix, str):
        return "**Non concerné**\n\nCe sujet n’existe pas chez nous."
    niveau = referentiel.echelle[choix]
    return f"**{niveau.niveau:d} · {escape(niveau.nom)}**\n\n{escape(niveau.definition)}"


def _show_navigation(codes: list[str], rang: int, editable: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if rang > 0:
            show_bouton(
                "Thématique précédente",
                key="precedent",
                groupe="theme",
                icon=":material/arrow_back:",
                on_click=go_to,
                args=(codes[rang - 1],),
            )
        if rang + 1 < len(codes):
            show_bouton(
                "Thématique suivante",
                key="suivant",
                groupe="theme",
                icon=":material/arrow_forward:",
                type="primary",
                on_click=go_to,
                args=(codes[rang + 1],),
            )
        elif editable:
            show_bouton(
                "Terminer",
                key="terminer",
                groupe="theme",
                icon=":material/flag:",
                type="primary",
                on_click=ask_fin,
                help="Ces réponses ne changeront plus.",
            )


def _name_cles(enjeu: str) -> tuple[str, str]:
    """The keys of an answer and of its version: the arrivée shares none with the départ."""
    ouvert: PositionnementOuvert = st.session_state[OUVERT]
    suite = enjeu if ouvert.moment is Moment.DEPART else f"{ouvert.moment}-{enjeu}"
    return f"position-{suite}", f"version-{suite}"


def _save(enjeu: str, structure_id: UUID) -> None:
    ouvert: PositionnementOuvert = st.session_state[OUVERT]
    cle, repere = _name_cles(enjeu)
    choix = st.session_state[cle]
    avant = _get(ouvert, enjeu)
    refus: dict[str, str] = st.session_state.setdefault(REFUS, {})
    refus.pop(enjeu, None)
    non_concerne = choix == NON_CONCERNE
    try:
        with open_unit_ecran() as unit:
            apres = save_position(
                unit,
                structure_id,
                enjeu,
                None if non_concerne else choix,
                non_concerne,
                avant.version,
                ouvert.moment,
            )
    except BaseIndisponible as erreur:
        refus[enjeu] = f"{erreur} Cette réponse n’est pas encore enregistrée : choisissez-la de nouveau ensuite."
        st.session_state.pop(repere, None)
        return
    except ErreurMetier as erreur:
        refus[enjeu] = str(erreur)
        with open_unit_ecran() as unit:
            lu = get_positionnement(unit, structure_id, ouvert.moment)
        if lu is not None:
            st.session_state[OUVERT] = lu[0]
        st.session_state.pop(repere, None)
        return
    st.session_state[OUVERT] = replace(ouvert, positions={**ouvert.positions, enjeu: apres})
    st.session_state[repere] = apres.version
    if not avant.repondu:
        st.rerun(["avancement", f"enjeu-{enjeu}"])
