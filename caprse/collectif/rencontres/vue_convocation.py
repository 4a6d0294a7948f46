"""Asking people to come to a meeting, seeing what each said, and asking again those who said nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from caprse.acces.saisie import Formulaire, fill, give_up, is_begun, run_saisie, show_garde, watch
from caprse.collectif.rencontres.convies import Convie, Convocations
from caprse.collectif.rencontres.fiche import Fiche, PresenceVue
from caprse.collectif.rencontres.regles import EtatPresence
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import CONFIRMATION, ask, show_bouton
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
    if convies:
        with st.expander("Personne par personne", key="convies", icon=":material/group:"):
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


@dataclass(frozen=True)
class Appel:
    """Asking people to a meeting: who was asked already, whom it would reach besides."""

    fiche: Fiche
    convies: Sequence[Convie]
    convocations: Convocations

    @property
    def muets(self) -> int:
        """Those who were asked and said nothing."""
        return sum(1 for convie in self.convies if convie.reponse is None)

    @property
    def nouveaux(self) -> int:
        """Those who were not asked yet."""
        joignables = frozenset[UUID]().union(*(presence.joignables for presence in self.fiche.presences))
        return len(joignables - {convie.compte_id for convie in self.convies})

    @property
    def cle(self) -> str:
        """What its question is called."""
        return f"convoquer-{self.fiche.id}"

    @property
    def formulaire(self) -> Formulaire:
        """The words that go with it."""
        return Formulaire(f"convocation/{self.fiche.id}", {"message": f"convocation-{self.fiche.id}"})


def name_appel(appel: Appel) -> Affichable:
    """The act of asking, with how many it would reach; empty where there is nobody to ask."""
    if not appel.convies:
        combien = f" {format_pluriel(appel.nouveaux, 'personne')}" if appel.nouveaux else ""
        return f"Convoquer{combien}"
    if appel.muets and appel.nouveaux:
        return f"Relancer {appel.muets:d}, convoquer {format_pluriel(appel.nouveaux, 'personne')}"
    if appel.muets:
        return f"Relancer {format_pluriel(appel.muets, 'personne')}"
    return f"Convoquer {format_pluriel(appel.nouveaux, 'personne')} de plus" if appel.nouveaux else ""


def say_appel(appel: Appel) -> Affichable:
    """How many were asked, and how many of them answered."""
    if not appel.convies:
        return "Personne n’est encore convoqué."
    repondu = len(appel.convies) - appel.muets
    ont = agree(repondu, "a répondu", "ont répondu")
    return (
        f"**{repondu:d}** sur {format_pluriel(len(appel.convies), 'personne convoquée', 'personnes convoquées')} {ont}"
    )


def show_appel(appel: Appel, *, premier: bool) -> None:
    """The button; it asks first. ``premier``: it is the act of the page."""
    if not _is_ouvert(appel) and (libelle := name_appel(appel)):
        show_bouton(
            libelle,
            key="convoquer",
            type="primary" if premier else "secondary",
            icon=":material/campaign:",
            on_click=ask,
            args=(appel.cle,),
        )


def show_question_appel(appel: Appel) -> None:
    """What will be received, a word to add, yes or no; then what was done."""
    if _is_ouvert(appel) and name_appel(appel):
        formulaire = appel.formulaire
        with st.container(key="convocation-question", gap="small"):
            fill(formulaire, {"message": ""})
            st.markdown(_describe(appel))
            st.text_area(
                "Quelques mots de votre part (facultatif)",
                key=formulaire.champs["message"],
                max_chars=MESSAGE_MAX,
                height=90,
                **watch(formulaire),
            )
            show_garde(formulaire)
            with st.container(horizontal=True):
                show_bouton(
                    "Envoyer la relance" if appel.muets else "Envoyer la convocation",
                    key="convoquer-envoyer",
                    type="primary",
                    icon=":material/send:",
                    on_click=_convoke,
                    args=(appel,),
                )
                show_bouton("Annuler", key="convoquer-annuler", on_click=_give_up, args=(formulaire,))
    show_message(CONVOCATION)


def show_injoignables(appel: Appel) -> None:
    """Which structures asking would not reach, and why."""
    if seules := list_injoignables(appel):
        dites = escape(enumerate_words(seules))
        st.caption(f"On ne peut pas convoquer {dites}\u202f: personne n’y a encore de compte.")
        with st.container(key="lien-encadre-inviter", width="content"):
            link_to_page("equipes", "Les inviter", icon=":material/person_add:")


def list_injoignables(appel: Appel) -> list[str]:
    """The structures that said nothing, and of which nobody was asked nor could be."""
    muettes = list_non_conviees(appel.fiche.presences, appel.convies)
    return [presence.nom for presence in muettes if not presence.joignables]


def list_non_conviees(presences: Sequence[PresenceVue], convies: Sequence[Convie]) -> list[PresenceVue]:
    """The structures that said nothing and of which nobody was asked: they cannot be said not to have answered."""
    invitees = [f", {convie.structures}, " for convie in convies]
    muettes = [presence for presence in presences if presence.etat is None]
    return [p for p in muettes if not any(f", {p.nom}, " in invitee for invitee in invitees)]


def _is_ouvert(appel: Appel) -> bool:
    return st.session_state.get(CONFIRMATION) == appel.cle or is_begun(appel.formulaire)


def _describe(appel: Appel) -> Affichable:
    if appel.convies and appel.muets:
        envoi = format_date(max(convie.envoyee_le for convie in appel.convies).astimezone(FUSEAU).date())
        return f"Dernier envoi le {envoi}. Les personnes qui ont répondu ne reçoivent rien."
    return (
        "Chaque personne reçoit la date, le lieu, l’ordre du jour et trois réponses à toucher : « Je viens », "
        "« Peut-être », « Je ne peux pas »."
    )


def _build_nom(convie: Convie) -> str:
    structures = f" <small>{escape_html(convie.structures)}</small>" if convie.structures else ""
    relance = " <small>relance envoyée</small>" if convie.envois > 1 and convie.reponse is None else ""
    return f"{escape_html(convie.nom)}{structures}{relance}"


def _convoke(appel: Appel) -> None:
    formulaire = appel.formulaire
    message: str = st.session_state[formulaire.champs["message"]] or ""
    if run_saisie(lambda unit: appel.convocations.send(unit, appel.fiche.id, message), formulaire, CONVOCATION):
        ask(None)


def _give_up(formulaire: Formulaire) -> None:
    give_up(formulaire)
    ask(None)
