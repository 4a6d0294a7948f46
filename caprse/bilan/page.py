"""The whole journey on one page: what we believed, what we found, what we did, what changed, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.bilan.service import Parcours, get_parcours
from caprse.bilan.vue import (
    link_to_arrivee,
    show_actions,
    show_changes,
    show_pense,
    show_resume,
    show_suite,
    show_trouves,
)
from caprse.collectif.regles import EtatTrimestre
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page

TITRE = "Notre bilan"


def page_bilan(imprimer: Callable[[UUID], object] | None = None) -> None:
    """Read it whole, print it; ``imprimer`` shows the way to the document, which another room knows.

    Each part says what it waits for while it has nothing to tell.
    """
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        parcours = get_parcours(unit, structure_id)
    show_entete(
        TITRE, reperes=(parcours.structure, describe_bilan(parcours)), fictif=parcours.fictif, largeur=Largeur.TRAVAIL
    )
    show_message()
    show_a_faire(parcours)
    show_resume(parcours)
    with st.container(key="bilan-parties"):
        show_pense(parcours)
        show_trouves(parcours)
        show_actions(parcours)
        show_changes(parcours)
        show_suite(parcours)
    if imprimer is not None and parcours.trouves:
        imprimer(structure_id)


def describe_bilan(parcours: Parcours) -> str:
    """How the bilan stands, in a few words."""
    if parcours.bilan is None:
        return "le bilan n’est pas encore ouvert"
    if parcours.bilan is EtatTrimestre.CLOS:
        return "bilan clos"
    return f"bilan ouvert jusqu’au {format_date(parcours.fin_bilan)}" if parcours.fin_bilan else "bilan ouvert"


def show_a_faire(parcours: Parcours) -> None:
    """While the bilan is open: what it asks of whoever answers, in the order in which to do it."""
    repond = get_acteur().can(Operation.UPDATE_REPONSE, structure_id=parcours.structure_id)
    if parcours.bilan is not EtatTrimestre.OUVERT or not repond:
        return
    with st.container(horizontal=True, key="bilan-liens"):
        if parcours.attend_arrivee:
            link_to_arrivee(parcours)
        link_to_page("revoir", "Revoir nos réponses", ":material/history:")
        if get_acteur().can(Operation.SEND_CARNET, structure_id=parcours.structure_id):
            link_to_page("transmettre", "Transmettre le carnet du bilan", ":material/send:")
        else:
            link_to_page("transmettre", "Ce qui manque avant l’envoi", ":material/fact_check:")
