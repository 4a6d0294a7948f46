"""The bare floor: the widgets of one step of the carnet, in the same fragments, with nothing behind them.

No account, no base, no rule: what it costs Streamlit and the browser to show such a page and to hear a click on it.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.schema import Critere, Enjeu, Referentiel

RACINE = Path(__file__).parents[1]
NON_CONCERNE = "nc"
MENU = {
    "Ma structure": ("Accueil", "Notre carnet", "Transmettre", "Nos résultats", "Notre point de départ"),
    "Mon collectif": ("Le collectif", "Calendrier"),
    "Moi": ("Mon compte",),
}


@st.cache_resource
def get_referentiel() -> Referentiel:
    referentiel = verify_dossier(RACINE / "referentiel" / "travail").referentiel
    if referentiel is None:
        raise ValueError("Le référentiel livré n'est pas valide.")
    return referentiel


def page_etape() -> None:
    """The first step of the first thématique."""
    referentiel = get_referentiel()
    thematique = referentiel.thematique(referentiel.ordre[0])
    enjeu = thematique.enjeux[0]
    st.title(thematique.titre)
    st.caption("Trimestre 1 · jusqu'au 15 avril 2026 · Structure d'essai · En cours")
    st.fragment(show_sommaire, key="sommaire")(thematique.enjeux)
    st.header(enjeu.titre, anchor=False)
    st.caption(f"Étape 1 sur 5 · {referentiel.titre}, version {referentiel.version}")
    for critere in enjeu.criteres:
        with st.container(border=True, key=f"cadre-{critere.code}"):
            st.fragment(show_critere, key=f"critere-{critere.code}")(critere, referentiel)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button("Étape suivante", key="suivante", icon=":material/arrow_forward:", type="primary")


def show_sommaire(enjeux: tuple[Enjeu, ...]) -> None:
    total = sum(len(enjeu.criteres) for enjeu in enjeux)
    st.progress(0.0, text=f"0 critère répondu sur {total} · il en reste {total}")
    st.expander("Sommaire", key="sommaire_ouvert", on_change="rerun", icon=":material/list:")


def show_critere(critere: Critere, referentiel: Referentiel) -> None:
    st.subheader(critere.titre, anchor=False)
    st.markdown(f"*En mots simples :* {critere.question_simple}")
    choix = st.radio(
        critere.question,
        [*(niveau.niveau for niveau in referentiel.echelle), NON_CONCERNE],
        index=None,
        format_func=lambda choix: describe(choix, critere, referentiel),
        key=f"niveau-{critere.code}",
    )
    st.expander(
        "Préciser : commentaire, trace, cible",
        key=f"details-{critere.code}",
        on_change="rerun",
        icon=":material/edit:",
    )
    if choix is not None:
        st.caption(f":material/check: Choisi : {choix}")
    show_discussion(critere)


def show_discussion(critere: Critere) -> None:
    with st.container(key=f"discussion-{critere.code}"):
        st.expander("Discussion", key=f"discussion-ouverte-{critere.code}", on_change="rerun", icon=":material/forum:")


def describe(choix: int | str, critere: Critere, referentiel: Referentiel) -> str:
    if isinstance(choix, str):
        return "**Non concerné**\n\nCe sujet n'existe pas chez nous."
    return f"**{choix} · {referentiel.echelle[choix].nom}**\n\n{critere.niveaux[choix]}"


def main() -> None:
    st.set_page_config(page_title="Sol nu", layout="centered")
    st.html(RACINE / "caprse" / "static" / "habillage.css")
    pages = {
        section: [
            st.Page(
                page_etape,
                title=titre,
                icon=":material/home:",
                url_path=titre.lower().replace(" ", "-"),
                default=titre == "Notre carnet",
            )
            for titre in titres
        ]
        for section, titres in MENU.items()
    }
    st.navigation(pages).run()


main()
