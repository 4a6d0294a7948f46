"""Which trimestre a page shows: chosen on it, kept in its address."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

import streamlit as st

TRIMESTRE = "trimestre"
LARGEUR = 560  # px: the longest title, not the whole page


class TrimestreNomme(Protocol):
    """A trimestre to choose: its number and the title of its thématique."""

    @property
    def numero(self) -> int: ...
    @property
    def titre(self) -> str: ...


class VueTrimestre(Protocol):
    """What a page shows of one trimestre; None before the first one opens."""

    @property
    def choisi(self) -> TrimestreNomme | None: ...


V = TypeVar("V", bound=VueTrimestre)


def show_choix(vue: V, trimestres: Sequence[TrimestreNomme], load: Callable[[int], V]) -> V:
    """Offer these trimestres, the latest first; gives what to show of the chosen one.

    ``vue`` was loaded for the number in the address: it is loaded again when that is none of these trimestres.
    """
    if vue.choisi is None:
        return vue
    noms = {trimestre.numero: name_trimestre(trimestre.numero, trimestre.titre) for trimestre in reversed(trimestres)}
    numero = choose_trimestre(noms, vue.choisi.numero)
    return vue if numero == vue.choisi.numero else load(numero)


def choose_trimestre(noms: Mapping[int, str], defaut: int) -> int:
    """The trimestre to show, kept in the address; ``noms`` by number, the latest first."""
    numeros = list(noms)
    return st.selectbox(
        "Trimestre",
        numeros,
        index=numeros.index(defaut),
        format_func=noms.__getitem__,
        key=TRIMESTRE,
        bind="query-params",
        filter_mode=None,
        width=LARGEUR,
    )


def get_numero() -> int | None:
    """The trimestre asked for, before the choice is shown: what was chosen, else what the address says."""
    choisi = st.session_state.get(TRIMESTRE)
    if isinstance(choisi, int):
        return choisi
    trouve = re.search(r"\d{1,2}", st.query_params.get(TRIMESTRE, ""))
    return int(trouve.group()) if trouve else None


def name_trimestre(numero: int, titre: str) -> str:
    """`Trimestre 2 · Gouvernance`, as lists and addresses name it."""
    return f"Trimestre {numero} · {titre}"
