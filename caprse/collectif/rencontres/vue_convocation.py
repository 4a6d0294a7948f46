"""Asking people to come to a meeting, seeing what each said, and asking again those who said nothing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import Formulaire, fill, is_begun, run_saisie, show_garde, watch
from caprse.collectif.rencontres.convies import Convie, Convocations
from caprse.collectif.rencontres.fiche import Fiche, PresenceVue
from caprse.collectif.rencontres.regles import EtatPresence
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import agree, enumerate_words, format_pluriel
from caprse.socle.signes import escape_html

CONVOCATION = "convocation"
MESSAGE_MAX = 2000
GROUPES: dict[EtatPresence | None, tuple[str, str]] = {
    EtatPresence.VIENDRA: ("vient", "viennent"),
    EtatPresence.PEUT_ETRE: ("peut-être", "peut-être"),
    EtatPresence.EXCUSEE: ("ne peut pas", "ne peuvent pas"),
    None: ("n’a pas répondu", "n’ont pas répondu"),
}


def show_convies(convies: Sequence[Convie]) -> None:
    """Person by person, folded: the structures are said above."""
    if not convies:
        return
    repondu = sum(1 for convie in convies if convie.reponse is not None)
    ont = agree(repondu, "a répondu", "ont répondu")
    titre = f"Personne par personne : {repondu} sur {len(convies)} {ont}"
    with st.expander(titre, key="convies", icon=":material/group:"):
        st.html(build_convies(convies))


def build_convies(convies: Sequence[Convie]) -> str:
    """Who comes, who may, who cannot, who said nothing, with their structures; HTML."""
    cases = []
    for etat, (un, plusieurs) in GROUPES.items():
        gens = [convie for convie in convies if convie.reponse is etat]
        if not gens:
            continue
        noms = "".join(f"<li>{_build_nom(convie)}</li>" for convie in gens)
        titre = un if len(gens) == 1 else plusieurs
        cases.append(f"<div><span><b>{len(gens)}</b> {escape_html(titre)}</span><ul>{noms}</ul></div>")
    return f'<div class="cap-presences cap-convies">{"".join(cases)}</div>'


def show_convocation(fiche: Fiche, convocations: Convocations, convies: Sequence[Convie]) -> None:
    """A message to everyone, with a link to answer; then, to those who said nothing, again."""
    muets = sum(1 for convie in convies if convie.reponse is None)
    silencieuses = any(presence.etat is None for presence in fiche.presences)
    if convies and not muets:
        st.caption("Toutes les personnes convoquées ont répondu.")
        if not silencieuses:
            return
    formulaire = Formulaire(f"convocation/{fiche.id}", {"message": f"convocation-{fiche.id}"})
    titre = "Convoquer les personnes arrivées depuis" if convies else "Convoquer"
    if muets:
        titre = f"Relancer {format_pluriel(muets, 'personne')}"
    with st.expander(titre, key="convoquer", icon=":material/campaign:", expanded=is_begun(formulaire)):
        fill(formulaire, {"message": ""})
        st.markdown(_describe(fiche, convies))
        st.text_area(
            "Quelques mots de votre part (facultatif)",
            key=f"convocation-{fiche.id}",
            max_chars=MESSAGE_MAX,
            **watch(formulaire),
        )
        show_garde(formulaire)
        show_bouton(
            "Relancer" if muets else "Envoyer la convocation",
            key="convoquer-envoyer",
            type="primary",
            icon=":material/send:",
            on_click=_convoke,
            args=(fiche.id, formulaire, convocations),
        )


def show_injoignables(presences: Sequence[PresenceVue], convies: Sequence[Convie]) -> None:
    """Which structures asking again would not reach, and why: they are not counted among the people to remind."""
    if convies and (seules := list_injoignables(presences, convies)):
        dites = escape(enumerate_words(seules))
        st.caption(f"On ne peut pas relancer {dites}\u202f: personne n’y a été invité à cette rencontre.")
        with st.container(key="lien-encadre-inviter", width="content"):
            link_to_page("equipes", "Les inviter", icon=":material/person_add:")


def list_injoignables(presences: Sequence[PresenceVue], convies: Sequence[Convie]) -> list[str]:
    """The structures that said nothing, and of which nobody was asked: to ask again reaches none of them."""
    invitees = [f", {convie.structures}, " for convie in convies]
    muettes = [presence.nom for presence in presences if presence.etat is None]
    return [nom for nom in muettes if not any(f", {nom}, " in invitee for invitee in invitees)]


def _describe(fiche: Fiche, convies: Sequence[Convie]) -> Affichable:
    if convies:
        envoi = format_date(max(convie.envoyee_le for convie in convies).astimezone(FUSEAU).date())
        return f"Dernier envoi le {envoi}. Les personnes qui ont répondu ne reçoivent rien de plus."
    silencieuses = sum(1 for presence in fiche.presences if presence.etat is None)
    attente = format_pluriel(silencieuses, "structure n’a pas répondu", "structures n’ont pas répondu")
    return (
        "Chaque personne reçoit la date, le lieu, l’ordre du jour et trois réponses à toucher : « Je viens », "
        f"« Peut-être », « Je ne peux pas ». Pour le moment, {attente}."
    )


def _build_nom(convie: Convie) -> str:
    structures = f" <small>{escape_html(convie.structures)}</small>" if convie.structures else ""
    relance = " <small>relance envoyée</small>" if convie.envois > 1 and convie.reponse is None else ""
    return f"{escape_html(convie.nom)}{structures}{relance}"


def _convoke(rencontre_id: UUID, formulaire: Formulaire, convocations: Convocations) -> None:
    message: str = st.session_state[formulaire.champs["message"]] or ""
    run_saisie(lambda unit: convocations.send(unit, rencontre_id, message), formulaire, CONVOCATION)
