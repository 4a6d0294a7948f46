"""The outbox, for the administration: what left, what waits and why, and the text of what cannot leave."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

import streamlit as st

from caprse.acces.boite.service import CourrielVu, list_courriels, retry_courriel
from caprse.acces.ecran import get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.boutons import show_bouton, show_pages
from caprse.socle.ecran.cadre import Largeur, build_tetes, show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

DEBUT = "boite-debut"
MONTRER = "boite-montrer"
TAILLE = 20
# A longer address is cut, or refused, by some mail programs.
ADRESSE_MAX = 2000
TOUS, RESTES, PARTIS = "Tous", "Pas encore partis", "Envoyés"
TETES = build_tetes("cap-rang cap-courriel", "Objet", "Pour", "Écrit le", "Où en est-il ?")
SANS_SERVEUR = "À transmettre à la personne nommée, et à elle seule : le texte s’efface au bout d’un jour."
A_TRANSMETTRE = "Ce site n’envoie pas d’e-mails"
CHOIX = {TOUS: None, RESTES: False, PARTIS: True}

RIEN = {
    TOUS: "Aucun message sur cette page.",
    RESTES: "Tout est parti : aucun message n’attend.",
    PARTIS: "Aucun message n’est encore parti. Ceux qui attendent sont dans « Pas encore partis ».",
}


def page_boite() -> None:
    """List the mails, newest first."""
    tete = st.container()
    if not get_acteur().can(Operation.UPDATE_INSTALLATION):
        raise Introuvable("Cette page")
    barre = st.empty()
    # Before the base is read: the address may say which.
    choix = barre.segmented_control(
        "Montrer", [*CHOIX], default=TOUS, required=True, key=MONTRER, bind="query-params", on_change=_restart
    )
    debut = st.session_state.get(DEBUT, 0)
    with open_unit_ecran() as unit:
        courriels = list_courriels(unit, debut, TAILLE, partis=CHOIX[choix])
        sans_serveur = unit.installation.reglages.sans_courrier
    vide = not courriels and choix == TOUS and not debut
    with tete:
        show_entete(
            "Boîte d’envoi",
            reperes=(A_TRANSMETTRE if sans_serveur else "Ce qui est parti, ce qui attend, et pourquoi",),
            largeur=Largeur.LECTURE if vide else Largeur.TRAVAIL,
        )
    show_message()
    if vide:
        barre.empty()
        show_vide(sans_serveur=sans_serveur)
        return
    if sans_serveur:
        st.caption(SANS_SERVEUR)
    if not courriels:
        show_rien(choix)
    else:
        with st.container(key="liste-courriels", gap=None):
            st.html(TETES)
            for courriel in courriels[:TAILLE]:
                show_courriel(courriel, sans_serveur=sans_serveur)
    show_pages(DEBUT, debut, TAILLE, reste=len(courriels) > TAILLE)


def show_vide(*, sans_serveur: bool) -> None:
    """Nothing was written yet: what will come here, and what is then to be done."""
    with st.container(key="carte-boite-vide", gap="small"):
        st.markdown(f":material/drafts: **{'Rien à transmettre' if sans_serveur else 'Aucun message'}**")
        regle = " Chaque texte s’efface au bout d’un jour." if sans_serveur else ""
        st.caption(f"Les invitations, rappels, convocations et comptes rendus viendront ici.{regle}")
        with st.container(key="lien-encadre-inviter", width="content"):
            link_to_page("comptes", "Inviter quelqu’un", ":material/person_add:")


def show_rien(choix: str) -> None:
    """Nothing of this kind: where the others are."""
    st.info(RIEN[choix], icon=":material/drafts:")
    show_bouton("Voir tous les messages", key="boite-tous", icon=":material/list:", on_click=_show_tous)


def show_courriel(courriel: CourrielVu, *, sans_serveur: bool) -> None:
    """One mail on a line: about what, to whom, when, what became of it; what can be done of it."""
    with st.container(key=f"rang-{courriel.id}", horizontal=True, vertical_alignment="center"):
        st.html(build_rang(courriel, sans_serveur=sans_serveur))
        if courriel.contenu is None and courriel.erreur is not None:
            show_bouton(
                "Essayer encore",
                key=f"essayer-{courriel.id}",
                icon=":material/refresh:",
                on_click=_retry,
                args=(courriel.id,),
            )
        if adresse := build_adresse(courriel):
            st.link_button("Transmettre", adresse, icon=":material/outgoing_mail:")
    if courriel.contenu is not None:
        with st.expander("Lire le message", key=f"lire-{courriel.id}", icon=":material/mail:"):
            st.code(courriel.contenu, language=None, wrap_lines=True)


def build_adresse(courriel: CourrielVu) -> str:
    """What opens one's own mail program on this message; nothing where it is not to be handed over, or too long."""
    if courriel.contenu is None or courriel.abandonne or courriel.annule:
        return ""
    sur = f"subject={quote(courriel.objet)}&body={quote(courriel.contenu)}"
    adresse = f"mailto:{quote(courriel.destinataire)}?{sur}"
    return adresse if len(adresse) <= ADRESSE_MAX else ""


def build_rang(courriel: CourrielVu, *, sans_serveur: bool) -> str:
    """The line as HTML."""
    etat, classe = _describe(courriel, sans_serveur=sans_serveur)
    return (
        f'<div class="cap-rang cap-courriel"><b>{escape_html(courriel.objet)}</b>'
        f"<span>{escape_html(courriel.destinataire)}</span>"
        f"<small>{format_instant(courriel.cree_le)}</small>"
        f'<small class="{classe}">{escape_html(etat)}</small></div>'
    )


def _describe(courriel: CourrielVu, *, sans_serveur: bool) -> tuple[str, str]:
    """What became of it, and how it is shown: done, waiting, or in need of somebody."""
    if courriel.envoye_le is not None:
        return f"Envoyé le {format_instant(courriel.envoye_le)}.", "cap-fait"
    if courriel.annule:
        return f"Annulé. {courriel.annule}", ""
    if sans_serveur:
        return ("Texte effacé.", "") if courriel.abandonne else ("À transmettre vous-même.", "cap-attente")
    if courriel.erreur is None:
        return ("Abandonné.", "cap-alerte") if courriel.abandonne else ("En attente.", "cap-attente")
    essais = "" if courriel.abandonne else f" ({format_pluriel(courriel.essais, 'essai')}, un autre suivra)"
    return f"Pas encore parti{essais}. {courriel.erreur}", "cap-alerte"


def _show_tous() -> None:
    st.session_state[MONTRER] = TOUS
    _restart()


def _restart() -> None:
    st.session_state.pop(DEBUT, None)


def _retry(courriel_id: UUID) -> None:
    def retry(unit: Unit) -> str:
        retry_courriel(unit, courriel_id)
        return "Le message repart."

    run_use_case(retry)
