"""What a person has begun and not sent, as this visit of a page knows it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from enum import Enum
from typing import Any

import streamlit as st

from caprse.acces.brouillons import Ecrit, list_brouillons, list_instants
from caprse.acces.ecran import open_unit_ecran
from caprse.acces.unite import Unit
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.installation import get_installation

BROUILLONS = "brouillons"
ADOPTES = "saisie-adoptes-"
# Seconds during which a browser may say again what it sent.
ECHO = 5.0


def get_connus() -> dict[str, Ecrit]:
    """What is known of them without asking the base."""
    return st.session_state.get(BROUILLONS) or {}


def get_brouillon(place: str) -> Ecrit | None:
    """What this person has begun there; read once per visit of a page, nothing while the base is away."""
    connus: dict[str, Ecrit] | None = st.session_state.get(BROUILLONS)
    if connus is None:
        try:
            with open_unit_ecran() as unit:
                connus = load_brouillons(unit)
        except BaseIndisponible:
            return None
    return connus.get(place)


def load_brouillons(unit: Unit) -> dict[str, Ecrit]:
    """All that this person has begun, read once per visit of a page; at best in a transaction that reads the page."""
    connus: dict[str, Ecrit] | None = st.session_state.get(BROUILLONS)
    if connus is None:
        connus = st.session_state[BROUILLONS] = list_brouillons(unit)
    return connus


def forget_brouillons() -> None:
    """Another page is shown: what was begun is read again there, another device may have gone on."""
    st.session_state.pop(BROUILLONS, None)


def refresh_brouillons(unit: Unit) -> None:
    """Another device may have gone on while this page is open: what it typed is known at this run."""
    connus: dict[str, Ecrit] | None = st.session_state.get(BROUILLONS)
    if connus is not None and list_instants(unit) != {place: ecrit.modifie_le for place, ecrit in connus.items()}:
        st.session_state[BROUILLONS] = list_brouillons(unit)


def adopt(place: str, cles: Mapping[str, str], valeurs: Mapping[str, Any]) -> None:
    """Give fields of a form (their controls by name) what was typed elsewhere, before they are drawn."""
    etat = st.session_state
    remplaces: dict[str, Any] = {}
    for champ, valeur in valeurs.items():
        if (cle := cles.get(champ)) is not None:
            remplaces[champ] = etat.get(cle), like(valeur, etat.get(cle))
            etat[cle] = remplaces[champ][1]
    etat[ADOPTES + place] = remplaces, get_installation().chrono()


def restore_adopted(place: str, cles: Mapping[str, str]) -> None:
    """A browser that has not heard yet of what was adopted says the old text again: nobody took it back."""
    etat = st.session_state
    remplaces, quand = etat.get(ADOPTES + place, ({}, 0.0))
    if get_installation().chrono() - quand > ECHO:
        return
    for champ, (ancien, adopte) in remplaces.items():
        if etat.get(cles[champ]) == ancien:
            etat[cles[champ]] = adopte


def tell_again(cles: Mapping[str, str], choix: Container[str]) -> None:
    """Tell the browser once more what stands in the fields (their controls by name) where one chooses.

    Streamlit tells it in one run only. A control whose script arrives after the next run would stand empty, and say so
    to the server at the first press. Not in a field where one types: its last letters would be taken back.
    """
    etat = st.session_state
    for champ, cle in cles.items():
        valeur = etat[cle]
        if champ in choix or isinstance(valeur, Enum) or not isinstance(valeur, str):
            etat[cle] = valeur


def like(valeur: Any, modele: Any) -> Any:
    """A draft holds the value of an enumeration, the form its member."""
    return type(modele)(valeur) if isinstance(modele, Enum) and valeur is not None else valeur
