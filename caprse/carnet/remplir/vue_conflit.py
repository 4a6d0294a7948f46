"""Two people answered the same critère: both answers, and the choice."""

from __future__ import annotations

import streamlit as st

from caprse.carnet.regles import Saisie
from caprse.carnet.remplir.gestes import settle
from caprse.carnet.remplir.phrases import Echelle, describe_saisie
from caprse.carnet.service import ReponseEnregistree
from caprse.referentiel.schema import Critere
from caprse.socle.dates import format_heure
from caprse.socle.ecran.affichage import escape
from caprse.socle.erreurs import Conflit


def show_conflit(critere: Critere, conflit: Conflit[Saisie, ReponseEnregistree], echelle: Echelle) -> None:
    """Both answers, both authors; the person chooses, and what was typed is still there."""
    st.subheader(escape(critere.titre), anchor=False)
    st.warning(escape(str(conflit)), icon=":material/group:")
    gauche, droite = st.columns(2)
    with gauche.container(border=True):
        st.markdown("**Votre réponse**")
        _show_reponse(conflit.voulu, echelle)
        st.button("Garder la mienne", key=f"garder-{critere.code}", on_click=settle, args=(critere.code, True))
    with droite.container(border=True):
        st.markdown(f"**Réponse de {escape(conflit.actuel.auteur)}**, à {format_heure(conflit.actuel.modifie_le)}")
        _show_reponse(conflit.actuel.saisie, echelle)
        st.button("Garder celle-ci", key=f"laisser-{critere.code}", on_click=settle, args=(critere.code, False))


def _show_reponse(saisie: Saisie, echelle: Echelle) -> None:
    for nom, valeur in describe_saisie(saisie, echelle):
        # Plain text: what people type is never read as Markdown.
        st.text(f"{nom} : {valeur}")
