"""The next meeting: when, where, and « je viens »."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.carnet.accueil.service import Accueil
from caprse.collectif.regles import LIBELLES_RENCONTRE, TypeRencontre
from caprse.collectif.rencontres.convies import Announce
from caprse.collectif.rencontres.regles import CONSTATS, EtatPresence, RencontreListee
from caprse.socle.dates import MOIS_COURTS, format_date, format_heure
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

MESSAGE_PRESENCE = "message-presence"
REPONSES = {
    EtatPresence.VIENDRA: "Vous avez dit que vous venez.",
    EtatPresence.PEUT_ETRE: "Vous avez dit « peut-être ».",
    EtatPresence.EXCUSEE: "Vous avez dit que vous ne pouvez pas venir.",
}


def show_rencontre(
    accueil: Accueil,
    rencontre: RencontreListee,
    today: date,
    editable: bool,
    invitations: Mapping[UUID, EtatPresence | None],
    announce: Announce,
) -> None:
    """The meeting as a leaf of a calendar, then the answer that is waited for: one's own where one was asked."""
    attendu = rencontre.id in invitations
    dite = invitations.get(rencontre.id) if attendu else accueil.presence
    with st.container(key="carte-rencontre", gap="small"):
        st.subheader("Prochaine rencontre", anchor=False)
        st.html(build_feuille(rencontre, today))
        if attendu and dite is None:
            st.markdown("**On vous y attend. Venez-vous ?**")
        if dite is not None and dite in REPONSES:
            st.markdown(f":material/check_circle: {REPONSES[dite]}")
        if (editable or attendu) and accueil.presence not in CONSTATS:
            with st.container(key="presence-choix", horizontal=True, gap="small"):
                for etat, libelle in (
                    (EtatPresence.VIENDRA, "Je viens"),
                    (EtatPresence.PEUT_ETRE, "Peut-être"),
                    (EtatPresence.EXCUSEE, "Je ne peux pas"),
                ):
                    if dite is not etat:
                        show_bouton(
                            libelle,
                            key=f"presence-{etat.value}",
                            groupe="presence",
                            on_click=_answer,
                            args=(rencontre.id, accueil.structure_id, etat, announce),
                        )
        show_message(MESSAGE_PRESENCE)
        with st.container(key="rencontre-actes", horizontal=True, gap="small", vertical_alignment="center"):
            if rencontre.lien:
                libelle = "Rejoindre la visio" if rencontre.type is TypeRencontre.VISIO else "Ouvrir le lien"
                st.link_button(libelle, rencontre.lien, icon=":material/videocam:")
            link_to_page("rencontre", "Voir la rencontre", ":material/arrow_forward:", rencontre=str(rencontre.id))


def build_feuille(rencontre: RencontreListee, today: date) -> str:
    """The day in large, then the hour, the kind, the title and the place. What people typed is escaped."""
    jours = (rencontre.jour - today).days
    jour = {0: "Aujourd'hui", 1: "Demain"}.get(jours, format_date(rencontre.jour))
    heure = f" à {format_heure(rencontre.heure)}" if rencontre.heure else ""
    genre = LIBELLES_RENCONTRE[rencontre.type].capitalize()
    lignes = [f"<b>{jour}{heure}</b>", genre if jours < 2 else f"{genre}, dans {format_pluriel(jours, 'jour')}"]
    lignes += [escape_html(texte) for texte in (rencontre.titre, rencontre.lieu) if texte]
    mois = MOIS_COURTS[rencontre.jour.month - 1]
    return (
        f'<div class="cap-rdv"><span class="cap-feuille" aria-hidden="true"><b>{rencontre.jour.day}</b>{mois}</span>'
        f"<p>{'<br>'.join(lignes)}</p></div>"
    )


def _answer(rencontre_id: UUID, structure_id: UUID, etat: EtatPresence, announce: Announce) -> None:
    def action(unit: Unit) -> None:
        announce(unit, rencontre_id, structure_id, etat)

    run_use_case(action, place=MESSAGE_PRESENCE)
