"""« Le chemin du collectif »: the picture, what it says, closing by closing. For a member and the animation alike."""

from __future__ import annotations

import streamlit as st

from caprse.restitution.chemin.phrases_collectif import (
    RIEN,
    RecitCloture,
    alt_chemin_collectif,
    describe_chemin_collectif,
    explain_lien,
    list_autour,
    list_recits_clotures,
)
from caprse.restitution.chemin.service_collectif import CheminCollectifVu
from caprse.restitution.chemin.tableaux_collectif import table_chemin_collectif
from caprse.restitution.graphiques.chemin import build_trajet
from caprse.restitution.graphiques.cles_chemin import DU_COLLECTIF
from caprse.restitution.planches.planche import TAILLE_PLEINE, Image, Planche, build_pied, show_planche
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape

TITRE = "Le chemin du collectif"
CLE = "chemin-collectif"
LEGENDE = "Part des marches franchies sur chaque thématique, telle que publiée à chaque clôture."


def show_chemin_collectif(vu: CheminCollectifVu) -> None:
    """One sentence, the picture with its table and files, then each closing in words."""
    st.header(TITRE, anchor=False)
    chemin = vu.chemin
    if not chemin.numeros:
        st.info(RIEN, icon=":material/route:")
        return
    st.markdown(f"**{escape(describe_chemin_collectif(chemin))}**")
    table = table_chemin_collectif(chemin)
    image = Image("Chemin", CLE, alt_chemin_collectif(chemin), build_trajet, (chemin, DU_COLLECTIF))
    planche = Planche(
        CLE, f"{vu.collectif} · {TITRE}", build_pied(vu.source, vu.collectif, vu.fictif), [image], table, table
    )
    show_planche(planche, f"{LEGENDE} {explain_lien()}", taille=TAILLE_PLEINE)
    for ligne in list_autour(chemin):
        st.markdown(escape(ligne))
    with st.container(key="pile-clotures", gap=None):
        for recit in list_recits_clotures(chemin):
            show_cloture(recit)


def show_cloture(recit: RecitCloture) -> None:
    """One closing in a fold: its trimestre and when, then a line for each thing that it says."""
    titre = f"Clôture du trimestre {recit.numero} · {format_date(recit.fin)}"
    with st.expander(escape(titre), icon=":material/route:", key=f"cloture-{recit.numero}"):
        st.markdown(f"**{escape(recit.titre)}**")
        st.markdown("\n".join(f"- {escape(ligne)}" for ligne in recit.lignes))
