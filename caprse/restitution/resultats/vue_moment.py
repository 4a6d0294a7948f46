"""The moment when a carnet is transmitted: the radar draws itself, what holds, what comes next."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.restitution.figures.phrases import list_phrases
from caprse.restitution.planches.alternatives import alt_axes
from caprse.restitution.planches.planche import TAILLE_RADAR, list_images_nous, show_image, show_places
from caprse.restitution.planches.vue_marches import show_force, show_marche
from caprse.restitution.resultats.rapprochements import build_axes_trimestre
from caprse.restitution.resultats.service import get_resultats
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.navigation import link_to_page


def show_moment(structure_id: UUID, numero: int, vif: bool) -> None:
    """The trimestre that was transmitted; ``vif``: just now, and the radar draws itself."""
    with open_unit_ecran() as unit:
        resultats = get_resultats(unit, structure_id, numero)
    vu = resultats.choisi
    if vu is None or vu.bilan is None or not vu.bilan.total.repondus:
        return
    bilan = vu.bilan
    agit = get_acteur().can(Operation.UPDATE_ACTION, resultats.collectif_id, structure_id)
    axes, noms = build_axes_trimestre(resultats, vu)
    cle = f"moment-{vu.nom}"
    st.markdown(f"**{escape(list_phrases(bilan.enjeux)[0])}**")
    dessin, mots = st.columns([TAILLE_RADAR, 400], gap="medium")
    with dessin, st.container(key="moment-vif" if vif else "moment-fini"):
        vus = vu.publication is not None
        if vus:
            show_places(cle, axes, noms, f"{bilan.total.titre} : nous et le collectif")
        show_image(list_images_nous(cle, axes, noms, alt_axes(axes, noms))[0], TAILLE_RADAR, plie=vus)
    with mots:
        if bilan.rangs.forces:
            with st.container(key="carte-appuis", gap="small"):
                st.subheader("Nos points d’appui", anchor=False)
                for cote in bilan.rangs.forces:
                    show_force(cote, bilan.niveaux)
        with st.container(key="vers-resultats"):
            link_to_page("resultats", "Voir tous nos résultats", ":material/insights:")
    if bilan.rangs.a_travailler:
        with st.container(key="carte-marches"):
            st.subheader("Nos prochaines marches", anchor=False)
            with st.container(key="marches-de-front"):
                for cote in bilan.rangs.a_travailler:
                    show_marche(cote, bilan.niveaux, resultats.engagees.get(cote.code), agit=agit)
