"""The bilan, on the screen of the trimestres: what it is, what opening it does, its last day."""

from __future__ import annotations

import streamlit as st

from caprse.collectif.calendrier.regles_bilan import PlanBilan, warning_to_leave
from caprse.collectif.regles import get_jour_ouverture
from caprse.restitution.trimestres import gestes
from caprse.restitution.trimestres.gestes import BILAN_QUAND_MEME, FIN_BILAN, PAGE, get_en_cours, start_geste
from caprse.restitution.trimestres.service import GesteTrimestre, Trimestres
from caprse.socle.dates import FORMAT_JOUR, format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition
from caprse.socle.francais import format_pluriel


def show_bilan(vue: Trimestres) -> None:
    """The last trimestre of the cycle, once it can open: nothing before, nor once it was opened."""
    if vue.bilan is None:
        return
    # Where prepared trimestres wait, these come first: the bilan stays at hand, without calling.
    principal = not vue.bilan.laisses
    with st.container(key="trimestre-bilan", gap="small"):
        st.subheader("Le bilan", anchor=False)
        st.markdown(
            "Un dernier trimestre, court et sans thématique nouvelle. Chaque structure redit où elle en est, revoit "
            "ses réponses et lit tout son chemin."
        )
        if get_en_cours().geste is GesteTrimestre.BILAN:
            show_ouverture(vue, vue.bilan)
        else:
            show_bouton(
                "Ouvrir le bilan",
                key="bilan-ouvrir",
                icon=":material/flag:",
                type="primary" if principal else "secondary",
                on_click=start_geste,
                args=(GesteTrimestre.BILAN, None),
            )


def show_ouverture(vue: Trimestres, plan: PlanBilan) -> None:
    """Say who gets a carnet and what it asks; open."""
    jour = get_jour_ouverture(plan.debut, vue.today)
    st.markdown(
        "- Le point de départ est redemandé : les mêmes questions, une par enjeu. Chacun répond avant de revoir ce "
        "qu’il avait dit.\n"
        "- Toutes les réponses déjà données peuvent être revues.\n"
        "- Aucun critère nouveau : seul le bloc demandé chaque trimestre revient.\n"
        "- Ensuite, plus aucun trimestre ne s’ouvre dans ce collectif."
    )
    st.warning(
        f"{format_pluriel(len(vue.adherentes), 'structure reçoit son carnet', 'structures reçoivent leur carnet')} : "
        f"celles qui adhèrent le {format_date(jour)}. Un bilan ouvert ne se retire pas.",
        icon=":material/group:",
    )
    if vue.adherentes:
        with st.expander("Voir leurs noms", key="bilan-noms"):
            st.text("\n".join(vue.adherentes))
    if FIN_BILAN not in st.session_state:
        st.session_state[FIN_BILAN] = plan.fin
    st.date_input("Dernier jour du bilan", key=FIN_BILAN, format=FORMAT_JOUR)
    st.caption(f"Il commence le {format_date(plan.debut)}.")
    raison = warning_to_leave(plan.laisses)
    if raison:
        st.warning(escape(raison), icon=":material/low_priority:")
        st.checkbox("Ouvrir le bilan quand même", key=BILAN_QUAND_MEME)
    with st.container(horizontal=True):
        show_bouton(
            "Confirmer l’ouverture du bilan",
            key="bilan-confirmer",
            type="primary",
            disabled=bool(raison) and not st.session_state.get(BILAN_QUAND_MEME),
            on_click=gestes.start_bilan,
            args=(vue.calendrier.collectif_id,),
        )
        show_bouton("Annuler", key="bilan-annuler", on_click=end_edition, args=(PAGE,))
