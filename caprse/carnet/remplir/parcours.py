"""The way through a carnet: its steps, the one that the address names, what was asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from caprse.carnet.regles import list_manquants
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere, Enjeu, Referentiel
from caprse.socle.ecran.navigation import PAGES, go_to_page

ETAPE = "etape"
CRITERE = "critere"
DEPART = "carnet_depart"
JOINDRE = "carnet_joindre"


def list_etapes(referentiel: Referentiel, carnet: CarnetOuvert) -> tuple[Enjeu, ...]:
    """The steps of the carnet: the enjeux of the trimestre's thématique, then those of the transversal block."""
    return tuple(enjeu for thematique in referentiel.capsule(carnet.thematique) for enjeu in thematique.enjeux)


def list_criteres(etapes: tuple[Enjeu, ...]) -> list[Critere]:
    return [critere for enjeu in etapes for critere in enjeu.criteres]


def choose_etape(
    etapes: tuple[Enjeu, ...], carnet: CarnetOuvert, demandes: Sequence[str] = (), *, editable: bool = True
) -> Enjeu:
    """The step of the address, else that of the first critère asked for, of the first without an answer, the first.

    Whoever only reads begins at the first answer instead.
    """
    etape, code = st.query_params.get(ETAPE), st.query_params.get(CRITERE)
    for enjeu in etapes:
        if enjeu.code == etape or (etape is None and any(c.code == code for c in enjeu.criteres)):
            return enjeu
    premier = demandes[0] if demandes else (_list_a_voir(etapes, carnet, editable) or etapes[0].criteres)[0].code
    enjeu = next(e for e in etapes if any(c.code == premier for c in e.criteres))
    st.query_params[ETAPE] = enjeu.code
    if demandes:
        st.query_params[CRITERE] = premier
    return enjeu


def _list_a_voir(etapes: tuple[Enjeu, ...], carnet: CarnetOuvert, editable: bool) -> Sequence[Critere]:
    """What there is to answer; to whoever only reads, what there is to read."""
    criteres = list_criteres(etapes)
    manquants = list_manquants(criteres, carnet.saisies(), carnet.list_partages() if editable else ())
    return manquants if editable else [critere for critere in criteres if critere not in manquants]


def get_critere(enjeu: Enjeu) -> str | None:
    """The critère of this step that the address names."""
    code = st.query_params.get(CRITERE)
    return code if any(c.code == code for c in enjeu.criteres) else None


def choose_critere(enjeu: Enjeu, carnet: CarnetOuvert, *, editable: bool = True) -> Critere:
    """The critère of the address, else the first of this step to settle, answer or read; the address keeps it."""
    code = get_critere(enjeu)
    if code is None:
        a_voir = {critere.code for critere in _list_a_voir((enjeu,), carnet, editable)}
        partages = {critere.code for critere in enjeu.criteres if carnet.conflits.get(critere.code)}
        code = next((c.code for c in enjeu.criteres if c.code in (partages or a_voir)), enjeu.criteres[0].code)
        # It stays the one on screen once it is answered.
        st.query_params[CRITERE] = code
    return next(critere for critere in enjeu.criteres if critere.code == code)


def go_to(etape: str, critere: str | None = None) -> None:
    """Move to a step; the address keeps it, so that a reload comes back to it."""
    st.query_params[ETAPE] = etape
    if critere is not None:
        st.query_params[CRITERE] = critere
    elif CRITERE in st.query_params:
        del st.query_params[CRITERE]


def hear(ou: Mapping[str, Any]) -> None:
    """Where the control asks to go: another step, another page, the window of a critère's traces.

    Anything else only draws the page again.
    """
    etape, critere, page, joindre = (
        ou.get(nom) if isinstance(ou.get(nom), str) else None for nom in (ETAPE, CRITERE, "page", "joindre")
    )
    if joindre is not None:
        ask_joindre(joindre)
    elif etape is not None:
        go_to(etape, critere)
    elif page is not None:
        st.session_state[DEPART] = (page, critere)


def ask_joindre(critere: str) -> None:
    """Traces are to be joined to this critère, in a window over the page."""
    st.session_state[JOINDRE] = critere


def end_joindre() -> None:
    """The window is closed."""
    st.session_state.pop(JOINDRE, None)


def find_joindre(enjeu: Enjeu) -> Critere | None:
    """The critère of this step to which traces are being joined."""
    code = st.session_state.get(JOINDRE)
    return next((critere for critere in enjeu.criteres if critere.code == code), None)


def leave_if_asked() -> None:
    """Go to the page that was asked for, where the person has it; from the body of the page."""
    page, critere = st.session_state.pop(DEPART, (None, None))
    if page in st.session_state.get(PAGES, {}):
        go_to_page(page, **({CRITERE: critere} if critere else {}))
