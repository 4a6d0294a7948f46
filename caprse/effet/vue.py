"""The small table of what was done and what moved."""

from __future__ import annotations

from uuid import UUID

import pandas as pd
import streamlit as st

from caprse.acces.ecran import open_unit_ecran
from caprse.effet.phrases import PRUDENCE, RIEN, describe_effet, list_lignes
from caprse.effet.service import get_effet
from caprse.restitution.planches.planche import show_textes
from caprse.socle.ecran.affichage import escape

OUVERT = "effet"


def show_effet(collectif_id: UUID) -> None:
    """What the critères looked at again did, with an action and without; nothing here tells why."""
    with open_unit_ecran() as unit:
        effet = get_effet(unit, collectif_id)
    st.subheader("Ce qui a bougé, avec et sans action", anchor=False)
    if effet is None:
        st.markdown(escape(RIEN))
        return
    st.markdown(escape(describe_effet(effet)))
    show_textes(pd.DataFrame(list_lignes(effet)), "Ce qui a bougé, avec et sans action")
    st.caption(PRUDENCE)


def show_effet_a_la_demande(collectif_id: UUID) -> None:
    """The same behind a switch: what a page is opened for comes first."""
    if st.toggle("Voir ce qui a bougé, avec et sans action", key=OUVERT, bind="query-params"):
        show_effet(collectif_id)
