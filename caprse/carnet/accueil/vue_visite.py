"""The first visit: one line that offers it, then four things to know; put away for good by whoever has seen it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.carnet.accueil.service import end_visite
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import take_param

VISITE = "visite"
PAS = "visite-pas"
EN_TETE = "visite-en-tete"


@dataclass(frozen=True, slots=True)
class Etape:
    """One thing to know."""

    titre: str
    texte: str


ICONES = (":material/edit_note:", ":material/lock:", ":material/send:", ":material/add_task:")
ETAPES = (
    Etape(
        "Répondre, à votre rythme",
        "Pour chaque critère, choisissez la marche où vous êtes. Chaque réponse est enregistrée aussitôt : "
        "vous pouvez fermer la page et revenir, seul ou avec vos collègues.",
    ),
    Etape(
        "Vos réponses restent à vous",
        "Les autres structures ne les voient jamais. Votre chargée de mission les relit pour vous aider, pas pour "
        "vous noter.",
    ),
    Etape(
        "Transmettre, puis voir",
        "Quand vous avez fini, la direction transmet le carnet. Vous voyez alors où vous en êtes, vos points d’appui, "
        "et le collectif dans son ensemble.",
    ),
    Etape(
        "Choisir une prochaine marche",
        "Une seule suffit pour commencer. Un bouton en fait une action : quoi, qui, pour quand.",
    ),
)


def is_en_tete(a_transmis: bool) -> bool:
    """Whether the visit stands first: before any carnet has left, or where ``?visite=1`` asked for it."""
    if take_param(VISITE) is not None:
        st.session_state[PAS] = 0
        st.session_state[EN_TETE] = True
    return not a_transmis or bool(st.session_state.get(EN_TETE))


def show_visite(deja_vue: bool) -> None:
    """The offer of the visit, then the visit, until it is put away."""
    if PAS not in st.session_state:
        if not deja_vue:
            show_offre()
        return
    rang = st.session_state[PAS]
    if rang is None:
        return
    etape = ETAPES[rang]
    derniere = rang + 1 == len(ETAPES)
    with st.container(key="carte-visite", gap="small"):
        st.caption(f"Première visite · {rang + 1:d} sur {len(ETAPES)}")
        st.subheader(f"{ICONES[rang]} {escape(etape.titre)}", anchor=False)
        st.markdown(escape(etape.texte))
        with st.container(horizontal=True, gap="small"):
            if rang:
                show_bouton(
                    "Précédent",
                    key="visite-precedent",
                    groupe=VISITE,
                    on_click=_go_to,
                    args=(rang - 1,),
                    type="tertiary",
                )
            if derniere:
                show_bouton(
                    "J’ai compris",
                    key="visite-fin",
                    groupe=VISITE,
                    on_click=_end,
                    type="primary",
                    icon=":material/check:",
                )
            else:
                show_bouton("Suivant", key="visite-suivant", groupe=VISITE, on_click=_go_to, args=(rang + 1,))
                show_bouton("Quitter la visite", key="visite-passer", on_click=_end, type="tertiary")


def show_offre() -> None:
    """One line: the work below it stays in the first screen."""
    with st.container(key="visite-offre", horizontal=True, gap="small", vertical_alignment="center"):
        show_bouton(
            f"Découvrir en {len(ETAPES)} étapes",
            key="visite-decouvrir",
            groupe=VISITE,
            on_click=_go_to,
            args=(0,),
            type="tertiary",
            icon=":material/flag:",
        )
        show_bouton("Non merci", key="visite-passer", on_click=_end, type="tertiary")


def _go_to(rang: int) -> None:
    st.session_state[PAS] = rang


def _end() -> None:
    def action(unit: Unit) -> None:
        end_visite(unit)

    if run_use_case(action):
        st.session_state[PAS] = None
        st.session_state.pop(EN_TETE, None)
