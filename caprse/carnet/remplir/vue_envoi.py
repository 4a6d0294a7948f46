"""The act of transmitting: whole, or without the answers that are missing once it is said why; one question before."""

from __future__ import annotations

import streamlit as st

from caprse.acces.saisie import Formulaire, fill, is_begun, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.carnet.regles import LONGUEURS, refusal_to_send
from caprse.carnet.remplir.transmission import send_carnet
from caprse.carnet.service import CarnetOuvert
from caprse.socle.ecran.affichage import run_action, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.erreurs import Refus
from caprse.socle.francais import format_pluriel

MOTIF = "motif_transmission"
CONFIRMATION = "transmission-demandee"
# Whether the way round was opened or closed here; else it is open where a reason was begun, on any device.
SANS = "transmettre-sans-demande"
INCOMPLET = "transmettre-incomplet"
MESSAGE_ENVOI = "message-transmission"


def show_sans(carnet: CarnetOuvert) -> None:
    """The way round, beside the main one: quiet, and named for what it does."""
    if not is_sans(carnet):
        show_bouton(
            "Transmettre sans ces réponses", key="transmettre-sans", type="tertiary", on_click=_ask_sans, args=(True,)
        )


def show_incomplet(carnet: CarnetOuvert, manquants: int) -> None:
    """Once asked for: why answers are missing, and the button."""
    if not is_sans(carnet):
        return
    with st.container(key=INCOMPLET, gap="small"):
        show_motif(carnet)
        with st.container(horizontal=True, key="transmettre-actes"):
            show_transmettre(carnet, manquants)
            show_bouton("Annuler", key="transmettre-annuler", type="tertiary", on_click=_ask_sans, args=(False,))
        show_message(MESSAGE_ENVOI)


def show_entier(carnet: CarnetOuvert) -> None:
    """The button of a carnet that lacks nothing, and beside it what was said of the last press."""
    show_transmettre(carnet, 0)
    show_message(MESSAGE_ENVOI)


def is_sans(carnet: CarnetOuvert) -> bool:
    """Whether the way round is open."""
    choisi: bool | None = st.session_state.get(SANS)
    return is_begun(_name_motif(carnet)) if choisi is None else choisi


def show_confirmation(carnet: CarnetOuvert, manquants: int) -> None:
    """The question, where it was asked for."""
    if st.session_state.get(CONFIRMATION) == str(carnet.id):
        confirm(carnet, manquants)


def show_motif(carnet: CarnetOuvert) -> None:
    """Why answers are missing: it leaves with the carnet."""
    fill(_name_motif(carnet), {"motif": ""})
    st.text_area(
        "Dites pourquoi il manque des réponses :",
        key=MOTIF,
        max_chars=LONGUEURS["motif"],
        placeholder="Par exemple : à voir avec le nouveau conseil d’administration.",
        **watch(_name_motif(carnet)),
    )
    show_garde(_name_motif(carnet))


def show_transmettre(carnet: CarnetOuvert, manquants: int) -> None:
    """The button that asks the question."""
    show_bouton(
        "Transmettre sans ces réponses" if manquants else "Transmettre notre carnet",
        key="transmettre",
        type="secondary" if manquants else "primary",
        icon=None if manquants else ":material/send:",
        on_click=_open,
        args=(carnet, manquants),
    )


def confirm(carnet: CarnetOuvert, manquants: int) -> None:
    """Ask once, saying what becomes of the carnet."""

    @st.dialog("Transmettre notre carnet ?", on_dismiss=_close)
    def ask() -> None:
        st.markdown(
            "**Vos réponses seront bloquées.** Une erreur ? Vous pourrez demander à rouvrir le carnet, tant que le "
            "trimestre est ouvert."
        )
        if manquants:
            st.markdown(f"Il manque {format_pluriel(manquants, 'réponse')}. Votre explication part avec le carnet.")
        with st.container(horizontal=True):
            if show_bouton(
                "Oui, transmettre",
                key="transmettre-oui",
                type="primary",
                icon=":material/send:",
                on_click=_send,
                args=(carnet,),
            ):
                st.rerun()
            if show_bouton("Pas encore", key="transmettre-non", on_click=_close):
                st.rerun()

    ask()


def _ask_sans(ouvert: bool) -> None:
    st.session_state[SANS] = ouvert


def _open(carnet: CarnetOuvert, manquants: int) -> None:
    """The question, unless what would refuse it can be said at once, beside the button."""
    motif = st.session_state.get(MOTIF) or ""

    def check() -> None:
        if raison := refusal_to_send(carnet.etat, carnet.etat_trimestre, manquants, motif):
            raise Refus(raison)

    if run_action(check, MESSAGE_ENVOI):
        st.session_state[CONFIRMATION] = str(carnet.id)


def _close() -> None:
    st.session_state.pop(CONFIRMATION, None)


def _send(carnet: CarnetOuvert) -> None:
    _close()

    def action(unit: Unit) -> None:
        send_carnet(unit, carnet.id, carnet.version, st.session_state.get(MOTIF) or "")

    run_saisie(action, _name_motif(carnet), MESSAGE_ENVOI)


def _name_motif(carnet: CarnetOuvert) -> Formulaire:
    return Formulaire(f"transmission/{carnet.id}", {"motif": MOTIF})
