"""Who comes to a meeting: what a structure answers, what all have answered, who was there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.saisie import Formulaire, fill, is_begun, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.collectif.rencontres.fiche import Fiche, PresenceVue
from caprse.collectif.rencontres.presences import save_presence, settle_presences
from caprse.collectif.rencontres.regles import ANNONCES, CONSTATS, LIBELLES_PRESENCE, EtatPresence
from caprse.socle.ecran.affichage import show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

PRESENTES = "presentes"
CONVOCATION = "convocation"
MESSAGE_MAX = 2000
TITRES: dict[EtatPresence | None, str] = {
    EtatPresence.VIENDRA: "Viennent",
    EtatPresence.PEUT_ETRE: "Peut-être",
    EtatPresence.EXCUSEE: "Absents",
    EtatPresence.PRESENTE: "Étaient là",
    EtatPresence.ABSENTE: "N'étaient pas là",
    None: "Sans réponse",
}

# Sends the invitation to a meeting, with a few words of one's own; gives the sentence to show.
Convoquer = Callable[[Unit, UUID, str], str]


def show_ma_presence(fiche: Fiche, presence: PresenceVue, modifiable: bool) -> None:
    """A structure says whether it comes, and may change its mind until its presence is settled."""
    peut = get_acteur().can(Operation.UPDATE_REPONSE, fiche.collectif_id, presence.structure_id)
    with st.container(key=f"carte-presence-{presence.structure_id}"):
        st.subheader("Votre présence", anchor=False)
        st.text(presence.nom)
        if modifiable and peut and presence.etat not in CONSTATS:
            cle = f"presence-{presence.structure_id}"
            # The base says, at each display: the same answer may have been given with the link of a mail.
            st.session_state[cle] = presence.etat
            st.segmented_control(
                "Venez-vous ?",
                list(ANNONCES),
                format_func=ANNONCES.__getitem__,
                key=cle,
                on_change=_announce,
                args=(cle, fiche.id, presence.structure_id),
            )
        show_message(f"presence-dite-{presence.structure_id}")
        if presence.etat is not None:
            st.markdown(f"C'est noté : votre structure **{LIBELLES_PRESENCE[presence.etat]}**.")


def show_presences(fiche: Fiche, modifiable: bool, convoquer: Convoquer | None) -> None:
    """Who said what, then who came: one list to tick, whatever the number of structures."""
    st.header("Présences", anchor=False)
    st.html(build_presences(fiche.presences))
    show_message(CONVOCATION)
    if not modifiable or not fiche.presences:
        return
    if convoquer is not None:
        show_convocation(fiche, convoquer)
    noms_par_id = {presence.structure_id: presence.nom for presence in fiche.presences}
    st.session_state.setdefault(
        f"{PRESENTES}-{fiche.id}",
        [p.structure_id for p in fiche.presences if p.etat in (EtatPresence.PRESENTE, EtatPresence.VIENDRA)],
    )
    with st.expander("Noter qui était là", key=f"noter-{fiche.id}", icon=":material/how_to_reg:"):
        st.multiselect(
            "Structures présentes",
            list(noms_par_id),
            format_func=noms_par_id.__getitem__,
            key=f"{PRESENTES}-{fiche.id}",
            placeholder="Choisissez les structures",
            filter_mode=None,
        )
        show_bouton("Enregistrer les présences", key="presences-enregistrer", on_click=_settle, args=(fiche,))
        st.caption("Les autres structures seront notées absentes.")


def show_convocation(fiche: Fiche, convoquer: Convoquer) -> None:
    """A message to everyone, with a link to answer; a few words may be added."""
    formulaire = Formulaire(f"convocation/{fiche.id}", {"message": f"convocation-{fiche.id}"})
    silencieuses = sum(1 for presence in fiche.presences if presence.etat is None)
    with st.expander("Convoquer", key="convoquer", icon=":material/campaign:", expanded=is_begun(formulaire)):
        fill(formulaire, {"message": ""})
        attente = format_pluriel(silencieuses, "structure n'a pas répondu", "structures n'ont pas répondu")
        st.markdown(
            "Chaque personne reçoit la date, le lieu, l'ordre du jour et un bouton pour répondre « Je viens », "
            f"« Peut-être » ou « Absent ». Pour le moment, {attente}."
        )
        st.text_area(
            "Quelques mots de votre part (facultatif)",
            key=f"convocation-{fiche.id}",
            max_chars=MESSAGE_MAX,
            **watch(formulaire),
        )
        show_garde(formulaire)
        show_bouton(
            "Envoyer la convocation",
            key="convoquer-envoyer",
            type="primary",
            icon=":material/send:",
            on_click=_convoke,
            args=(fiche.id, formulaire, convoquer),
        )


def build_presences(presences: Sequence[PresenceVue]) -> str:
    """The answers, one line each: how many, and who; HTML."""
    constatee = any(presence.etat in CONSTATS for presence in presences)
    etats: list[EtatPresence | None] = [*(CONSTATS if constatee else ()), *ANNONCES, None]
    cases = []
    for etat in etats:
        noms = [presence.nom for presence in presences if presence.etat is etat]
        if noms or etat is EtatPresence.VIENDRA:
            dits = " · ".join(escape_html(nom) for nom in noms) or "personne pour le moment"
            titre = escape_html(TITRES[etat])
            cases.append(f"<div><span><b>{len(noms)}</b> {titre}</span><span>{dits}</span></div>")
    return f'<div class="cap-presences">{"".join(cases)}</div>'


def _announce(cle: str, rencontre_id: UUID, structure_id: UUID) -> None:
    etat: EtatPresence | None = st.session_state[cle]
    if etat is None:
        # The same answer pressed again: it stays.
        return

    def action(unit: Unit) -> str:
        save_presence(unit, rencontre_id, structure_id, etat)
        return "Merci, c'est noté."

    run_use_case(action, place=f"presence-dite-{structure_id}")


def _settle(fiche: Fiche) -> None:
    presentes = set(st.session_state[f"{PRESENTES}-{fiche.id}"])

    def action(unit: Unit) -> str:
        settle_presences(unit, fiche.id, {p.structure_id: p.structure_id in presentes for p in fiche.presences})
        return (
            f"Présences enregistrées : {format_pluriel(len(presentes), 'structure présente', 'structures présentes')}."
        )

    run_use_case(action, place=CONVOCATION)


def _convoke(rencontre_id: UUID, formulaire: Formulaire, convoquer: Convoquer) -> None:
    message: str = st.session_state[formulaire.champs["message"]] or ""
    run_saisie(lambda unit: convoquer(unit, rencontre_id, message), formulaire, CONVOCATION)
