"""Take away all that a structure has in the workbook."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_jeton
from caprse.acces.unite import open_unit
from caprse.echanges.service import build_export


def show_export(structure_id: UUID) -> None:
    """The button that gives everything as one file. The file is made when it is pressed, and the right asked then."""
    st.download_button(
        "Télécharger toutes les données",
        data=partial(_write, get_jeton(), structure_id),
        file_name="donnees-cahier-cap-rse.zip",
        mime="application/zip",
        key=f"export-{structure_id}",
        on_click="ignore",
        icon=":material/folder_zip:",
    )


def _write(jeton: str, structure_id: UUID) -> bytes:
    with open_unit(jeton=jeton) as unit:
        return build_export(unit, structure_id)
