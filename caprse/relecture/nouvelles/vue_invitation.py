"""The answer to a meeting in the notice that asks to come, and, once it runs, the ways in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.collectif.rencontres.regles import ANNONCES, EtatPresence, SeanceDite
from caprse.collectif.rencontres.vue_reponse import DITES, name_lien
from caprse.collectif.rencontres.vue_reponse import ICONES as ICONES_REPONSE
from caprse.collectif.rencontres.vue_seance import Tenir, show_en_cours
from caprse.relecture.nouvelles.service import Invitation, NouvelleVue, mark_lue
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton

# Of a meeting that one was asked to come to: what the person says.
Answer = Callable[[Unit, UUID, EtatPresence], None]
# The sessions of the meetings that run, by meeting.
Seances = Mapping[UUID, SeanceDite]


def show_invitation(
    vue: NouvelleVue, invitation: Invitation, rang: str, now: datetime, answer: Answer, seances: Seances
) -> None:
    """What was said; before that, the three answers; once it runs, the ways in: to vote, then to see and hear.

    Whoever changes their mind does it on the page of the meeting.
    """
    if invitation.is_en_cours(now):
        # It runs: one goes in.
        seance = seances.get(invitation.rencontre_id)
        votee = seance is not None and seance.en_cours
        if votee or invitation.lien:
            with st.container(key=f"nouvelle-reponse-{rang}", horizontal=True, gap="small"):
                show_en_cours(seance, f"-{rang}")
                if invitation.lien:
                    st.link_button(
                        name_lien(invitation.type),
                        invitation.lien,
                        key=f"nouvelle-entrer-{rang}",
                        type="secondary" if votee else "primary",
                        icon=":material/videocam:",
                    )
        return
    with st.container(key=f"nouvelle-reponse-{rang}", horizontal=True, gap="small"):
        if invitation.dite in DITES:
            st.markdown(f":material/check_circle: {DITES[invitation.dite]}")
        else:
            for etat, libelle in ANNONCES.items():
                show_bouton(
                    escape(libelle),
                    key=f"nouvelle-{etat.value}-{vue.cle}",
                    groupe=f"nouvelle-reponse-{vue.cle}",
                    icon=ICONES_REPONSE[etat],
                    on_click=_answer,
                    args=(vue.cle, invitation.rencontre_id, etat, answer),
                )
    show_message(f"nouvelle-dit-{vue.cle}")


def find_seances(unit: Unit, vues: Sequence[NouvelleVue], tenir: Tenir | None) -> Seances:
    """The session of each meeting that runs, and that one was asked to come to."""
    if tenir is None:
        return {}
    en_cours = {
        vue.invitation.rencontre_id: vue.invitation.collectif_id
        for vue in vues
        if vue.invitation is not None and vue.invitation.is_en_cours(unit.now)
    }
    trouvees = {rencontre: tenir(unit, collectif, rencontre) for rencontre, collectif in en_cours.items()}
    return {rencontre: seance for rencontre, seance in trouvees.items() if seance is not None}


def _answer(cle: str, rencontre_id: UUID, etat: EtatPresence, answer: Answer) -> None:
    def say(unit: Unit) -> None:
        answer(unit, rencontre_id, etat)
        mark_lue(unit, cle)

    run_use_case(say, place=f"nouvelle-dit-{cle}")
