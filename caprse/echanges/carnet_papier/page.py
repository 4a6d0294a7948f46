"""The button that gives the blank carnet: for whoever has a pen and no screen."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_jeton
from caprse.acces.unite import open_unit
from caprse.echanges.carnet_papier.feuille import build_pdf
from caprse.echanges.classeur.service import Carnet, get_carnet_classeur
from caprse.socle.erreurs import Introuvable

TYPE_PDF = "application/pdf"


def show_papier(carnet: Carnet) -> None:
    """The sheets are made when they are asked for, and the right asked then."""
    st.download_button(
        "Télécharger un carnet vide (PDF)",
        data=partial(_write, get_jeton(), carnet.ouvert.structure_id),
        file_name=f"carnet-papier-trimestre-{carnet.ouvert.numero}.pdf",
        mime=TYPE_PDF,
        key="carnet-papier",
        icon=":material/print:",
        on_click="ignore",
    )


def _write(jeton: str, structure_id: UUID) -> bytes:
    with open_unit(jeton=jeton) as unit:
        carnet = get_carnet_classeur(unit, structure_id)
        quand = unit.now
    if carnet is None:
        raise Introuvable("Ce carnet")
    return build_pdf(carnet, quand)
