"""What is missing before a carnet leaves: how much, and the way to each question."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import compute_avancement, list_manquants
from caprse.carnet.remplir.parcours import ETAPE, list_criteres, list_etapes
from caprse.carnet.remplir.vue_envoi import show_incomplet, show_sans
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere, Enjeu, Referentiel
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import go_to_page, link_to_page
from caprse.socle.francais import format_pluriel


def show_manque(carnet: CarnetOuvert, referentiel: Referentiel, autour: Entourage, direction: bool) -> int:
    """What is missing, each with its way there, and for its direction the way round; how many answers that makes."""
    etapes = list_etapes(referentiel, carnet)
    criteres = list_criteres(etapes)
    avancement = compute_avancement(criteres, carnet.saisies())
    partages = carnet.list_partages()
    manquants = list_manquants(criteres, carnet.saisies(), partages)
    if manquants:
        with st.container(key="carte-manquants", gap="small"):
            a_choisir = sum(critere.code in partages for critere in manquants)
            st.subheader(escape(tell_manque(len(manquants), a_choisir, avancement.total)), anchor=False)
            faits = avancement.total - len(manquants)
            st.html(f'<span class="cap-reste"><i style="width:{100 * faits / avancement.total:.0f}%"></i></span>')
            with st.container(horizontal=True, vertical_alignment="center", key="manque-actes"):
                show_repondre(etapes, manquants)
                if direction:
                    show_sans(carnet)
            if direction:
                show_incomplet(carnet, len(manquants))
            for enjeu in etapes:
                show_manquants(enjeu, {critere.code for critere in manquants}, autour)
    else:
        exclus = (
            f", dont {format_pluriel(avancement.non_concernes, 'non concerné')}" if avancement.non_concernes else ""
        )
        st.markdown(f":material/check_circle: **Tout est rempli{escape(exclus)}.**")
    return len(manquants)


def tell_manque(manquants: int, a_choisir: int, total: int) -> str:
    """``Il manque 3 réponses sur 12, dont 1 à choisir``, or that there is only to choose."""
    if manquants == a_choisir:
        return f"{format_pluriel(a_choisir, 'réponse')} à choisir sur {total:d}"
    choisir = f", dont {a_choisir:d} à choisir" if a_choisir else ""
    return f"Il manque {format_pluriel(manquants, 'réponse')} sur {total:d}{choisir}"


def show_repondre(etapes: Sequence[Enjeu], manquants: Sequence[Critere]) -> None:
    """The first thing to do: answer what is missing, from its first question."""
    premier = manquants[0]
    etape = next(enjeu.code for enjeu in etapes if premier in enjeu.criteres)
    if show_bouton("Continuer notre carnet", key="repondre-manquants", type="primary", icon=":material/edit_note:"):
        go_to_page("carnet", **{ETAPE: etape, "critere": premier.code})


def show_manquants(enjeu: Enjeu, manquants: set[str], autour: Entourage) -> None:
    """The missing critères of one enjeu, each a way to its very place, with whom it is to be seen."""
    absents = [critere for critere in enjeu.criteres if critere.code in manquants]
    if not absents:
        return
    with st.container(key=f"manquants-{enjeu.code}", gap=None):
        st.markdown(f"**{escape(enjeu.titre)}**")
        for critere in absents:
            link_to_page(
                "carnet",
                escape(critere.titre),
                ":material/arrow_forward:",
                **{ETAPE: enjeu.code, "critere": critere.code},
            )
            if attendu := autour.tell_attendu(critere):
                st.caption(escape(attendu))
