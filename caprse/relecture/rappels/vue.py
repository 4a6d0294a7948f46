"""The reminders on their way or gone, and how to take one back while it waits."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.relecture.rappels.regles import LIBELLES_GENRE
from caprse.relecture.rappels.service import LIBELLES_ETAT, EtatRappel, RappelVu, cancel_rappel
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel

LISTE = "rappels-liste"
ICONES = {
    EtatRappel.ATTEND: ":material/schedule:",
    EtatRappel.EN_ECHEC: ":material/sync_problem:",
    EtatRappel.ABANDONNE: ":material/error:",
    EtatRappel.ENVOYE: ":material/check_circle:",
    EtatRappel.ANNULE: ":material/cancel:",
}


def show_rappels(rappels: tuple[RappelVu, ...]) -> None:
    """What waits, and the latest that went or were cancelled."""
    st.subheader("Ce qui est parti, ce qui attend", anchor=False)
    show_message(LISTE)
    if not rappels:
        st.markdown("Aucun rappel pour le moment.")
        return
    with st.container(key="rappels-partis", gap=None):
        for rappel in rappels:
            show_rappel(rappel)


def show_rappel(rappel: RappelVu) -> None:
    """One reminder on its way or gone: to whom, what it was about, and how to take it back while it waits."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"rappel-{rappel.id}"):
        with st.container(gap=None, key=f"rappel-dit-{rappel.id}"):
            qui = " · ".join(part for part in (rappel.nom, rappel.structure) if part)
            st.markdown(f"{ICONES[rappel.etat]} **{escape(qui)}**")
            st.caption(
                f"{LIBELLES_ETAT[rappel.etat]}, {_tell_quand(rappel)} · {LIBELLES_GENRE[rappel.genre]}"
                f"{f'. {escape(rappel.motif)}' if rappel.motif else ''}"
            )
        if rappel.etat in {EtatRappel.ATTEND, EtatRappel.EN_ECHEC}:
            show_bouton("Annuler", key=f"rappel-annuler-{rappel.id}", on_click=_cancel, args=(rappel.id,))


def _tell_quand(rappel: RappelVu) -> Affichable:
    quand = format_instant(rappel.quand)
    match rappel.etat:
        case EtatRappel.ATTEND:
            return f"part le {quand}"
        case EtatRappel.EN_ECHEC:
            return f"{format_pluriel(rappel.essais, 'essai')}, un autre le {quand}"
        case EtatRappel.ABANDONNE:
            return f"après {format_pluriel(rappel.essais, 'essai')}"
        case _:
            return f"le {quand}"


def _cancel(rappel_id: UUID) -> None:
    def action(unit: Unit) -> str:
        cancel_rappel(unit, rappel_id)
        return "Le rappel est annulé."

    run_use_case(action, place=LISTE)
