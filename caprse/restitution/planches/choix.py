"""Which trimestre a page shows: chosen on it, kept in its address."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar
from urllib.parse import quote

import streamlit as st

from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.cadre import Theme, build_svg

TRIMESTRE = "trimestre"
LARGEUR = 560  # px: the longest title, not the whole page
PUCES_MAX = 8  # above, a list to open


class TrimestreNomme(Protocol):
    """A trimestre to choose: its number and the title of its thématique."""

    @property
    def numero(self) -> int: ...
    @property
    def titre(self) -> str: ...


class TrimestreEnPuce(TrimestreNomme, Protocol):
    """The same with the face of its thématique."""

    @property
    def theme(self) -> Theme | None: ...


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


def show_puces(vue: V, trimestres: Sequence[TrimestreEnPuce], load: Callable[[int], V]) -> V:
    """The same as chips side by side, while they are few."""
    if vue.choisi is None or len(trimestres) > PUCES_MAX:
        return show_choix(vue, trimestres, load)
    numero = choose_puce(trimestres, vue.choisi.numero)
    return vue if numero == vue.choisi.numero else load(numero)


def choose_puce(trimestres: Sequence[TrimestreEnPuce], defaut: int) -> int:
    """One chip a trimestre, in their order, with the face of its thématique; the address names the chosen one."""
    par_numero = {trimestre.numero: trimestre for trimestre in trimestres}

    def name_puce(numero: int) -> Affichable:
        return build_puce(par_numero[numero])

    # The address says where to start; once here, the hand does, and the address follows it. It may name a trimestre
    # in which this structure had no carnet: the last one is shown then.
    if st.session_state.setdefault(TRIMESTRE, defaut) not in par_numero:
        st.session_state[TRIMESTRE] = trimestres[-1].numero
    numero = st.pills(
        "Trimestre",
        list(par_numero),
        format_func=name_puce,
        key=TRIMESTRE,
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )
    assert isinstance(numero, int)  # noqa: S101 - a choice is required
    st.query_params[TRIMESTRE] = str(numero)
    return numero


def build_puce(trimestre: TrimestreEnPuce) -> Affichable:
    """`5 Économie`, with its drawing; on a phone the name of the chosen one only (`structure.css`)."""
    theme = trimestre.theme
    if theme is None:
        return f"{trimestre.numero:d} **{escape(trimestre.titre)}**"
    # Ours, and spelled in per cents: no sign of it ends the address.
    dessin: Affichable = quote(build_svg(theme))
    return f"{trimestre.numero:d} ![](data:image/svg+xml,{dessin}) **{escape(theme.titre)}**"


def choose_trimestre(noms: Mapping[int, str], defaut: int) -> int:
    """The trimestre to show, kept in the address; ``noms`` by number, the latest first."""
    numeros = list(noms)
    return st.selectbox(
        "Trimestre",
        numeros,
        index=numeros.index(defaut) if defaut in noms else 0,
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
