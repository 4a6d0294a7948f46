"""Take away all that a structure has in the workbook."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, get_jeton
from caprse.acces.regles import Operation
from caprse.acces.unite import open_unit
from caprse.echanges.portage.service import export_structure
from caprse.echanges.service import build_export


def show_export(structure_id: UUID) -> None:
    """The buttons that give everything as one file: to read, and for the direction, for another installation.

    A file is made when its button is pressed, and the right asked then.
    """
    st.download_button(
        "Télécharger toutes les données",
        data=partial(_write, get_jeton(), structure_id),
        file_name="donnees-cahier-cap-rse.zip",
        mime="application/zip",
        key=f"export-{structure_id}",
        on_click="ignore",
        icon=":material/folder_zip:",
    )
    if get_acteur().can(Operation.EXPORT_STRUCTURE, structure_id=structure_id):
        st.download_button(
            "Emporter vers un autre cahier",
            data=partial(_write_portable, get_jeton(), structure_id),
            file_name="structure-cahier-cap-rse.zip",
            mime="application/zip",
            key=f"export-portable-{structure_id}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
        )


def _write(jeton: str, structure_id: UUID) -> bytes:
    with open_unit(jeton=jeton) as unit:
        return build_export(unit, structure_id)


def _write_portable(jeton: str, structure_id: UUID) -> bytes:
    with open_unit(jeton=jeton) as unit:
        return export_structure(unit, structure_id)
