"""The console of a session: one hand, a laptop or a phone. The wall follows."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.referentiel.themes import build_theme
from caprse.seance.accord import note_accord
from caprse.seance.conduite.console import act, forget, get_console, read_fiche, retry
from caprse.seance.conduite.vue import (
    follow,
    is_decision,
    show_cache,
    show_courante,
    show_ecran,
    show_navigation,
    show_toutes,
    waits_for_geste,
)
from caprse.seance.conduite.vue_appareils import show_appareils, show_codes
from caprse.seance.conduite.vue_fin import confirm_fin, is_derniere, show_derniere, show_fin
from caprse.seance.conduite.vue_minuteur import show_minuteur
from caprse.seance.conduite.vue_mur import show_mur_vu
from caprse.seance.conduite.vue_salle import show_acces, show_decision, show_note, show_sans_ecran
from caprse.seance.conduite.vue_vote import show_vote
from caprse.seance.fiche import FicheSeance
from caprse.seance.image.vides import find_vides, get_seance_et_chiffres
from caprse.seance.regles import Ecran, EtatSeance, GenreEtape
from caprse.seance.vue_vides import MARQUE, show_vides
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, fold_menu, show_entete
from caprse.socle.ecran.navigation import link_to_page, read_id
from caprse.socle.ecran.veille import show_veille
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import format_pluriel

SEANCE = "seance"


def page_conduite() -> None:
    """The session named by the address."""
    seance_id = read_id(SEANCE)
    if seance_id is None:
        show_entete("Conduire une séance")
        st.info("Choisissez une séance dans la liste.", icon=":material/co_present:")
        link_to_page("seances", "Ouvrir la liste des séances", icon=":material/list:")
        return
    console = get_console(seance_id)
    try:
        fiche = read_fiche(console, read_salle)
    except Introuvable:
        if console.fiche is None or not console.fiche.repetition:
            raise
        show_entete("Répétition terminée")
        st.success("La répétition est effacée : elle n’a laissé aucune trace.", icon=":material/check_circle:")
        link_to_page("seances", "Retour aux séances", icon=":material/arrow_back:")
        return
    with st.container(key="console-tete" if fiche.etat is EtatSeance.EN_COURS else "arret-tete"):
        show_entete(
            fiche.titre,
            reperes=[f"Code : {fiche.code}"] if fiche.code else [],
            theme=build_theme(fiche.referentiel, fiche.thematique),
            fictif=fiche.fictif,
            largeur=Largeur.TRAVAIL,
        )
    if fiche.etat is not EtatSeance.EN_COURS:
        show_message()
        show_arret(fiche)
        return
    fold_menu()
    if fiche.repetition:
        st.caption(":material/science: Répétition : tout sera effacé à la fin.")
    show_attente(seance_id)
    console.presse = True
    with st.container(key="console"):
        with st.container(key="console-scene"):
            show_scene(fiche)
        with st.container(key="console-barre"):
            show_navigation(fiche)
            show_ecran(fiche)
        with st.container(key="console-salle"):
            show_mur_vu(fiche.id)
        with st.container(key="console-outils"):
            show_outils(fiche)
    confirm_fin(fiche)
    # The next step is read from its top.
    show_veille(f"conduite-{fiche.etape_id}", sans_prendre_la_main=True)


def show_scene(fiche: FicheSeance) -> None:
    """What the room looks at, what comes next, and what one does with it."""
    show_courante(fiche)
    follow(fiche.id)
    show_sans_ecran(fiche)
    show_cache(fiche)
    show_message()
    if fiche.courante is not None and fiche.courante.genre is GenreEtape.VOTE:
        show_vote(fiche, fiche.courante)
    elif is_decision(fiche):
        show_decision(fiche)
    show_derniere(fiche, principal=not waits_for_geste(fiche) and fiche.ecran is Ecran.MONTRE)
    if (vides := get_console(fiche.id).vides) is not None:
        show_vides(fiche, vides, lambda: act(fiche.id, "accord", "Montrer les derniers chiffres", _agree(fiche.id)))


def show_outils(fiche: FicheSeance) -> None:
    """The room itself: its phones and screens, what it decides; every step, and the end."""
    with st.container(key="pile-salle", gap=None):
        show_minuteur(fiche)
        if not is_decision(fiche):
            show_note(fiche)
        show_acces(fiche)
        show_appareils(fiche)
        show_codes(fiche)
        show_toutes(fiche)
        if not is_derniere(fiche):
            show_fin(fiche)


def _agree(seance_id: UUID) -> Callable[[Unit], str]:
    def geste(unit: Unit) -> str:
        nombre = note_accord(unit, seance_id)
        suite = f" {format_pluriel(nombre, 'carnet porte', 'carnets portent')} « {MARQUE} »." if nombre else ""
        return f"La salle voit les derniers chiffres publiés. C’est noté au journal.{suite}"

    return geste


def read_salle(unit: Unit, seance_id: UUID) -> FicheSeance:
    """The session, and what its wall would leave empty, which the console keeps."""
    fiche, chiffres = get_seance_et_chiffres(unit, seance_id)
    get_console(seance_id).vides = find_vides(fiche.etapes, chiffres)
    return fiche


def show_attente(seance_id: UUID) -> None:
    """What was asked and is not done yet, while the base is away."""
    console = get_console(seance_id)
    if console.coupee and not console.attente:
        st.warning(
            "La base de données ne répond pas pour le moment. Voici la séance telle qu’elle était ; elle reprendra "
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
        st.info("Cette séance n’a pas commencé.", icon=":material/schedule:")
        link_to_page("seances", "La préparer ou la commencer", icon=":material/edit_note:", **adresse)
        return
    st.success("Cette séance est terminée. Les écrans et les votes sont fermés.", icon=":material/check_circle:")
    link_to_page("seances", "La revoir", icon=":material/history:", **adresse)
    link_to_page("compte-rendu", "Le compte rendu", icon=":material/description:", **adresse)
