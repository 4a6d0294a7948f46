"""The outbox, for the administration: what left, what waits and why, and the text of what cannot leave."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.boite.service import CourrielVu, list_courriels, retry_courriel
from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton, show_pages
from caprse.socle.francais import format_pluriel

DEBUT = "boite-debut"
TAILLE = 20


def page_boite() -> None:
    """List the mails, newest first."""
    st.title("Boîte d'envoi")
    debut = st.session_state.get(DEBUT, 0)
    with open_unit_ecran() as unit:
        courriels = list_courriels(unit, debut, TAILLE)
        sans_serveur = unit.installation.reglages.smtp_hote is None
    show_message()
    if sans_serveur:
        st.info(
            "Aucun serveur d'envoi n'est réglé : les messages restent ici. Transmettez vous-même chaque lien à la "
            "personne nommée, et à elle seule. Le texte s'efface au bout d'un jour.",
            icon=":material/outgoing_mail:",
        )
    if not courriels:
        st.markdown("Aucun message pour le moment.")
    for courriel in courriels[:TAILLE]:
        with st.container(border=True, key=f"courriel-{courriel.id}"):
            show_courriel(courriel, sans_serveur=sans_serveur)
    show_pages(DEBUT, debut, TAILLE, reste=len(courriels) > TAILLE)


def show_courriel(courriel: CourrielVu, *, sans_serveur: bool) -> None:
    """One mail: to whom, what became of it."""
    st.markdown(f"**{escape(courriel.objet)}**")
    st.text(f"Pour {courriel.destinataire} · écrit le {format_instant(courriel.cree_le)}")
    st.markdown(_describe(courriel, sans_serveur=sans_serveur))
    if courriel.contenu is not None:
        with st.expander("Lire le message"):
            st.code(courriel.contenu, language=None, wrap_lines=True)
    elif courriel.erreur is not None:
        show_bouton(
            "Essayer encore",
            key=f"essayer-{courriel.id}",
            on_click=_retry,
            args=(courriel.id,),
        )


def _describe(courriel: CourrielVu, *, sans_serveur: bool) -> Affichable:
    if courriel.envoye_le is not None:
        return f"Envoyé le {format_instant(courriel.envoye_le)}."
    if courriel.annule:
        return f"Annulé. {escape(courriel.annule)}"
    if sans_serveur:
        return "Texte effacé." if courriel.abandonne else "À transmettre vous-même."
    if courriel.erreur is None:
        return "Abandonné." if courriel.abandonne else "En attente."
    essais = "" if courriel.abandonne else f" ({format_pluriel(courriel.essais, 'essai')}, un autre suivra)"
    return f"Pas encore parti{essais}. {escape(courriel.erreur)}"


def _retry(courriel_id: UUID) -> None:
    def retry(unit: Unit) -> str:
        retry_courriel(unit, courriel_id)
        return "Le message repart."

    run_use_case(retry)
