"""Who comes to a meeting: what a structure answers, what all have answered, who was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.rencontres.convies import Convie, Convocations
from caprse.collectif.rencontres.fiche import Fiche, PresenceVue
from caprse.collectif.rencontres.presences import settle_presences
from caprse.collectif.rencontres.regles import ANNONCES, CONSTATS, LIBELLES_PRESENCE, EtatPresence, Moment
from caprse.collectif.rencontres.vue_convocation import (
    Appel,
    list_non_conviees,
    show_appel,
    show_convies,
    show_injoignables,
    show_question_appel,
)
from caprse.collectif.rencontres.vue_reponse import show_reponse
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import agree, format_pluriel
from caprse.socle.signes import escape_html

CONSTAT = "presences-dites"
PRESENTES = "presentes"
VENUES = "presentes-venues"
A_CONVOQUER = ("à convoquer", "à convoquer")
NON_NOTEES = ("présence non notée", "présences non notées")
SANS_REPONSE = ("sans réponse", "sans réponse")
MERCIS = {
    EtatPresence.VIENDRA: "C’est noté : vous venez. Merci !",
    EtatPresence.PEUT_ETRE: "C’est noté : peut-être. Revenez dire oui ou non quand vous saurez.",
    EtatPresence.EXCUSEE: "C’est noté : vous ne pouvez pas venir. Merci de l’avoir dit.",
}
TITRES: dict[EtatPresence | None, tuple[str, str]] = {
    EtatPresence.VIENDRA: ("vient", "viennent"),
    EtatPresence.PEUT_ETRE: ("peut-être", "peut-être"),
    EtatPresence.EXCUSEE: ("ne peut pas venir", "ne peuvent pas venir"),
    EtatPresence.PRESENTE: ("était là", "étaient là"),
    EtatPresence.ABSENTE: ("n’était pas là", "n’étaient pas là"),
    None: ("n’a pas répondu", "n’ont pas répondu"),
}


def show_mes_presences(fiche: Fiche, moment: Moment, convocations: Convocations, convies: Sequence[Convie]) -> None:
    """Whether one comes: for oneself where one was asked, else for each of one's structures; until it begins."""
    moi = next((convie for convie in convies if convie.compte_id == get_acteur().compte_id), None)
    a_venir = moment is Moment.AVANT and not fiche.annulee
    for rang, presence in enumerate(fiche.presences):
        # Who was asked answers once, whatever the number of structures that they follow.
        repond = a_venir and presence.etat not in CONSTATS and (moi is None or not rang)
        repond = repond and (moi is not None or _can_answer(fiche, presence))
        dite = _say_presence(presence, moi)
        if not repond and not dite:
            continue
        with st.container(key=f"carte-presence-{presence.structure_id}", gap="small"):
            if repond:
                st.subheader("On vous y attend. Venez-vous\u202f?" if moi else "Venez-vous\u202f?", anchor=False)
            if moi is None:
                st.text(presence.nom)
            if repond:
                cle = f"presence-{presence.structure_id}"
                args = (fiche.id, presence.structure_id, convocations, moi is not None)
                show_reponse(moi.reponse if moi else presence.etat, cle, cle, _announce, args)
            show_message(f"presence-dite-{presence.structure_id}")
            if dite:
                st.markdown(dite)


def _can_answer(fiche: Fiche, presence: PresenceVue) -> bool:
    return get_acteur().can(Operation.UPDATE_REPONSE, fiche.collectif_id, presence.structure_id)


def _say_presence(presence: PresenceVue, moi: Convie | None) -> Affichable:
    """What is known of the structure, with the person's own answer before it where they were asked."""
    if presence.etat is not None:
        qui = "C’est noté" if moi is None else f"Pour {presence.nom}"
        combien = f", {presence.personnes} personnes" if presence.personnes > 1 else ""
        return f"{escape(qui)} : votre structure **{LIBELLES_PRESENCE[presence.etat]}**{escape(combien)}."
    if moi is not None and moi.reponse is not None:
        return f"{escape(presence.nom)} : on attend encore la réponse de vos collègues."
    return ""


def show_presences(
    appel: Appel, moment: Moment, today: date, venues: frozenset[UUID] = frozenset(), *, premier: bool = True
) -> None:
    """Who said what, structure by structure; from the day on, who was there comes before the rest.

    ``venues``: who joined the session from a phone. ``premier``: to note who is there is the act of the page.
    """
    fiche = appel.fiche
    st.header("Présences", anchor=False)
    if not fiche.presences:
        st.caption("Aucune structure n’est encore membre ce jour-là.")
        return
    modifiable = not fiche.annulee
    constatee = is_constatee(fiche.presences)
    reponses = build_presences(fiche.presences, moment, list_non_conviees(fiche.presences, appel.convies))
    plie = modifiable and fiche.jour <= today and (constatee or moment is Moment.AVANT)
    touche = modifiable and fiche.jour <= today and not plie
    if touche:
        # This is what one came for: nothing to open first.
        with st.container(key="carte-constat", gap="small"):
            acte = "Noter qui est là" if moment is Moment.PENDANT else "Noter qui était là"
            _show_constat(fiche, venues, acte, premier=premier)
    show_message(CONSTAT)
    if not touche:
        st.html(reponses)
    if modifiable and moment is not Moment.APRES:
        show_injoignables(appel)
    with st.container(key="pile-presences", gap=None):
        if touche:
            with st.expander("Les réponses à la convocation", key="reponses-dites", icon=":material/forum:"):
                st.html(reponses)
        if plie:
            _show_constat_plie(fiche, "Corriger qui était là" if constatee else "Noter qui est là", venues)
        show_convies(appel.convies)
    if modifiable and moment is Moment.PENDANT:
        show_appel(appel, premier=False)
        show_question_appel(appel)


def _show_constat_plie(fiche: Fiche, titre: Affichable, venues: frozenset[UUID]) -> None:
    with st.expander(titre, key=f"noter-{fiche.id}", icon=":material/how_to_reg:"):
        _show_constat(fiche, venues)


def _show_constat(fiche: Fiche, venues: frozenset[UUID], acte: Affichable = "", *, premier: bool = False) -> None:
    """Who was there: every structure is a thing to touch, and who joined from a phone is touched already; nothing is
    written. ``premier``: it is now the act of the page.
    """
    noms_par_id = {presence.structure_id: presence.nom for presence in fiche.presences}
    if proposees := _propose(fiche, venues):
        combien = format_pluriel(len(proposees), "structure a", "structures ont")
        cochees = agree(len(proposees), "est déjà cochée", "sont déjà cochées")
        st.caption(f"{combien} rejoint la séance avec un téléphone et {cochees}. Vérifiez la liste, puis enregistrez.")
    st.pills(
        "Touchez les structures présentes",
        list(noms_par_id),
        selection_mode="multi",
        format_func=lambda structure: escape(noms_par_id[structure]),
        key=f"{PRESENTES}-{fiche.id}",
    )
    show_bouton(
        acte or "Enregistrer les présences",
        key="presences-enregistrer",
        type="primary" if premier else "secondary",
        icon=":material/how_to_reg:",
        on_click=_settle,
        args=(fiche,),
    )
    st.caption("Les autres structures seront notées absentes.")


def _propose(fiche: Fiche, venues: frozenset[UUID]) -> frozenset[UUID]:
    """Tick who joined from a phone and is not noted yet; those structures."""
    # What was noted is not said again otherwise.
    proposees = venues & {p.structure_id for p in fiche.presences if p.etat not in CONSTATS}
    cle, vues = f"{PRESENTES}-{fiche.id}", f"{VENUES}-{fiche.id}"
    if cle not in st.session_state:
        st.session_state[cle] = [
            p.structure_id for p in fiche.presences if p.etat in (EtatPresence.PRESENTE, EtatPresence.VIENDRA)
        ]
    # Who joins while the page is open is added once: what one unticks stays so.
    arrivees = proposees - st.session_state.get(vues, frozenset()) - set(st.session_state[cle])
    if arrivees:
        siennes = st.session_state[cle]
        st.session_state[cle] = [
            p.structure_id for p in fiche.presences if p.structure_id in arrivees or p.structure_id in siennes
        ]
    st.session_state[vues] = proposees | st.session_state.get(vues, frozenset())
    return proposees


def is_constatee(presences: Sequence[PresenceVue]) -> bool:
    """Whether somebody noted who was there."""
    return any(presence.etat in CONSTATS for presence in presences)


def build_presences(presences: Sequence[PresenceVue], moment: Moment, non_conviees: Sequence[PresenceVue]) -> str:
    """The answers of the structures, one line each: how many, and who; HTML.

    ``non_conviees``: those whom nobody asked yet, that are not said to be silent.
    """
    constatee = is_constatee(presences)
    etats: list[EtatPresence | None] = [*(CONSTATS if constatee else ()), *ANNONCES]
    cases = [(TITRES[etat], [p.nom for p in presences if p.etat is etat]) for etat in etats]
    muettes = [presence for presence in presences if presence.etat is None]
    if constatee or moment is Moment.APRES:
        cases.append((SANS_REPONSE, [p.nom for p in muettes if p not in non_conviees]))
        cases.append((NON_NOTEES, [p.nom for p in non_conviees]))
    else:
        cases.append((TITRES[None], [p.nom for p in muettes if p not in non_conviees]))
        cases.append((A_CONVOQUER, [p.nom for p in non_conviees]))
    combien = format_pluriel(len(presences), "structure membre", "structures membres")
    dites = "".join(_build_case(titres, noms) for titres, noms in cases if noms)
    return f'<div class="cap-presences"><p>{combien}</p>{dites}</div>'


def _build_case(titres: tuple[str, str], noms: Sequence[str]) -> str:
    dits = "".join(f"<li>{escape_html(nom)}</li>" for nom in noms)
    return f"<div><span><b>{len(noms)}</b> {escape_html(agree(len(noms), *titres))}</span><ul>{dits}</ul></div>"


def _announce(
    rencontre_id: UUID, structure_id: UUID, convocations: Convocations, convie: bool, etat: EtatPresence
) -> None:
    def action(unit: Unit) -> str | None:
        convocations.announce(unit, rencontre_id, structure_id, etat)
        # What the structure says is written below.
        return MERCIS[etat] if convie else None

    run_use_case(action, place=f"presence-dite-{structure_id}")


def _settle(fiche: Fiche) -> None:
    presentes = set(st.session_state[f"{PRESENTES}-{fiche.id}"])

    def action(unit: Unit) -> str:
        settle_presences(unit, fiche.id, {p.structure_id: p.structure_id in presentes for p in fiche.presences})
        return (
            f"Présences enregistrées : {format_pluriel(len(presentes), 'structure présente', 'structures présentes')}."
        )

    run_use_case(action, place=CONSTAT)
