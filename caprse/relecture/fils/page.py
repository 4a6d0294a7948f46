"""The discussions of one carnet, whatever its état: also while it is being written, when nothing of it is re-read."""

from __future__ import annotations

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation, Role
from caprse.collectif.fictif import is_fictif, show_fictif
from caprse.relecture.fils.service import get_discussions
from caprse.relecture.fils.vue import keep_fils, show_fil
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.navigation import link_to_page, read_id

CARNET = "carnet"


def page_discussion() -> None:
    """The discussion of the whole carnet named by ``?carnet=``, then those of its critères that have one."""
    st.title("Discussions")
    carnet_id = read_id(CARNET)
    if carnet_id is None:
        _show_where()
        return
    with open_unit_ecran() as unit:
        discussions = get_discussions(unit, carnet_id)
        fictif = is_fictif(unit, discussions.fils.collectif_id)
    fils, referentiel, thematique = discussions.fils, discussions.referentiel, discussions.thematique
    keep_fils(fils)
    st.header(escape(discussions.structure), anchor=False)
    st.caption(f"Trimestre {discussions.numero} · {escape(referentiel.thematique(thematique).titre)}")
    show_fictif(fictif)
    show_message()
    peut_ecrire = get_acteur().can(Operation.WRITE_MESSAGE, fils.collectif_id, fils.structure_id)
    st.subheader("Sur le carnet entier", anchor=False)
    if not peut_ecrire and None not in fils.fils:
        st.caption("Aucune discussion pour le moment.")
    show_fil(carnet_id, None, peut_ecrire)
    for part in referentiel.capsule(thematique):
        for critere in part.criteres:
            if critere.code in fils.fils:
                st.subheader(escape(critere.titre), anchor=False)
                show_fil(carnet_id, critere.code, peut_ecrire)


def _show_where() -> None:
    """Where discussions are reached from: a structure has no tableau de bord."""
    if any(droit.role is Role.ANIMATION for droit in get_acteur().droits):
        st.info("Choisissez une structure dans le tableau de bord.", icon=":material/info:")
        link_to_page("tableau", "Ouvrir le tableau de bord", ":material/arrow_forward:")
        return
    st.info("Les discussions se lisent dans votre carnet, sous chaque critère.", icon=":material/info:")
    link_to_page("carnet", "Ouvrir notre carnet", ":material/arrow_forward:")
