"""« Venez-vous ? » and the way in: said and asked alike on the home of a structure and on the page of a meeting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from caprse.collectif.regles import TypeRencontre
from caprse.collectif.rencontres.regles import ANNONCES, EtatPresence
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton

ICONES = {
    EtatPresence.VIENDRA: ":material/check:",
    EtatPresence.PEUT_ETRE: ":material/question_mark:",
    EtatPresence.EXCUSEE: ":material/close:",
}
DITES: dict[EtatPresence, Affichable] = {
    EtatPresence.VIENDRA: "Vous avez dit que vous venez.",
    EtatPresence.PEUT_ETRE: "Vous avez dit « peut-être ».",
    EtatPresence.EXCUSEE: "Vous avez dit que vous ne pouvez pas venir.",
}


def name_lien(genre: TypeRencontre) -> Affichable:
    """What the link of a meeting is called, on every page."""
    return "Ouvrir la visio" if genre is TypeRencontre.VISIO else "Ouvrir le lien"


def show_reponse(
    dite: EtatPresence | None, cle: str, choix: str, announce: Callable[..., None], args: tuple[Any, ...]
) -> None:
    """What was said, then what may be said instead; ``announce`` is called with ``args`` then the answer.

    ``cle`` begins the keys of the buttons; ``choix`` names what holds them.
    """
    if dite in DITES:
        st.markdown(f":material/check_circle: {DITES[dite]}")
    with st.container(key=choix, horizontal=True, gap="small"):
        for etat, libelle in ANNONCES.items():
            if etat is not dite:
                show_bouton(
                    escape(libelle),
                    key=f"{cle}-{etat.value}",
                    groupe=cle,
                    icon=ICONES[etat],
                    on_click=announce,
                    args=(*args, etat),
                )
