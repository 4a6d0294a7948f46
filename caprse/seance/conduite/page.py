"""The console of a session: one hand, a laptop or a phone. The wall follows."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.collectif.fictif import show_fictif
from caprse.seance.conduite.console import forget, get_console, read_fiche, retry
from caprse.seance.conduite.vue import (
    follow,
    show_courante,
    show_ecran,
    show_fin,
    show_navigation,
    show_raccourcis,
    show_toutes,
)
from caprse.seance.conduite.vue_appareils import show_appareils, show_codes
from caprse.seance.conduite.vue_salle import show_acces, show_note
from caprse.seance.conduite.vue_vote import show_vote
from caprse.seance.fiche import FicheSeance
from caprse.seance.lecture import get_seance
from caprse.seance.regles import EtatSeance, GenreEtape
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page, read_id
from caprse.socle.erreurs import Introuvable

SEANCE = "seance"
# Large targets: a console is used standing, with a thumb, while speaking.
STYLE = """<style>
.st-key-nav-etapes {flex-wrap: nowrap; gap: 0.5rem}
[class*="st-key-nav-"] button {min-height: 4rem}
[class*="st-key-nav-"] button p {font-size: 1.1rem; font-weight: 700}
[class*="st-key-geste-"] button {min-height: 2.75rem}
.st-key-reste p {font-size: 1.15rem}
h1 {font-size: 1.5rem !important}
</style>"""


def page_conduite() -> None:
    """The session named by the address."""
    seance_id = read_id(SEANCE)
    if seance_id is None:
        st.title("Conduire une séance")
        st.info("Choisissez une séance dans la liste.", icon=":material/co_present:")
        link_to_page("seances", "Ouvrir la liste des séances", icon=":material/list:")
        return
    console = get_console(seance_id)
    try:
        fiche = read_fiche(console, get_seance)
    except Introuvable:
        if console.fiche is None or not console.fiche.repetition:
            raise
        st.title("Répétition terminée")
        st.success("La répétition est effacée : elle n'a laissé aucune trace.", icon=":material/check_circle:")
        link_to_page("seances", "Retour aux séances", icon=":material/arrow_back:")
        return
    st.html(STYLE)
    st.title(escape(fiche.titre), anchor=False)
    if fiche.etat is not EtatSeance.EN_COURS:
        show_message()
        show_arret(fiche)
        return
    show_fictif(fiche.fictif)
    if fiche.repetition:
        st.info("Répétition : tout sera effacé à la fin.", icon=":material/science:")
    show_message()
    show_attente(seance_id)
    follow(seance_id)
    show_navigation(fiche)
    show_courante(fiche)
    if fiche.courante is not None and fiche.courante.genre is GenreEtape.VOTE:
        show_vote(fiche, fiche.courante)
    show_ecran(fiche)
    show_acces(fiche)
    show_appareils(fiche)
    show_codes(fiche)
    show_note(fiche)
    show_toutes(fiche)
    show_fin(fiche)
    show_raccourcis()


def show_attente(seance_id: UUID) -> None:
    """What was asked and is not done yet, while the base is away."""
    console = get_console(seance_id)
    if console.coupee and not console.attente:
        st.warning(
            "La base de données ne répond pas pour le moment. Voici la séance telle qu'elle était ; elle reprendra "
            "toute seule.",
            icon=":material/cloud_off:",
        )
    if not console.attente:
        return
    st.warning(
        "La base de données ne répond pas. Vos demandes sont gardées et seront faites dès son retour :",
        icon=":material/cloud_off:",
    )
    for attente in console.attente.values():
        st.text(f"• {attente.libelle}")
    with st.container(horizontal=True):
        show_bouton("Réessayer maintenant", key=f"reessayer-{seance_id}", on_click=retry, args=(seance_id,))
        show_bouton("Ne plus le faire", key=f"renoncer-{seance_id}", on_click=forget, args=(seance_id,))


def show_arret(fiche: FicheSeance) -> None:
    """A session that does not run: it is to begin, or it is over."""
    adresse = {SEANCE: str(fiche.id)}
    if fiche.etat is EtatSeance.PREPAREE:
        st.info("Cette séance n'a pas commencé.", icon=":material/schedule:")
        link_to_page("seances", "La préparer ou la commencer", icon=":material/edit_note:", **adresse)
        return
    st.success("Cette séance est terminée. Les écrans et les votes sont fermés.", icon=":material/check_circle:")
    link_to_page("seances", "La revoir", icon=":material/history:", **adresse)
    link_to_page("compte-rendu", "Le compte rendu", icon=":material/description:", **adresse)
