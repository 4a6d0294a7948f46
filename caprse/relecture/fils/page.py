"""The discussions of one carnet, whatever its état: also while it is being written, when nothing of it is re-read."""

from __future__ import annotations

import streamlit as st
from sqlalchemy import text

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.collectif.fictif import is_fictif, show_fictif
from caprse.referentiel.service import get_referentiel
from caprse.relecture.fils.service import load_fils
from caprse.relecture.fils.vue import keep_fils, show_fil
from caprse.socle.affichage import escape, show_message
from caprse.socle.navigation import read_id

CARNET = "carnet"

_PLACE = text("""
select s.nom, t.numero, t.thematique, t.referentiel_id
  from carnet c
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
""")


def page_discussion() -> None:
    """The discussion of the whole carnet named by ``?carnet=``, then those of its critères that have one."""
    st.title("Discussions")
    carnet_id = read_id(CARNET)
    if carnet_id is None:
        st.info("Choisissez une structure dans le tableau de bord.", icon=":material/info:")
        return
    with open_unit_ecran() as unit:
        # Checks the right to read this carnet: strangers stop here.
        fils = load_fils(unit, carnet_id)
        place = unit.db.execute(_PLACE, {"carnet": carnet_id}).one()
        referentiel = get_referentiel(unit.db, place.referentiel_id)
        fictif = is_fictif(unit, fils.collectif_id)
    keep_fils(fils)
    st.header(escape(place.nom), anchor=False)
    st.caption(f"Trimestre {place.numero} · {escape(referentiel.thematique(place.thematique).titre)}")
    show_fictif(fictif)
    show_message()
    peut_ecrire = get_acteur().can(Operation.WRITE_MESSAGE, fils.collectif_id, fils.structure_id)
    st.subheader("Sur le carnet entier", anchor=False)
    if not peut_ecrire and None not in fils.fils:
        st.caption("Aucune discussion pour le moment.")
    show_fil(carnet_id, None, peut_ecrire)
    for part in referentiel.capsule(place.thematique):
        for critere in part.criteres:
            if critere.code in fils.fils:
                st.subheader(escape(critere.titre), anchor=False)
                show_fil(carnet_id, critere.code, peut_ecrire)
