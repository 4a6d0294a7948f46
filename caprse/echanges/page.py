"""Take away all that a structure has in the workbook; the answers of a structure or of a collectif, for an analyst."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import build_fichier, get_acteur, get_jeton
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.membres.page import page_structures
from caprse.echanges.portage.service import export_structure
from caprse.echanges.reponses_longues.service import build_reponses_collectif, build_reponses_structure
from caprse.echanges.service import build_export
from caprse.socle.ecran.affichage import Affichable
from caprse.socle.ecran.navigation import link_to_page

ANALYSE = "Réponses pour l’analyse (CSV, Parquet)"


def show_export(structure_id: UUID) -> None:
    """The buttons that give everything as one file: to read, and for the direction, for another installation.

    A file is made when its button is pressed, and the right asked then.
    """
    st.download_button(
        "Télécharger toutes les données",
        data=partial(build_fichier, get_jeton(), build_export, structure_id),
        file_name="donnees-cahier-cap-rse.zip",
        mime="application/zip",
        key=f"export-{structure_id}",
        on_click="ignore",
        icon=":material/folder_zip:",
    )
    if get_acteur().can(Operation.EXPORT_STRUCTURE, structure_id=structure_id):
        _show_autre("Emporter vers un autre cahier", "structure", "export-portable", export_structure, structure_id)
    _show_autre(ANALYSE, "reponses", "export-analyse", build_reponses_structure, structure_id)


def page_membres() -> None:
    """The structures of the collectif, with the ways to take their data away."""
    page_structures(show_export, show_export_collectif)


def show_export_collectif(collectif_id: UUID) -> None:
    """The button that gives the answers of all structures, as far as the screens show them."""
    _show_autre(ANALYSE, "reponses", "export-analyse-collectif", build_reponses_collectif, collectif_id)
    link_to_page("cles", "Clés de lecture, pour un logiciel", ":material/key:")


def _show_autre(libelle: Affichable, fichier: str, cle: str, build: Callable[[Unit, UUID], bytes], de: UUID) -> None:
    st.download_button(
        libelle,
        data=partial(build_fichier, get_jeton(), build, de),
        file_name=f"{fichier}-cahier-cap-rse.zip",
        mime="application/zip",
        key=f"{cle}-{de}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )
