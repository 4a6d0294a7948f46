"""What protects the answers of each structure: two numbers of the collectif, shown and set by its animation."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.collectif.regles import MOUVEMENT_MAX, MOUVEMENT_MIN, SEUIL_MAX, SEUIL_MIN, Seuils
from caprse.collectif.service import update_seuils
from caprse.socle.ecran.boutons import show_bouton_formulaire

ANONYMAT, MOUVEMENT = "seuil-anonymat", "seuil-mouvement"


def show_seuils(collectif_id: UUID, seuils: Seuils) -> None:
    """Both numbers, with what they do, in a form."""
    with (
        st.expander("Protéger les réponses de chacune", icon=":material/shield_person:", key="seuils"),
        st.form("seuils-formulaire", border=False, enter_to_submit=False),
    ):
        st.markdown(
            "Les structures ne voient des autres que des chiffres d’ensemble. Plus ces nombres sont grands, mieux "
            "chacune est protégée, et moins les chiffres se montrent ou bougent. Le premier vaut aussitôt, le second "
            "pour les prochains chiffres ; ce qui a été lu ne s’oublie pas."
        )
        st.number_input(
            "Autres structures qu’il faut pour montrer un chiffre",
            SEUIL_MIN,
            SEUIL_MAX,
            seuils.anonymat,
            key=ANONYMAT,
        )
        st.number_input(
            "Structures qui bougent ensemble pour qu’un chiffre bouge",
            MOUVEMENT_MIN,
            MOUVEMENT_MAX,
            seuils.mouvement,
            key=MOUVEMENT,
            help="Les structures nommées n’y comptent pas, et celles qu’une même personne connaît comptent pour une.",
        )
        show_bouton_formulaire(
            "Enregistrer", key="seuils-enregistrer", type="primary", on_click=_save, args=(collectif_id, seuils)
        )


def _save(collectif_id: UUID, vus: Seuils) -> None:
    voulus = Seuils(st.session_state[ANONYMAT], st.session_state[MOUVEMENT])

    def action(unit: Unit) -> str:
        update_seuils(unit, collectif_id, voulus, vus)
        return "C’est enregistré. Le journal garde les nombres d’avant."

    run_use_case(action)
