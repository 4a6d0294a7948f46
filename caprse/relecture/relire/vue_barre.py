"""Which carnet is re-read, which critère, and the way to the others: one line with one « next », the critère."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal, NamedTuple, TypeVar
from uuid import UUID

import streamlit as st

from caprse.referentiel.schema import Critere
from caprse.relecture.relire import etat
from caprse.relecture.relire.lecture import CarnetARelire
from caprse.relecture.relire.liste import CarnetListe
from caprse.relecture.relire.regles import find_suivant
from caprse.relecture.relire.vue import CLAVIER, name_carnet, name_critere
from caprse.relecture.relire.vue_fin import can_end, show_relu
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton

CHOIX_CARNET = "relecture-carnet"
CHOIX_CRITERE = "relecture-critere"


class Voisin(NamedTuple):
    """A button to another carnet or critère: what it says, its key, its letter on the keyboard, its drawing."""

    libelle: str
    cle: str
    touche: str
    icone: str


CARNET_PRECEDENT = Voisin("Carnet précédent", "carnet-precedent", "A", ":material/arrow_back:")
CARNET_SUIVANT = Voisin("Prochain carnet qui attend", "carnet-suivant", "Z", ":material/arrow_forward:")
CRITERE_PRECEDENT = Voisin("Critère précédent", "critere-precedent", "P", ":material/arrow_back:")
CRITERE_SUIVANT = Voisin("Critère suivant", "critere-suivant", "S", ":material/arrow_forward:")

T = TypeVar("T")


def show_autres_carnets(carnets: Sequence[CarnetListe], choisi: CarnetListe) -> None:
    """The carnet before and the next one that waits: below this one, so that the line above has one « next »."""
    ids = [carnet.id for carnet in carnets]
    rang = ids.index(choisi.id)
    show_voisin(CARNET_PRECEDENT, ids[rang - 1] if rang else None, etat.go_to_carnet, genre="tertiary")
    show_voisin(CARNET_SUIVANT, find_attente(carnets, choisi), etat.go_to_carnet, genre="tertiary")


def show_plus(
    carnets: Sequence[CarnetListe], choisi: CarnetListe, carnet: CarnetARelire, criteres: Sequence[Critere]
) -> None:
    """What is not of this answer: another carnet, the end of this one, the keys."""
    # Named after the carnet: another one is another button, whose fold is closed.
    with st.popover("Autre carnet, terminer", icon=":material/more_horiz:", key=f"relire-plus-{choisi.id}"):
        _select_carnet(carnets, choisi)
        suivant = find_attente(carnets, choisi)
        if suivant is not None:
            show_bouton(
                escape(CARNET_SUIVANT.libelle),
                key=f"{CARNET_SUIVANT.cle}-plus",
                groupe=CARNET_SUIVANT.cle,
                icon=CARNET_SUIVANT.icone,
                on_click=etat.go_to_carnet,
                args=(suivant,),
            )
        if can_end(carnet, criteres):
            st.divider()
            show_relu(carnet, criteres)
        with st.container(key="relire-clavier"):
            st.divider()
            st.markdown(CLAVIER)


def find_attente(carnets: Sequence[CarnetListe], ici: CarnetListe) -> UUID | None:
    """The next carnet that waits to be re-read, after this one then from the first; None when there is no other."""
    ids = [carnet.id for carnet in carnets]
    return find_suivant(ici.id, ids, {carnet.id for carnet in carnets if carnet.attend})


def choose_critere(criteres: Sequence[Critere], carnet: CarnetARelire, revus: Collection[str]) -> Critere:
    """The critère of the address, else the first answer to re-read, else the first; any from the list."""
    par_code = {critere.code: critere for critere in criteres}
    choisi = par_code.get(st.query_params.get(etat.CRITERE, ""))
    if choisi is None:
        restants = etat.list_restants(list(par_code))
        choisi = par_code[restants[0]] if restants else criteres[0]
        st.query_params[etat.CRITERE] = choisi.code
    st.session_state[CHOIX_CRITERE] = choisi.code
    rang = list(par_code).index(choisi.code) + 1
    noms = {
        code: name_critere(critere, carnet, code in revus, ouvert=code == choisi.code)
        for code, critere in par_code.items()
    }
    # How far one is, where the title below says again which one it is.
    noms[choisi.code] = f"{rang} sur {len(criteres)} · {noms[choisi.code]}"
    st.selectbox(
        "Critère",
        list(par_code),
        format_func=noms.__getitem__,
        key=CHOIX_CRITERE,
        on_change=_choose_critere,
        filter_mode=None,
    )
    return choisi


def show_navigation(criteres: Sequence[Critere], critere: Critere) -> None:
    """The previous and the next critère, also from the keyboard."""
    codes = [autre.code for autre in criteres]
    rang = codes.index(critere.code)
    show_voisin(CRITERE_PRECEDENT, codes[rang - 1] if rang else None, etat.go_to_critere)
    show_voisin(CRITERE_SUIVANT, codes[rang + 1] if rang + 1 < len(codes) else None, etat.go_to_critere)


def show_voisin(
    bouton: Voisin, voisin: T | None, go: Callable[[T], None], genre: Literal["secondary", "tertiary"] = "secondary"
) -> None:
    """The button to another one, also from the keyboard; dead where there is none."""
    show_bouton(
        escape(bouton.libelle),
        key=bouton.cle,
        icon=bouton.icone,
        type=genre,
        shortcut=bouton.touche,
        disabled=voisin is None,
        help=escape(f"{bouton.libelle} (touche {bouton.touche})"),
        on_click=go if voisin is not None else None,
        args=(voisin,) if voisin is not None else (),
    )


def _select_carnet(carnets: Sequence[CarnetListe], choisi: CarnetListe) -> None:
    # The head tells all of the one that is open.
    noms = {str(c.id): c.structure if c is choisi else name_carnet(c) for c in carnets}
    st.session_state[CHOIX_CARNET] = str(choisi.id)
    st.selectbox(
        "Carnet",
        list(noms),
        format_func=noms.__getitem__,
        key=CHOIX_CARNET,
        on_change=_choose_carnet,
        filter_mode=None,
    )


def _choose_carnet() -> None:
    etat.go_to_carnet(st.session_state[CHOIX_CARNET])


def _choose_critere() -> None:
    etat.go_to_critere(st.session_state[CHOIX_CRITERE])
