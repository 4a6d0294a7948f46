"""The form of a meeting. One at a time: what is being edited is named in the session, its fields are seeded there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.collectif.regles import (
    DUREES,
    LIBELLES_RENCONTRE,
    LIEN_MAX,
    LIEU_MAX,
    TITRE_MAX,
    SaisieRencontre,
    TypeRencontre,
)
from caprse.collectif.rencontres.regles import RencontreListee
from caprse.collectif.rencontres.service import cancel_rencontre, create_rencontre, update_rencontre
from caprse.socle.dates import FORMAT_JOUR
from caprse.socle.ecran.boutons import show_bouton, show_bouton_formulaire
from caprse.socle.ecran.chantier import end_edition, start_edition

PAGE = "calendrier"


def start_rencontre(quoi: str, jour: date, rencontre: RencontreListee | None) -> None:
    """Edit a meeting, or a new one on that day."""
    start_edition(PAGE, quoi)
    st.session_state["rencontre-type"] = rencontre.type if rencontre else TypeRencontre.VISIO
    st.session_state["rencontre-titre"] = rencontre.titre if rencontre else ""
    st.session_state["rencontre-jour"] = jour
    st.session_state["rencontre-heure"] = rencontre.heure if rencontre else None
    st.session_state["rencontre-duree"] = rencontre.duree_minutes if rencontre else SaisieRencontre.duree_minutes
    st.session_state["rencontre-lieu"] = rencontre.lieu if rencontre else ""
    st.session_state["rencontre-lien"] = rencontre.lien if rencontre else ""


def show_form_rencontre(trimestre_id: UUID | None, rencontre: RencontreListee | None) -> None:
    """The form of a meeting: a new one of ``trimestre_id``, or ``rencontre``."""
    with st.form("rencontre", enter_to_submit=False):
        st.radio(
            "Type de rencontre",
            list(TypeRencontre),
            format_func=lambda choix: LIBELLES_RENCONTRE[choix],
            key="rencontre-type",
            horizontal=True,
        )
        st.text_input("Titre", key="rencontre-titre", max_chars=TITRE_MAX)
        st.date_input("Jour", key="rencontre-jour", format=FORMAT_JOUR)
        st.time_input("Heure (facultatif)", key="rencontre-heure", value=None)
        st.number_input(
            "Durée en minutes", key="rencontre-duree", min_value=DUREES.start, max_value=DUREES.stop - 1, step=15
        )
        st.text_input("Lieu (facultatif)", key="rencontre-lieu", max_chars=LIEU_MAX)
        st.text_input("Lien de visio (facultatif)", key="rencontre-lien", max_chars=LIEN_MAX)
        with st.container(horizontal=True):
            show_bouton_formulaire(
                "Enregistrer la rencontre",
                key="rencontre-enregistrer",
                type="primary",
                on_click=_save_rencontre,
                args=(trimestre_id, rencontre.id if rencontre else None),
            )
            show_bouton_formulaire("Annuler", key="rencontre-annuler", on_click=end_edition, args=(PAGE,))
    if rencontre is not None:
        with st.expander("Annuler cette rencontre", icon=":material/event_busy:", key="rencontre-suppression"):
            show_bouton("Oui, l'annuler", key="rencontre-supprimer", on_click=_cancel_rencontre, args=(rencontre.id,))


def _save_rencontre(trimestre_id: UUID | None, rencontre_id: UUID | None) -> None:
    etat = st.session_state
    saisie = SaisieRencontre(
        etat["rencontre-type"],
        etat["rencontre-titre"],
        etat["rencontre-jour"],
        etat["rencontre-heure"],
        etat["rencontre-lieu"],
        etat["rencontre-lien"].strip(),
        int(etat["rencontre-duree"]),
    )

    def action(unit: Unit) -> str:
        if rencontre_id is not None:
            update_rencontre(unit, rencontre_id, saisie)
        elif trimestre_id is not None:
            create_rencontre(unit, trimestre_id, saisie)
        return "La rencontre est enregistrée."

    if run_use_case(action):
        end_edition(PAGE)


def _cancel_rencontre(rencontre_id: UUID) -> None:
    def action(unit: Unit) -> str:
        cancel_rencontre(unit, rencontre_id)
        return "La rencontre est annulée."

    run_use_case(action)
    end_edition(PAGE)
