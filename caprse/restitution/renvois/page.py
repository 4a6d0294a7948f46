"""« Autres lectures »: the same answers by the objectives of a network, a norm, a label. Nothing is answered twice."""

from __future__ import annotations

import streamlit as st

from caprse.acces.ecran import choose_structure, open_unit_ecran
from caprse.referentiel.marches import list_niveaux
from caprse.restitution.renvois.phrases import PROXIMITE, describe_lecture, table_lectures
from caprse.restitution.renvois.service import Lectures, get_lectures
from caprse.restitution.renvois.vue import build_lecture
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_imprimer
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.fichiers import to_csv

TITRE = "Autres lectures"
GRILLE = "grille"
RIEN = "Vos réponses se liront ici par d’autres grilles dès l’ouverture du premier trimestre."
SANS_GRILLE = "Le référentiel de votre collectif ne renvoie à aucune autre grille."


def page_renvois() -> None:
    """Choose a grid, read, take away."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        lues = get_lectures(unit, structure_id)
    show_entete(TITRE, reperes=(lues.structure, lues.collectif), fictif=lues.fictif)
    if lues.referentiel is None or not lues.lectures:
        st.info(RIEN if lues.referentiel is None else SANS_GRILLE, icon=":material/menu_book:")
        return
    show_grille(lues)
    with st.container(horizontal=True, key="renvois-actes"):
        niveaux = list_niveaux(lues.referentiel)
        st.download_button(
            "Télécharger toutes les grilles (CSV)",
            data=lambda: to_csv(table_lectures(lues.lectures, niveaux)),
            file_name="autres-lectures.csv",
            mime="text/csv",
            key="renvois-csv",
            icon=":material/download:",
            on_click="ignore",
        )
        show_imprimer()


def show_grille(lues: Lectures) -> None:
    """The chosen family: what the answers say of it, its subjects, and how far that goes."""
    par_cle = {lecture.famille.cle: lecture for lecture in lues.lectures}
    cle = st.selectbox(
        "Lire nos réponses par",
        list(par_cle),
        format_func=lambda cle: par_cle[cle].famille.titre,
        key=GRILLE,
        bind="query-params",
        filter_mode=None,
        width=400,
    )
    lecture = par_cle[cle]
    niveaux = list_niveaux(lues.referentiel) if lues.referentiel else ()
    st.markdown(f"**{escape(describe_lecture(lecture))}**")
    st.caption(escape(PROXIMITE))
    st.html(build_lecture(lecture, niveaux))
