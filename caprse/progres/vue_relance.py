"""Reminding structures of their late actions, all the chosen ones at once: how many, the words, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import Formulaire, fill, give_up, is_begun, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.progres.plans import ActionSuivie
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import CONFIRMATION, ask, show_bouton
from caprse.socle.francais import enumerate_words, format_pluriel

# Sends, of a collectif, to the structures of these late actions, with these words; gives the sentence to show.
Relancer = Callable[[Unit, UUID, Collection[UUID], str], str]

RELANCE = "plans-relance"
MESSAGE = "plans-relance-dite"
TEXTE_MAX = 2000
TEXTE = (
    "Ces actions de votre plan ont dépassé leur date. Dites dans le cahier où elles en sont : faites, reportées à une "
    "autre date, ou abandonnées.\n\nSi quelque chose vous bloque, écrivez-moi : nous regarderons ensemble."
)


def name_choix(action: ActionSuivie) -> str:
    """The box of a late action."""
    return f"plan-choix-{action.id}"


def list_choisies(retards: Sequence[ActionSuivie]) -> list[ActionSuivie]:
    """The late actions that are ticked; they are until one unticks them."""
    return [action for action in retards if st.session_state.get(name_choix(action), True)]


def show_relance(collectif_id: UUID, retards: Sequence[ActionSuivie]) -> None:
    """The button, with how many structures it reaches."""
    if is_ouverte(collectif_id):
        return
    structures = len({action.structure_id for action in list_choisies(retards)})
    show_bouton(
        # The words are read before they leave.
        f"Préparer {format_pluriel(structures, 'relance')}" if structures else "Préparer la relance",
        key=RELANCE,
        type="primary",
        icon=":material/alarm:",
        disabled=not structures,
        on_click=ask,
        args=(RELANCE,),
    )


def show_question_relance(collectif_id: UUID, retards: Sequence[ActionSuivie], relancer: Relancer) -> None:
    """The words, which may be changed, yes or no; then what was done."""
    if is_ouverte(collectif_id) and retards:
        formulaire = _name_formulaire(collectif_id)
        choisies = list_choisies(retards)
        with st.container(key="carte-relance", gap="small"):
            st.markdown(f"**À :** {escape(enumerate_words(sorted({action.structure for action in choisies})))}")
            st.markdown(
                f"Chaque structure reçoit la liste de ses seules actions, parmi les "
                f"{format_pluriel(len(choisies), 'action choisie', 'actions choisies')}, puis vos mots :"
                if len(choisies) > 1
                else "La structure reçoit l’action choisie, puis vos mots :"
            )
            fill(formulaire, {"texte": TEXTE})
            st.text_area("Votre message", key=f"{RELANCE}-texte", max_chars=TEXTE_MAX, height=150, **watch(formulaire))
            show_garde(formulaire)
            with st.container(horizontal=True):
                show_bouton(
                    "Envoyer la relance",
                    key=f"{RELANCE}-envoyer",
                    type="primary",
                    icon=":material/send:",
                    disabled=not choisies,
                    on_click=_send,
                    args=(collectif_id, [action.id for action in choisies], relancer),
                )
                show_bouton("Annuler", key=f"{RELANCE}-annuler", on_click=_give_up, args=(collectif_id,))
    show_message(MESSAGE)


def is_ouverte(collectif_id: UUID) -> bool:
    """Whether its question is asked, or its words were begun."""
    return st.session_state.get(CONFIRMATION) == RELANCE or is_begun(_name_formulaire(collectif_id))


def _name_formulaire(collectif_id: UUID) -> Formulaire:
    return Formulaire(f"relance/{collectif_id}", {"texte": f"{RELANCE}-texte"})


def _send(collectif_id: UUID, actions: Collection[UUID], relancer: Relancer) -> None:
    texte: str = st.session_state[f"{RELANCE}-texte"]
    if run_saisie(lambda unit: relancer(unit, collectif_id, actions, texte), _name_formulaire(collectif_id), MESSAGE):
        ask(None)


def _give_up(collectif_id: UUID) -> None:
    give_up(_name_formulaire(collectif_id))
    ask(None)
