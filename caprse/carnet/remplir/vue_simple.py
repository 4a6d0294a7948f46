"""The same step with Streamlit's own radios: for a browser that cannot run the control, and whoever prefers it."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from caprse.carnet.controle.vue import leave_simple
from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import compute_avancement
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.gestes import SOMMAIRE, SOMMAIRE_OUVERT
from caprse.carnet.remplir.parcours import ETAPE, REPLIEES, go_to, list_criteres
from caprse.carnet.remplir.vue_avant import show_revoir
from caprse.carnet.remplir.vue_carte import name_fin
from caprse.carnet.remplir.vue_critere import show_critere
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import go_to_page
from caprse.socle.ecran.veille import show_veille
from caprse.socle.francais import format_pluriel

DELAI_REESSAI = 3


def show_simple(
    referentiel: Referentiel, etapes: tuple[Enjeu, ...], enjeu: Enjeu, editable: bool, autour: Entourage
) -> None:
    """The step, each critère a fragment of its own."""
    avancement = st.empty()
    show_avancement(avancement, etapes, editable)
    st.fragment(show_sommaire, key=SOMMAIRE)(etapes, enjeu.code, editable)
    if st.session_state.get(etat.EN_ATTENTE):
        st.fragment(show_en_attente, run_every=DELAI_REESSAI, key="en_attente")()
    rang = etapes.index(enjeu)
    st.header(escape(enjeu.titre), anchor=False)
    repliees = _list_repliees(enjeu, editable)
    count = partial(show_avancement, avancement, etapes, editable)
    for critere in enjeu.criteres:
        show_critere(critere, referentiel, editable, critere.code in repliees, count, autour)
    show_navigation(etapes, rang, editable)
    show_revoir(etat.get_ouvert(), referentiel)
    show_bouton("Revenir à l’affichage en cartes", key="cartes", type="tertiary", on_click=leave_simple)
    st.caption(f"{escape(referentiel.titre)}, version {escape(referentiel.version)}")
    show_veille(enjeu.code)


def leave_sommaire(etape: str, critere: str) -> None:
    """Move to a critère from the sommaire, whose own reruns stop at its edges."""
    go_to(etape, critere)
    st.rerun()


def show_avancement(place: DeltaGenerator, etapes: tuple[Enjeu, ...], editable: bool) -> None:
    """Count what is left, in a place outside the critères, so that each of them may update it in its own rerun."""
    avancement = compute_avancement(list_criteres(etapes), etat.get_ouvert().saisies())
    faits = avancement.total - avancement.restants
    # To who only reads, nothing is left: the count alone.
    dit = f"{format_pluriel(faits, 'réponse')} sur {avancement.total:d}"
    if editable:
        reste = f"il en reste {avancement.restants}" if avancement.restants else "tout est rempli"
        dit = f"{format_pluriel(faits, 'critère rempli', 'critères remplis')} sur {avancement.total:d} · {reste}"
    place.progress(faits / avancement.total, text=dit)


def show_sommaire(etapes: tuple[Enjeu, ...], courante: str, editable: bool) -> None:
    """What is done and what is to do, when opened; each line leads to its step."""
    sinon = "à remplir" if editable else "sans réponse"
    sommaire = st.expander("Sommaire", key=SOMMAIRE_OUVERT, on_change="rerun", icon=":material/list:")
    if not sommaire.open:
        return
    saisies = etat.get_ouvert().saisies()
    with sommaire:
        for enjeu in etapes:
            st.markdown(f"**{escape(enjeu.titre)}**" + (" (étape en cours)" if enjeu.code == courante else ""))
            with st.container(gap=None):
                for critere in enjeu.criteres:
                    repondu = critere.code in saisies and saisies[critere.code].repondu
                    show_bouton(
                        f"{escape(critere.titre)} · {'rempli' if repondu else sinon}",
                        key=f"aller-{critere.code}",
                        icon=":material/check_circle:" if repondu else ":material/radio_button_unchecked:",
                        type="tertiary",
                        on_click=leave_sommaire,
                        args=(enjeu.code, critere.code),
                    )


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


def show_navigation(etapes: tuple[Enjeu, ...], rang: int, editable: bool) -> None:
    """Back and forth between steps; the last one leads whoever answers to what comes before the transmission."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if rang > 0:
            show_bouton(
                "Étape précédente",
                key="precedente",
                groupe=ETAPE,
                icon=":material/arrow_back:",
                on_click=go_to,
                args=(etapes[rang - 1].code,),
            )
        if rang + 1 < len(etapes):
            show_bouton(
                "Étape suivante",
                key="suivante",
                groupe=ETAPE,
                icon=":material/arrow_forward:",
                type="primary",
                on_click=go_to,
                args=(etapes[rang + 1].code,),
            )
        elif (fin := name_fin(etat.get_ouvert(), editable)) and show_bouton(
            fin, key="relire", groupe=ETAPE, icon=":material/fact_check:", type="primary"
        ):
            go_to_page("transmettre")


def _list_repliees(enjeu: Enjeu, editable: bool) -> frozenset[str]:
    """Critères already answered when the step was entered: folded then, and left alone afterwards."""
    cle: str | None
    repliees: frozenset[str]
    cle, repliees = st.session_state.get(REPLIEES, (None, frozenset()))
    if cle != enjeu.code:
        faits = frozenset(
            c.code for c in enjeu.criteres if etat.get_saisie(c.code).repondu and not etat.get_conflits(c.code)
        )
        # A step whose answers are all there is being read again: nothing is folded.
        repliees = faits if editable and len(faits) < len(enjeu.criteres) else frozenset()
        st.session_state[REPLIEES] = (enjeu.code, repliees)
    return repliees
