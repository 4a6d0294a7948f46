"""One meeting: its agenda, who comes, what it decided, and the file for one's own calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.regles import LIBELLES_RENCONTRE
from caprse.collectif.rencontres.agenda import TYPE_MIME, build_ics
from caprse.collectif.rencontres.convies import Convie, Convocations
from caprse.collectif.rencontres.decisions import DecisionSuivie, list_decisions_rencontre
from caprse.collectif.rencontres.fiche import Fiche, get_fiche
from caprse.collectif.rencontres.regles import Moment, SeanceDite, compute_fin, find_moment, say_moment
from caprse.collectif.rencontres.vue_convocation import Appel, say_appel, show_appel, show_question_appel
from caprse.collectif.rencontres.vue_decisions import show_decisions
from caprse.collectif.rencontres.vue_ordre import Proposer, build_ordre, show_ordre_du_jour
from caprse.collectif.rencontres.vue_presences import is_constatee, show_mes_presences, show_presences
from caprse.collectif.rencontres.vue_reponse import name_lien
from caprse.collectif.rencontres.vue_seance import CODE_DEMANDE, Tenir, show_en_cours
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import format_date, format_heure
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page, read_id

RENCONTRE = "rencontre"
RIEN_ENCORE = "L’ordre du jour et les décisions viendront ici."
RIEN_NOTE = "Ni ordre du jour ni décision n’ont été notés."

# The structures that joined the session of a meeting from a phone, by collectif and meeting.
Venir = Callable[[Unit, UUID, UUID], frozenset[UUID]]


def page_rencontre(
    proposer: Proposer,
    convocations: Convocations,
    tenir: Tenir = lambda *_: None,
    venir: Venir = lambda *_: frozenset(),
) -> None:
    """The meeting named by the address; ``proposer`` gives points for its agenda, ``convocations`` who was asked,
    ``tenir`` its session, ``venir`` who joined it."""
    rencontre_id = read_id(RENCONTRE)
    if rencontre_id is None:
        show_entete("Rencontre")
        st.info("Choisissez une rencontre dans le calendrier.", icon=":material/event:")
        link_to_page("calendrier", "Ouvrir le calendrier", icon=":material/event:")
        return
    with open_unit_ecran() as unit:
        fiche = get_fiche(unit, rencontre_id)
        convies = convocations.list_convies(unit, fiche.collectif_id, rencontre_id)
        theme = build_theme(get_referentiel(unit.db, fiche.referentiel_id), fiche.thematique)
        decisions, criteres = list_decisions(unit, fiche)
        seance = tenir(unit, fiche.collectif_id, rencontre_id)
        today, now = unit.today, unit.now
        animation = get_acteur().can(Operation.GET_COLLECTIF, fiche.collectif_id)
        venues = venir(unit, fiche.collectif_id, rencontre_id) if animation and fiche.jour <= today else frozenset()
    moment = find_moment(fiche, now)
    show_entete(
        fiche.titre,
        theme=theme,
        reperes=(
            "" if animation else _say_quand(fiche),
            ", ".join(filter(None, (LIBELLES_RENCONTRE[fiche.type], say_moment(fiche, now)))),
            f"trimestre\u00a0{fiche.numero}" if animation else "",
        ),
        fictif=fiche.fictif,
        largeur=Largeur.TRAVAIL if animation else Largeur.LECTURE,
    )
    if fiche.annulee:
        st.warning("Cette rencontre est annulée.", icon=":material/event_busy:")
    if animation:
        appel = Appel(fiche, convies, convocations)
        show_carte(appel, moment, seance)
        with st.container(key="rencontre-deux"):
            gauche, droite = st.columns(2, gap="large")
        # Once it is over and noted, one comes back for what was decided: that is first on a phone.
        if moment is Moment.APRES and is_constatee(fiche.presences):
            gauche, droite = droite, gauche
        with gauche:
            conduit = seance is not None and seance.en_cours
            show_presences(appel, moment, today, venues, premier=not conduit)
        with droite, st.container(key="rencontre-droite"):
            passee = fiche.jour < today
            if moment is Moment.APRES:
                show_decisions(fiche, animation, decisions, criteres, passee=passee)
            show_ordre_du_jour(fiche, moment, proposer, passee=passee)
            if moment is not Moment.APRES:
                show_decisions(fiche, animation, decisions, criteres)
    else:
        show_notre(fiche, moment, seance, convocations, convies)
        show_dit(fiche, moment, decisions, criteres)
    link_to_page("calendrier", "Retour au calendrier", icon=":material/arrow_back:")


def _say_quand(fiche: Fiche) -> str:
    heure = f" de {format_heure(fiche.heure)} à {format_heure(compute_fin(fiche))}" if fiche.heure else ""
    return f"{format_date(fiche.jour)}{heure}"


def show_carte(appel: Appel, moment: Moment, seance: SeanceDite | None) -> None:
    """When and where, who was asked while one may ask, and the act of the moment."""
    fiche = appel.fiche
    appelle = moment is Moment.AVANT and not fiche.annulee
    with st.container(key="carte-rencontre", gap="small"):
        with st.container(key="rencontre-tete", horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(horizontal=True, key="rencontre-faits", vertical_alignment="center"):
                st.markdown(f":material/schedule: {escape(_say_quand(fiche))}", width="content")
                if fiche.lieu:
                    st.markdown(f":material/location_on: {escape(fiche.lieu)}", width="content")
                if appelle:
                    st.markdown(f":material/campaign: {say_appel(appel)}", width="content")
                    if seance is not None:
                        st.markdown(":material/co_present: Séance préparée", width="content")
            show_actes(fiche, moment, seance, appel=appel)
        if appelle:
            show_question_appel(appel)


def list_decisions(unit: Unit, fiche: Fiche) -> tuple[Sequence[DecisionSuivie], dict[str, str]]:
    """What the meeting decided, and the critères that a decision may serve; nothing for whoever may not read it."""
    if not get_acteur().can(Operation.GET_AGREGAT, fiche.collectif_id):
        return (), {}
    return list_decisions_rencontre(unit, fiche.collectif_id, fiche.id)


def show_actes(fiche: Fiche, moment: Moment, seance: SeanceDite | None, appel: Appel | None = None) -> None:
    """The session under way first; else the link of the meeting; what its animation prepares or reads again; the file
    for a calendar. ``appel``: for the animation, whom it may ask.
    """
    en_cours = seance is not None and seance.en_cours
    with st.container(horizontal=True, vertical_alignment="center", key="rencontre-actes"):
        if appel is not None and moment is Moment.AVANT and not fiche.annulee:
            show_appel(appel, premier=True)
        show_en_cours(seance)
        if seance is not None and en_cours and seance.id is None:
            st.caption(CODE_DEMANDE, width="content")
        if fiche.lien and not fiche.annulee and (en_cours or moment is not Moment.APRES):
            st.link_button(
                name_lien(fiche.type),
                fiche.lien,
                key="lien",
                icon=":material/videocam:",
                type="primary" if moment is Moment.PENDANT and not en_cours and appel is None else "secondary",
            )
        if appel is not None and not en_cours:
            _show_seance(fiche, moment, seance)
        if moment is Moment.AVANT:
            st.download_button(
                "Mettre dans mon agenda",
                build_ics([fiche]),
                file_name=f"rencontre-{fiche.jour.isoformat()}.ics",
                mime=TYPE_MIME,
                key="ics",
                icon=":material/event_available:",
                type="tertiary",
                on_click="ignore",
            )


def _show_seance(fiche: Fiche, moment: Moment, seance: SeanceDite | None) -> None:
    if seance is not None and seance.finie:
        link_to_page("compte-rendu", "Lire le compte rendu", icon=":material/description:", seance=str(seance.id))
    elif seance is not None:
        link_to_page("seances", "Préparer la séance", icon=":material/co_present:", seance=str(seance.id))
    elif not fiche.annulee and moment is not Moment.APRES:
        link_to_page("seances", "Préparer la séance", icon=":material/co_present:", rencontre=str(fiche.id))


def show_notre(
    fiche: Fiche, moment: Moment, seance: SeanceDite | None, convocations: Convocations, convies: Sequence[Convie]
) -> None:
    """For a member, where it is and what to do of it: one is asked before it begins, then one goes in."""
    if fiche.lieu:
        st.markdown(f":material/location_on: {escape(fiche.lieu)}")
    if moment is Moment.AVANT:
        show_mes_presences(fiche, moment, convocations, convies)
    en_cours = seance is not None and seance.en_cours
    cle = "carte-rencontre" if en_cours else "rencontre-membre"
    with st.container(key=cle, gap="small"):
        show_actes(fiche, moment, seance)
    if moment is not Moment.AVANT:
        show_mes_presences(fiche, moment, convocations, convies)


def show_dit(fiche: Fiche, moment: Moment, decisions: Sequence[DecisionSuivie], criteres: dict[str, str]) -> None:
    """The agenda and what was decided, as members read them; one line while there is nothing of either."""
    if fiche.ordre_du_jour:
        st.header("Ordre du jour", anchor=False)
        st.html(build_ordre(fiche))
    if fiche.decisions:
        show_decisions(fiche, False, decisions, criteres)
    if not fiche.ordre_du_jour and not fiche.decisions:
        if moment is Moment.PENDANT:
            # What was decided before is what one speaks of meanwhile.
            link_to_page("decisions", "Les décisions à suivre", icon=":material/task_alt:")
            return
        st.caption(RIEN_NOTE if moment is Moment.APRES else RIEN_ENCORE)
