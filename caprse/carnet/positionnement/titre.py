"""The name of the page in the menu: the départ, or the arrivée once the bilan of one's structure is open."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from caprse.acces.unite import Unit
from caprse.carnet.positionnement.regles import LIBELLES, Moment
from caprse.carnet.positionnement.requetes import EST_EN_BILAN

PAGE = "positionnement"
TITRE = "positionnement-titre"
# A menu that is a few minutes late harms no one: it does not ask the base at each display.
FRAICHEUR = timedelta(minutes=2)


def load_titre(unit: Unit) -> None:
    """Look, from time to time, whether a structure of this person has its carnet of the bilan."""
    structures = [droit.structure_id for droit in unit.acteur.structures()]
    lu = st.session_state.get(TITRE)
    if lu is not None and lu[0] == structures and unit.now - lu[1] < FRAICHEUR:
        return
    bilan = bool(structures) and unit.db.execute(EST_EN_BILAN, {"structures": structures}).scalar_one()
    st.session_state[TITRE] = (structures, unit.now, Moment.ARRIVEE if bilan else Moment.DEPART)


def name_page(nom: str, titre: str) -> str:
    """What the menu calls a page: this one says which moment it is, any other keeps its title."""
    lu = st.session_state.get(TITRE)
    return LIBELLES[lu[2]] if lu is not None and nom == PAGE else titre
