"""The half-days of a year, by structure and by offre, to read and to take away."""

from __future__ import annotations

from datetime import date

import streamlit as st

from caprse.relecture.appuis.lecture import Appuis
from caprse.relecture.appuis.regles import describe_solde
from caprse.relecture.appuis.tableaux import build_consommation, build_detail, build_par_offre
from caprse.restitution.planches.planche import show_textes
from caprse.socle.ecran.affichage import escape
from caprse.socle.fichiers import to_csv

ANNEE = "annee"


def show_annee(appuis: Appuis, today: date) -> None:
    """The half-days of a year, to read and to take away."""
    annees = sorted({today.year, *(a.annee for s in appuis.structures for a in s.appuis)}, reverse=True)
    with st.expander("Les demi-journées de l’année", icon=":material/table:", key="annee-ouverte"):
        annee = st.selectbox("Année", annees, key=ANNEE, filter_mode=None)
        for structure in appuis.structures:
            solde = structure.compute_solde(annee)
            if solde.utilise or solde.prevu:
                st.markdown(f"**{escape(structure.structure)}** · {escape(describe_solde(solde))}")
        par_offre = build_par_offre(appuis, annee)
        servies = par_offre[par_offre["Appuis"] > 0].drop(columns="Structures")
        if appuis.offres and len(servies):
            show_textes(servies, f"Demi-journées par offre, {annee}")
        st.caption("Les structures et les offres sans appui cette année-là sont dans les fichiers.")
        with st.container(horizontal=True):
            st.download_button(
                "Par structure (CSV)",
                lambda: to_csv(build_consommation(appuis, annee)),
                file_name=f"appuis-{annee}-par-structure.csv",
                mime="text/csv",
                key="csv-structures",
                icon=":material/download:",
                on_click="ignore",
            )
            st.download_button(
                "Par offre (CSV)",
                lambda: to_csv(par_offre),
                file_name=f"appuis-{annee}-par-offre.csv",
                mime="text/csv",
                key="csv-offres",
                icon=":material/download:",
                on_click="ignore",
            )
            st.download_button(
                "Appui par appui (CSV)",
                lambda: to_csv(build_detail(appuis, annee)),
                file_name=f"appuis-{annee}-detail.csv",
                mime="text/csv",
                key="csv-detail",
                icon=":material/download:",
                on_click="ignore",
            )
