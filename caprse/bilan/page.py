"""The whole journey on one page: what changed, then what was done, what comes, what was found and believed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.bilan.service import Parcours, get_parcours
from caprse.bilan.vue import (
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
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import go_to_page, link_to_page

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
    show_resume(parcours)
    with st.container(horizontal=True, key="bilan-liens", vertical_alignment="center"):
        show_a_faire(parcours)
        if imprimer is not None and parcours.trouves:
            imprimer(structure_id)
    with st.container(key="bilan-parties"):
        show_changes(parcours)
        with st.container(key="pile-bilan", gap=None):
            show_actions(parcours)
            show_suite(parcours)
            show_trouves(parcours)
            show_pense(parcours)


def describe_bilan(parcours: Parcours) -> str:
    """How the bilan stands, in a few words."""
    if parcours.bilan is None:
        return "à venir"
    if parcours.bilan is EtatTrimestre.CLOS:
        return "bilan clos"
    return f"bilan ouvert jusqu’au {format_date(parcours.fin_bilan)}" if parcours.fin_bilan else "bilan ouvert"


def show_a_faire(parcours: Parcours) -> None:
    """While the bilan is open: what it asks next of whoever answers, then the way to look again."""
    repond = get_acteur().can(Operation.UPDATE_REPONSE, structure_id=parcours.structure_id)
    if parcours.bilan is not EtatTrimestre.OUVERT or not repond:
        return
    envoie = get_acteur().can(Operation.SEND_CARNET, structure_id=parcours.structure_id)
    if parcours.attend_arrivee:
        page, libelle, icone = "positionnement", "Répondre à notre point d’arrivée", "flag"
    elif envoie:
        page, libelle, icone = "transmettre", "Transmettre le carnet du bilan", "send"
    else:
        page, libelle, icone = "transmettre", "Ce qui manque avant l’envoi", "fact_check"
    if show_bouton(libelle, key="bilan-acte", type="primary", icon=f":material/{icone}:"):
        go_to_page(page)
    link_to_page("revoir", "Revoir nos réponses", ":material/history:")
