"""The step that is chosen in the list: what the wall will show, the presenter's notes, its place, its form."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.seance.contenus.etapes import name_genre
from caprse.seance.fiche import EtapeVue, FicheSeance
from caprse.seance.mur.vue_apercu import show_apercu
from caprse.seance.preparation.formulaire import (
    describe_contenu,
    is_opened,
    name_choisie,
    show_form,
    start_edition,
)
from caprse.seance.preparation.service import remove_etape, reorder_etapes
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton

MESSAGE = "etape-message"


def get_choisie(fiche: FicheSeance) -> EtapeVue | None:
    """The step that was chosen; the first one until then, or once it is gone."""
    choisie = st.session_state.get(name_choisie(fiche.id))
    return next((etape for etape in fiche.etapes if etape.id == choisie), fiche.etapes[0] if fiche.etapes else None)


def is_choisie(fiche: FicheSeance) -> bool:
    """Whether somebody chose a step: until then a narrow screen shows the list alone."""
    return name_choisie(fiche.id) in st.session_state


def choose(seance_id: UUID, etape_id: UUID) -> None:
    """This step from now on. For callbacks."""
    st.session_state[name_choisie(seance_id)] = etape_id


def show_etape(fiche: FicheSeance, etape: EtapeVue, vide: str, page: str) -> None:
    """The step, or its form. ``vide``: why the wall would show nothing; ``page``: the wall as it would be."""
    rang = fiche.etapes.index(etape)
    if is_opened(fiche, etape):
        show_form(fiche, etape)
        return
    minutes = f" · {etape.minutes} min" if etape.minutes else ""
    ici = " · à l’écran" if etape.id == fiche.etape_id else ""
    # Under its own line, on a narrow screen, the card does not say again what the line says.
    with st.container(key="etape-nom", gap=None):
        genre = escape(name_genre(etape.genre, etape.contenu))
        st.caption(f"Étape {rang + 1} sur {len(fiche.etapes)} · {genre}{minutes}{ici}")
        st.subheader(escape(etape.titre), anchor=False)
    show_apercu(f"apercu-{fiche.id}", page)
    if vide:
        st.caption(f":material/visibility_off: {escape(vide)}")
    for ligne in describe_contenu(fiche, etape):
        st.text(ligne)
    if etape.notes:
        with st.container(key="notes"):
            st.caption("Vos notes, pour vous seul·e")
            st.text(etape.notes)
    show_message(MESSAGE)
    with st.container(horizontal=True, vertical_alignment="bottom", key="etape-actes"):
        if not etape.tours:
            show_bouton(
                "Modifier",
                key=f"modifier-{etape.id}",
                icon=":material/edit:",
                type="primary",
                on_click=start_edition,
                args=(fiche, etape),
            )
            show_bouton(
                "Supprimer",
                key=f"supprimer-{etape.id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=_remove,
                args=(etape,),
            )
        if len(fiche.etapes) > 1:
            _show_place(fiche, rang, etape)


def move(fiche: FicheSeance, ids: list[UUID], etape_id: UUID) -> None:
    """Put the steps in this order; the one that was moved is the chosen one. For callbacks."""
    choose(fiche.id, etape_id)
    run_use_case(lambda unit: reorder_etapes(unit, fiche.id, ids), place=MESSAGE)


def _show_place(fiche: FicheSeance, rang: int, etape: EtapeVue) -> None:
    """Straight to a place; one step up or down is in the list."""
    cle = f"position-{etape.id}"
    st.session_state[cle] = rang + 1
    st.number_input(
        "Mettre en position",
        min_value=1,
        max_value=len(fiche.etapes),
        step=1,
        key=cle,
        width=150,
        on_change=_move_as_typed,
        args=(fiche, rang, cle),
    )


def _move_as_typed(fiche: FicheSeance, rang: int, cle: str) -> None:
    voulu: int | None = st.session_state[cle]
    if voulu is not None:
        _move_to(fiche, rang, voulu - 1)


def _move_to(fiche: FicheSeance, rang: int, voulu: int) -> None:
    ids = [etape.id for etape in fiche.etapes]
    etape_id = ids.pop(rang)
    ids.insert(max(0, voulu), etape_id)
    move(fiche, ids, etape_id)


def _remove(etape: EtapeVue) -> None:
    def geste(unit: Unit) -> str:
        remove_etape(unit, etape.id, etape.version)
        return "L’étape est supprimée."

    run_use_case(geste)
