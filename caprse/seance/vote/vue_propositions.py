"""On the home of a structure: what its people agreed in the room, for its direction to take or leave."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from caprse.acces.ecran import get_acteur, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.seance.vote.propositions import (
    PropositionVue,
    accept_proposition,
    discard_proposition,
)
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel


def show_propositions(propositions: Sequence[PropositionVue]) -> None:
    """A light block, nothing at all when nothing waits."""
    if not propositions:
        return
    nombre = format_pluriel(len(propositions), "niveau proposé", "niveaux proposés")
    with st.container(border=True, key="propositions"):
        st.subheader(f"{nombre} en séance", anchor=False)
        st.markdown("Votre équipe a voté en séance, et le carnet dit autre chose. La direction choisit.")
        for proposition in propositions:
            show_proposition(proposition)


def show_proposition(proposition: PropositionVue) -> None:
    """One niveau, beside the answer there is."""
    st.divider()
    st.markdown(f"**{escape(proposition.titre)}**")
    st.markdown(f"Proposé en séance : **{escape(proposition.niveau)}**")
    if proposition.votes:
        st.caption(f"{escape(proposition.votes)}.")
    if proposition.descripteur:
        st.caption(escape(proposition.descripteur))
    st.markdown(f"Dans le carnet : {escape(proposition.actuel)}")
    st.caption(f"{escape(proposition.seance)}, {format_date(proposition.jour)}")
    if proposition.refus:
        st.caption(
            f"Cette proposition ne peut pas être reprise pour le moment. {escape(proposition.refus.split('. ')[0])}."
        )
    if not get_acteur().can(Operation.SEND_CARNET, proposition.collectif_id, proposition.structure_id):
        return
    cle = f"{proposition.tour_id}-{proposition.structure_id}"
    with st.container(horizontal=True):
        if not proposition.refus:
            show_bouton(
                "Mettre ce niveau dans le carnet",
                key=f"proposition-accepter-{cle}",
                type="primary",
                icon=":material/check:",
                on_click=partial(_accept, proposition),
            )
        show_bouton("Garder notre réponse", key=f"proposition-ecarter-{cle}", on_click=partial(_discard, proposition))


def _accept(proposition: PropositionVue) -> None:
    def action(unit: Unit) -> str:
        accept_proposition(unit, proposition.tour_id, proposition.structure_id, proposition.version)
        return f"Le carnet dit maintenant « {proposition.niveau} » pour « {proposition.titre} »."

    run_use_case(action)


def _discard(proposition: PropositionVue) -> None:
    def action(unit: Unit) -> str:
        discard_proposition(unit, proposition.tour_id, proposition.structure_id)
        return "C’est noté : votre réponse ne change pas."

    run_use_case(action)
