"""One question at a time with Streamlit's own radios: for a browser that cannot run the control, and whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import compute_avancement
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.parcours import ETAPE, choose_critere, go_to, list_criteres
from caprse.carnet.remplir.vue_carte import name_fin
from caprse.carnet.remplir.vue_critere import show_critere
from caprse.carnet.remplir.vue_lieu import show_lieu
from caprse.carnet.remplir.vue_pied import show_pied
from caprse.referentiel.schema import Critere, Enjeu, Referentiel
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Theme
from caprse.socle.ecran.navigation import go_to_page
from caprse.socle.ecran.veille import show_veille
from caprse.socle.francais import format_pluriel

DELAI_REESSAI = 3


@dataclass(frozen=True, slots=True)
class Question:
    """A critère, and the enjeu that it stands in."""

    enjeu: Enjeu
    critere: Critere


def show_simple(
    referentiel: Referentiel,
    etapes: tuple[Enjeu, ...],
    enjeu: Enjeu,
    editable: bool,
    autour: Entourage,
    theme: Theme,
    show_ailleurs: Callable[[], object],
) -> None:
    """One critère, a fragment of its own; below it the bar, which stays where it is."""
    critere = choose_critere(enjeu, etat.get_ouvert())
    questions = [Question(e, c) for e in etapes for c in e.criteres]
    show_lieu(theme, etapes, enjeu)
    with st.bottom:
        if st.session_state.get(etat.EN_ATTENTE):
            st.fragment(show_en_attente, run_every=DELAI_REESSAI, key="en_attente")()
        avancement = show_barre(questions, questions.index(Question(enjeu, critere)), editable)
    count = partial(show_avancement, avancement, etapes)
    show_critere(critere, referentiel, editable, count, autour, seul=True)
    show_pied(etat.get_ouvert(), referentiel, show_ailleurs)
    show_veille(critere.code)


def show_barre(questions: Sequence[Question], rang: int, editable: bool) -> DeltaGenerator:
    """Back, how far one is, on: one question at a time. Gives the place of what is counted.

    The last one leads whoever answers to what comes before the transmission.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="simple-barre"):
        show_pas("Précédent", "precedente", questions[rang - 1] if rang else None, ":material/chevron_left:", "left")
        with st.container(gap=None, key="simple-compte"):
            avancement = st.empty()
            if show_bouton("Sommaire", key="sommaire", type="tertiary"):
                show_sommaire(questions, questions[rang], editable)
        if rang + 1 < len(questions):
            show_pas("Suivant", "suivante", questions[rang + 1], ":material/chevron_right:", "right", type="primary")
        elif (fin := name_fin(etat.get_ouvert(), editable)) and show_bouton(
            fin, key="relire", groupe=ETAPE, type="primary"
        ):
            go_to_page("transmettre")
    return avancement


def show_pas(libelle: str, cle: str, vers: Question | None, icone: str, cote: str, **apparence: str) -> None:
    """One step back or on; ``vers`` is None where there is nowhere to go."""
    show_bouton(
        escape(libelle),
        key=cle,
        groupe=ETAPE,
        icon=icone,
        icon_position=cote,
        disabled=vers is None,
        on_click=go_to,
        args=(vers.enjeu.code, vers.critere.code) if vers else (),
        **apparence,
    )


def show_avancement(place: DeltaGenerator, etapes: tuple[Enjeu, ...]) -> None:
    """Count what is left, in a place outside the critère, so that it may be updated in the critère's own rerun."""
    avancement = compute_avancement(list_criteres(etapes), etat.get_ouvert().saisies())
    faits = avancement.total - avancement.restants
    place.progress(faits / avancement.total, text=f"{format_pluriel(faits, 'réponse')} sur {avancement.total:d}")


@st.dialog("Sommaire du carnet")
def show_sommaire(questions: Sequence[Question], ici: Question, editable: bool) -> None:
    """What is done and what is to do; each line leads to its question."""
    saisies = etat.get_ouvert().saisies()
    sinon = "à remplir" if editable else "sans réponse"
    for enjeu in dict.fromkeys(question.enjeu.code for question in questions):
        siennes = [question for question in questions if question.enjeu.code == enjeu]
        with st.container(gap=None, key=f"sommaire-{enjeu}"):
            st.markdown(f"**{escape(siennes[0].enjeu.titre)}**")
            for question in siennes:
                code = question.critere.code
                repondu = code in saisies and saisies[code].repondu
                courante = " · en cours" if question is ici else ""
                if show_bouton(
                    f"{escape(question.critere.titre)} · {'rempli' if repondu else sinon}{courante}",
                    key=f"aller-{code}",
                    icon=":material/check_circle:" if repondu else ":material/radio_button_unchecked:",
                    type="tertiary",
                    on_click=go_to,
                    args=(enjeu, code),
                ):
                    st.rerun()


def show_en_attente() -> None:
    """The banner while the database is away: what waits is sent again until it is written."""
    if etat.retry_en_attente():
        st.rerun()
    nombre = len(st.session_state.get(etat.EN_ATTENTE, {}))
    gardees = "1 réponse est gardée" if nombre < 2 else f"{nombre} réponses sont gardées"
    st.warning(
        f"La base de données ne répond pas pour le moment. {gardees} dans cette page et l’envoi reprendra tout seul : "
        "ne fermez pas l’onglet.",
        icon=":material/cloud_off:",
    )
