"""The next meeting: when, where, and « je viens »."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.carnet.accueil.service import Accueil
from caprse.collectif.regles import LIBELLES_RENCONTRE
from caprse.collectif.rencontres.convies import Announce
from caprse.collectif.rencontres.regles import (
    CONSTATS,
    EtatPresence,
    Moment,
    RencontreListee,
    find_moment,
)
from caprse.collectif.rencontres.vue_reponse import DITES, name_lien, show_reponse
from caprse.socle.dates import FUSEAU, MOIS_COURTS, format_date, format_heure
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import bind_traits, format_pluriel
from caprse.socle.signes import escape_html

MESSAGE_PRESENCE = "message-presence"


def show_rencontre(
    accueil: Accueil,
    rencontre: RencontreListee,
    now: datetime,
    editable: bool,
    invitations: Mapping[UUID, EtatPresence | None],
    announce: Announce,
) -> None:
    """The meeting as a leaf of a calendar, then the answer that is waited for: one's own where one was asked.

    While it runs nothing is asked any more: one goes in.
    """
    en_cours = find_moment(rencontre, now) is Moment.PENDANT
    attendu = rencontre.id in invitations
    presence = accueil.presences.get(rencontre.id)
    dite = invitations.get(rencontre.id) if attendu else presence
    with st.container(key="carte-rencontre", gap="small"):
        st.subheader("En ce moment" if en_cours else "Prochaine rencontre", anchor=False)
        st.html(build_feuille(rencontre, now))
        if attendu and dite is None and not en_cours:
            st.markdown("**On vous y attend. Venez-vous ?**")
        if (editable or attendu) and presence not in CONSTATS and not en_cours:
            args = (rencontre.id, accueil.structure_id, announce)
            show_reponse(dite, "presence", "presence-choix", _answer, args)
        elif dite in DITES:
            st.markdown(f":material/check_circle: {DITES[dite]}")
        show_message(MESSAGE_PRESENCE)
        # One act at a time: to answer, then, on the day, to go in. The page of the meeting has all the rest.
        if rencontre.lien and (en_cours or rencontre.jour == now.astimezone(FUSEAU).date()):
            st.link_button(name_lien(rencontre.type), rencontre.lien, icon=":material/videocam:")
        link_to_page("rencontre", "Voir la rencontre", ":material/arrow_forward:", rencontre=str(rencontre.id))


def build_feuille(rencontre: RencontreListee, now: datetime) -> str:
    """The day in large, then the hour, the kind, the title and the place. What people typed is escaped."""
    jours = (rencontre.jour - now.astimezone(FUSEAU).date()).days
    jour = {0: "Aujourd’hui", 1: "Demain"}.get(jours, format_date(rencontre.jour))
    heure = f" à {format_heure(rencontre.heure)}" if rencontre.heure else ""
    genre = LIBELLES_RENCONTRE[rencontre.type].capitalize()
    lignes = [f"<b>{jour}{heure}</b>", genre if jours < 2 else f"{genre}, dans {format_pluriel(jours, 'jour')}"]
    lignes += [escape_html(bind_traits(texte)) for texte in (rencontre.titre, rencontre.lieu) if texte]
    mois = MOIS_COURTS[rencontre.jour.month - 1]
    return (
        f'<div class="cap-rdv"><span class="cap-feuille" aria-hidden="true"><b>{rencontre.jour.day}</b>{mois}</span>'
        f"<p>{'<br>'.join(lignes)}</p></div>"
    )


def _answer(rencontre_id: UUID, structure_id: UUID, announce: Announce, etat: EtatPresence) -> None:
    def action(unit: Unit) -> None:
        announce(unit, rencontre_id, structure_id, etat)

    run_use_case(action, place=MESSAGE_PRESENCE)
