"""The floor that answers along Streamlit's own line: native radios, one fragment each, with nothing behind them.

What a page costs whose clicks are heard by a rerun; the workbook's answers have a door of their own instead.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.schema import Critere, Referentiel

TRAVAIL = Path(__file__).parents[1] / "referentiel" / "travail"


@st.cache_resource
def get_referentiel() -> Referentiel:
    referentiel = verify_dossier(TRAVAIL).referentiel
    if referentiel is None:
        raise ValueError("Le référentiel livré n'est pas valide.")
    return referentiel


def show_critere(critere: Critere, referentiel: Referentiel) -> None:
    st.subheader(critere.titre, anchor=False)
    choix = st.radio(
        critere.question,
        [niveau.niveau for niveau in referentiel.echelle],
        index=None,
        format_func=lambda niveau: f"**{niveau} · {referentiel.echelle[niveau].nom}**\n\n{critere.niveaux[niveau]}",
        key=f"niveau-{critere.code}",
    )
    st.expander("Préciser", key=f"details-{critere.code}", on_change="rerun")
    if choix is not None:
        st.caption(f"Enregistré à 12:00 : {choix}")


def main() -> None:
    st.set_page_config(page_title="Sol du fil", layout="centered")
    referentiel = get_referentiel()
    enjeu = referentiel.thematique(referentiel.ordre[0]).enjeux[0]
    st.title("Notre carnet")
    for critere in enjeu.criteres:
        with st.container(border=True, key=f"cadre-{critere.code}"):
            st.fragment(show_critere, key=f"critere-{critere.code}")(critere, referentiel)


main()
