"""The positionnement, shown apart: other questions than the carnet's, so that nothing is subtracted from it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.phrases import NomCommun
from caprse.restitution.planches.planche import show_textes
from caprse.restitution.planches.tableaux import table_depart


def show_depart(figures: Sequence[Figure], niveaux: Sequence[str], mot: NomCommun) -> None:
    """What the structure thought at the start, one question per enjeu; nothing when it was not asked."""
    if not figures:
        return
    titre = "Ce que vous pensiez au départ"
    with st.expander(titre, icon=":material/flag:", key=f"depart-{mot.singulier}"):
        st.caption(
            "Une question par enjeu, avant de lire les critères. Le carnet pose d’autres questions, plus précises : "
            "les deux se lisent côte à côte, ils ne se soustraient pas."
        )
        show_textes(table_depart(figures, niveaux, mot), titre)
