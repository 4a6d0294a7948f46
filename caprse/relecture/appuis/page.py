"""The appuis of one's own structure: what is left of the year, what the delegation offers, what was asked."""

from __future__ import annotations

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.relecture.appuis.formulaire import open_from_critere, show_demande
from caprse.relecture.appuis.lecture import list_appuis
from caprse.relecture.appuis.regles import DROIT_ANNUEL, format_jours
from caprse.relecture.appuis.vue import show_appui
from caprse.relecture.appuis.vue_offres import show_offres
from caprse.relecture.appuis.vue_solde import show_solde
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.cadre import show_entete


def page_appuis() -> None:
    """One's own structure: what is left this year, ask, follow. ``?critere=PAR-03`` opens the form for it."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        appuis, today = list_appuis(unit, structure_id), unit.today
    (structure,) = appuis.structures
    show_entete("Nos appuis", reperes=(structure.structure, appuis.collectif), fictif=appuis.fictif)
    st.markdown(
        f"Votre délégation peut venir vous aider **{escape(format_jours(DROIT_ANNUEL))} par an**, par demi-journées."
    )
    show_solde(structure, today)
    demande = get_acteur().can(Operation.CREATE_APPUI, appuis.collectif_id, structure_id)
    if demande:
        vise = open_from_critere(appuis)
        show_offres(appuis, structure_id, vise)
        show_demande(appuis, {structure.structure_id: structure.structure})
    else:
        st.info("La direction de votre structure demande les appuis.", icon=":material/info:")
    show_message()
    if structure.appuis:
        st.subheader("Nos demandes", anchor=False)
    else:
        st.markdown(
            "Un appui, c’est une demi-journée avec vous : préparer une réunion, écrire un document, débloquer un "
            "critère du carnet. Aucun n’est demandé pour le moment."
        )
    for appui in structure.appuis:
        with st.container(key=f"carte-appui-{appui.id}", gap="xsmall"):
            show_appui(appui, annulable=demande)
