"""The niveau to settle on, as a choice that stands where a meeting ends or a result is read."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.avis.regles import Ecart
from caprse.referentiel.marches import name_niveau
from caprse.socle.ecran.affichage import Affichable


def choose_niveau(
    libelle: Affichable, cle: str, retenu: int | None, ecart: Ecart | None, niveaux: Sequence[str]
) -> None:
    """Offer the échelle under the key ``cle``: first on what was settled already, else on the middle of the voices."""
    milieu = ecart.mediane if ecart is not None and ecart.mediane is not None else 0
    st.session_state.setdefault(cle, milieu if retenu is None else retenu)
    st.selectbox(
        libelle,
        list(range(len(niveaux))),
        format_func=lambda rang: name_niveau(rang, niveaux),
        key=cle,
        filter_mode=None,
    )
