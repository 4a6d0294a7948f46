"""What the delegation offers a structure: the few lines that fit it, then the whole catalogue; one press asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.relecture.appuis.lecture import Appuis
from caprse.relecture.appuis.regles import ETATS_OUVERTS
from caprse.relecture.appuis.service import create_appui
from caprse.relecture.offres.choix import Offre, list_propositions, search_offres
from caprse.relecture.offres.vue import build_offre
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel

CHERCHE = "offres-chercher"
# Of the catalogue, so many are drawn; a word finds the others.
LISTEES = 12


def show_offres(appuis: Appuis, structure_id: UUID, vise: str | None) -> None:
    """The offres that fit this structure, and all of them. ``vise``: the critère that it comes from."""
    if not appuis.offres:
        return
    (structure,) = appuis.structures
    deja = {a.offre.code for a in structure.appuis if a.offre is not None and a.etat in ETATS_OUVERTS}
    propositions = list_propositions(appuis.offres, replace(appuis.besoins, vise=vise), deja)
    if propositions:
        st.subheader("Pour vous", anchor=False)
        _mark(appuis)
        with st.container(key="offres-proposees", gap=None):
            for proposition in propositions:
                raison = appuis.titres.get(proposition.critere, proposition.critere)
                _show_offre(proposition.offre, "pour", structure_id, deja, f"Pour : {raison}")
    with st.expander(
        f"Tout le catalogue ({len(appuis.offres):d})", icon=":material/menu_book:", key="offres-catalogue"
    ):
        if not propositions:
            _mark(appuis)
        _show_catalogue(appuis, structure_id, deja)


def _mark(appuis: Appuis) -> None:
    """Say it where the catalogue is but an example."""
    if any(offre.illustrative for offre in appuis.offres):
        st.caption("Des exemples, en attendant le catalogue de votre délégation.")


def _show_catalogue(appuis: Appuis, structure_id: UUID, deja: set[str]) -> None:
    trouvees: Sequence[Offre] = appuis.offres
    if len(appuis.offres) > LISTEES // 2:
        mots = st.text_input("Chercher une offre", key=CHERCHE, live="400ms", placeholder="charte, risques, énergie…")
        trouvees = search_offres(appuis.offres, mots, appuis.titres)
    if not trouvees:
        st.caption("Aucune offre ne répond à ces mots. Décrivez votre besoin : la délégation vous répondra.")
    with st.container(key="offres-liste", gap=None):
        for offre in trouvees[:LISTEES]:
            _show_offre(offre, "tout", structure_id, deja)
    if len(trouvees) > LISTEES:
        st.caption(f"{format_pluriel(len(trouvees) - LISTEES, 'autre', 'autres')} : cherchez un mot.")


def _show_offre(offre: Offre, liste: str, structure_id: UUID, deja: set[str], raison: str = "") -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"rang-offre-{liste}-{offre.code}"):
        st.html(build_offre(offre, raison))
        if offre.code in deja:
            st.markdown("Demandée")
            return
        libelle: Affichable = escape(f"Demander : {offre.titre}")
        show_bouton(
            libelle,
            key=f"offre-{liste}-{offre.code}",
            groupe="offres",
            on_click=partial(_ask, structure_id, offre.code),
        )


def _ask(structure_id: UUID, code: str) -> None:
    def action(unit: Unit) -> str:
        create_appui(unit, structure_id, "", offre=code)
        return "La demande est envoyée : vous verrez ici la réponse."

    run_use_case(action)
