"""The earlier answers of one step: in the control of the carnet, or with Streamlit's own radios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from caprse.carnet.controle.contenu import build_question
from caprse.carnet.controle.vue import leave_simple
from caprse.carnet.entourage import Entourage
from caprse.carnet.remplir import etat
from caprse.carnet.remplir.parcours import CRITERE, DEPART, go_to
from caprse.carnet.remplir.phrases import get_choix, name_choix
from caprse.carnet.remplir.vue_carte import Ligne, show_barre, show_carte
from caprse.carnet.remplir.vue_critere import show_critere
from caprse.carnet.service import CarnetOuvert
from caprse.progres.traces.vue_ligne import build_liees
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.themes import build_theme
from caprse.relecture.revoir.etapes import Etape, Offre
from caprse.relecture.revoir.phrases import build_avant, list_avant
from caprse.relecture.revoir.regles import Anterieure, confirm
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.ecran.veille import show_veille
from caprse.socle.signes import escape_html

INVITE = "Votre réponse d’avant reste gardée, elle aussi."
DITS: dict[str, str | bool] = {
    "libre": True,
    "reponse": "revue",
    "reponses": "revues",
    "fait": "revue",
    "reste": "",
    "un": "Réponse",
    "genre": "e",
    "etape": "Étape",
    "sommaire": "Sommaire de nos réponses d’avant",
    "nav": "Aller d’une réponse à l’autre",
}


@dataclass(frozen=True, slots=True)
class Ecran:
    """What one display shows: the carnet, every step, the one that is open, what surrounds it."""

    carnet: CarnetOuvert
    referentiel: Referentiel
    etapes: tuple[Etape, ...]
    etape: Etape
    editable: bool
    autour: Entourage


def show_cartes(ecran: Ecran) -> None:
    """One card for each answer; on a phone, one at a time."""
    carnet, referentiel, autour = ecran.carnet, ecran.referentiel, ecran.autour
    st.html(f'<div class="cap-etape"><p>{escape_html(INVITE)}</p></div>')
    relues = autour.list_relues(carnet)
    suites = autour.list_suites(carnet) if ecran.editable else ()
    for offre in ecran.etape.offres:
        critere = referentiel.critere(offre.critere)
        question = {
            **build_question(critere, referentiel, carnet, suites),
            "avant": {"choix": get_choix(offre.anterieure.saisie), "trimestre": offre.anterieure.trimestre},
            "revoir": build_avant(offre.anterieure, offre.raisons, referentiel.echelle),
        }
        theme = build_theme(referentiel, offre.thematique)
        relire = critere.code in relues
        show_carte(carnet, critere, question, theme, hear, autour, editable=ecran.editable, relire=relire)
    critere_demande = st.query_params.get(CRITERE)
    show_barre(
        carnet,
        [
            Ligne(referentiel.critere(offre.critere), etape.code, etape.titre)
            for etape in ecran.etapes
            for offre in etape.offres
        ],
        build_theme(referentiel, carnet.thematique),
        hear,
        autour,
        editable=ecran.editable,
        etape=ecran.etape.code,
        critere=critere_demande if any(offre.critere == critere_demande for offre in ecran.etape.offres) else None,
        fin="Retour au carnet",
        dits=DITS,
    )
    show_veille(f"revoir-{ecran.etape.code}")


def show_simples(ecran: Ecran) -> None:
    """The same without the cards: one key where it still holds, else the radios."""
    st.caption(escape(INVITE))
    for offre in ecran.etape.offres:
        critere = ecran.referentiel.critere(offre.critere)
        with st.container(key=f"avant-{critere.code}", gap="xsmall"):
            for raison in offre.raisons:
                st.text(raison)
            _show_avant(offre, ecran.referentiel)
            if ecran.editable:
                _show_encore(offre, ecran.referentiel)
        avant = get_choix(offre.anterieure.saisie)
        show_critere(critere, ecran.referentiel, ecran.editable, ecran.autour, seul=False, avant=avant)
    show_bouton("Revenir à l’affichage en cartes", key="cartes", type="tertiary", on_click=leave_simple)
    show_veille(f"revoir-{ecran.etape.code}")


def _show_avant(offre: Offre, referentiel: Referentiel) -> None:
    """What was answered then, with what was written and planned."""
    critere = referentiel.critere(offre.critere)
    for ligne in list_avant(offre.anterieure, critere, offre.raisons, referentiel.echelle):
        st.caption(escape(ligne))
    if offre.anterieure.traces:
        st.html(build_liees(offre.anterieure.traces))
    if offre.anterieure.ouvertes:
        link_to_page("actions", "Voir notre plan d’action", ":material/checklist:")


def _show_encore(offre: Offre, referentiel: Referentiel) -> None:
    choix = get_choix(offre.anterieure.saisie)
    if choix is None:
        return
    show_bouton(
        f"Toujours vrai : {escape(name_choix(choix, referentiel.echelle))}",
        key=f"encore-{offre.critere}",
        icon=":material/check:",
        on_click=_confirm,
        args=(offre.anterieure,),
    )


def _confirm(anterieure: Anterieure) -> None:
    etat.submit(anterieure.critere, confirm(anterieure))
    # The fields take what is recorded.
    st.session_state.pop(f"version-{anterieure.critere}", None)


def hear(ou: Mapping[str, Any]) -> None:
    """Where the control asks to go: another step, a page, or back to the carnet once all was seen."""
    etape, critere, page = ou.get("etape"), ou.get("critere"), ou.get("page")
    if isinstance(etape, str):
        go_to(etape, critere if isinstance(critere, str) else None)
    elif isinstance(page, str):
        # The bar ends where the carnet does; here one goes back to it.
        st.session_state[DEPART] = ("carnet" if page == "transmettre" else page, critere)
