"""What narrows a list, behind one control: on a phone the list itself begins in the first screen."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from caprse.socle.ecran.affichage import Affichable

ICONE = ":material/filter_list:"


def fold_filtres(page: str, choisis: int = 0, nom: Affichable = "Filtrer") -> DeltaGenerator:
    """Where the filters of ``page`` stand; ``choisis``: how many narrow its list, said by the control itself."""
    if choisis:
        nom = f"{nom} ({choisis:d})"
    return st.popover(nom, icon=ICONE, key=f"filtrer-{page}")
