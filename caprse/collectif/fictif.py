"""What every page of a collectif shows."""

from __future__ import annotations

from uuid import UUID

import streamlit as st
from sqlalchemy import select

from caprse.acces.unite import Unit
from caprse.collectif.modele import Collectif


def show_fictif(fictif: bool) -> None:
    """Say that the data are invented, where they are."""
    if fictif:
        st.info("Données inventées, pour la démonstration.", icon=":material/science:")


def is_fictif(unit: Unit, collectif_id: UUID) -> bool:
    """Whether the data of this collectif are invented, for screens that do not read it otherwise."""
    return bool(unit.db.scalar(select(Collectif.fictif).where(Collectif.id == collectif_id)))
