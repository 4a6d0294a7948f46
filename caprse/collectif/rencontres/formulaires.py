"""The form of a meeting. One at a time: what is being edited is named in the session, its fields are seeded there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.saisie import (
    Formulaire,
    fill,
    give_up,
    is_begun,
    read_champs,
    run_saisie,
    show_garde,
    watch,
    watch_ligne,
)
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
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition, get_edition

PAGE = "calendrier"


def is_opened(quoi: str, lieu: UUID) -> bool:
    """Whether the form of a meeting (or of a new one of this trimestre) is open: asked for, or begun before."""
    return get_edition(PAGE) == quoi or is_begun(_name_formulaire(lieu))


def show_form_rencontre(trimestre_id: UUID | None, jour: date, rencontre: RencontreListee | None) -> None:
    """The form of a meeting: a new one of ``trimestre_id``, on ``jour`` to begin with, or ``rencontre``."""
    formulaire = _name_formulaire(_get_lieu(trimestre_id, rencontre))
    fill(formulaire, _seed(jour, rencontre))
    with st.container(border=True):
        st.radio(
            "Type de rencontre",
            list(TypeRencontre),
            format_func=lambda choix: LIBELLES_RENCONTRE[choix],
            key="rencontre-type",
            horizontal=True,
            **watch(formulaire),
        )
        st.text_input("Titre", key="rencontre-titre", max_chars=TITRE_MAX, **watch_ligne(formulaire))
        st.date_input("Jour", key="rencontre-jour", format=FORMAT_JOUR, **watch(formulaire))
        st.time_input("Heure (facultatif)", key="rencontre-heure", value=None, **watch(formulaire))
        st.number_input(
            "Durée en minutes",
            key="rencontre-duree",
            min_value=DUREES.start,
            max_value=DUREES.stop - 1,
            step=15,
            **watch(formulaire),
        )
        # A meeting online has no address; one that was typed is not hidden.
        if st.session_state["rencontre-type"] != TypeRencontre.VISIO or st.session_state.get("rencontre-lieu"):
            st.text_input("Lieu (facultatif)", key="rencontre-lieu", max_chars=LIEU_MAX, **watch_ligne(formulaire))
        else:
            st.session_state["rencontre-lieu"] = ""
        st.text_input(
            "Lien de visio (facultatif)", key="rencontre-lien", max_chars=LIEN_MAX, **watch_ligne(formulaire)
        )
        show_garde(formulaire)
        with st.container(horizontal=True):
            show_bouton(
                "Enregistrer la rencontre",
                key="rencontre-enregistrer",
                type="primary",
                on_click=_save_rencontre,
                args=(trimestre_id, jour, rencontre),
            )
            show_bouton("Annuler", key="rencontre-annuler", on_click=_close, args=(formulaire,))
    if rencontre is not None:
        with st.expander("Annuler cette rencontre", icon=":material/event_busy:", key="rencontre-suppression"):
            show_bouton("Oui, l’annuler", key="rencontre-supprimer", on_click=_cancel_rencontre, args=(rencontre.id,))


def _get_lieu(trimestre_id: UUID | None, rencontre: RencontreListee | None) -> UUID:
    lieu = rencontre.id if rencontre else trimestre_id
    assert lieu is not None  # noqa: S101 - a meeting, or the trimestre of a new one
    return lieu


def _name_formulaire(lieu: UUID) -> Formulaire:
    champs = ("type", "titre", "jour", "heure", "duree", "lieu", "lien")
    return Formulaire(f"rencontre/{lieu}", {champ: f"rencontre-{champ}" for champ in champs})


def _seed(jour: date, rencontre: RencontreListee | None) -> dict[str, Any]:
    return {
        "type": rencontre.type if rencontre else TypeRencontre.VISIO,
        "titre": rencontre.titre if rencontre else "",
        "jour": jour,
        "heure": rencontre.heure if rencontre else None,
        "duree": rencontre.duree_minutes if rencontre else SaisieRencontre.duree_minutes,
        "lieu": rencontre.lieu if rencontre else "",
        "lien": rencontre.lien if rencontre else "",
    }


def _close(formulaire: Formulaire) -> None:
    end_edition(PAGE)
    give_up(formulaire)


def _save_rencontre(trimestre_id: UUID | None, jour: date, rencontre: RencontreListee | None) -> None:
    formulaire = _name_formulaire(_get_lieu(trimestre_id, rencontre))
    champs = read_champs(formulaire, _seed(jour, rencontre) if rencontre else None)
    saisie = SaisieRencontre(
        champs["type"],
        champs["titre"],
        champs["jour"],
        champs["heure"],
        champs["lieu"],
        champs["lien"].strip(),
        int(champs["duree"]),
    )

    def action(unit: Unit) -> str:
        if rencontre is not None:
            update_rencontre(unit, rencontre.id, saisie)
        elif trimestre_id is not None:
            create_rencontre(unit, trimestre_id, saisie)
        return "La rencontre est enregistrée."

    if run_saisie(action, formulaire):
        end_edition(PAGE)


def _cancel_rencontre(rencontre_id: UUID) -> None:
    def action(unit: Unit) -> str:
        cancel_rencontre(unit, rencontre_id)
        return "La rencontre est annulée."

    run_use_case(action)
    end_edition(PAGE)
