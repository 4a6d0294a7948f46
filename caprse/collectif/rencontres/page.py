"""One meeting: its agenda, who comes, what it decided, and the file for one's own calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.saisie import Formulaire, empty, fill, get_vu, is_begun, keep, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.collectif.regles import LIBELLES_RENCONTRE
from caprse.collectif.rencontres.agenda import TYPE_MIME, build_ics
from caprse.collectif.rencontres.convies import Convocations
from caprse.collectif.rencontres.decisions import DecisionSuivie, list_decisions_rencontre
from caprse.collectif.rencontres.fiche import Fiche, get_fiche
from caprse.collectif.rencontres.regles import ORDRE_MAX, Moment, add_points, compute_fin, find_moment, say_moment
from caprse.collectif.rencontres.service import save_ordre_du_jour
from caprse.collectif.rencontres.vue_decisions import show_decisions
from caprse.collectif.rencontres.vue_presences import say_presences, show_mes_presences, show_presences
from caprse.collectif.rencontres.vue_reponse import name_lien
from caprse.referentiel.service import get_referentiel
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import format_date, format_heure
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page, read_id
from caprse.socle.signes import escape_html

RENCONTRE = "rencontre"
ORDRE = "ordre-du-jour"
MESSAGE_ORDRE = "ordre-dit"
RIEN_ENCORE = "L’ordre du jour et les décisions viendront ici."
RIEN_NOTE = "Ni ordre du jour ni décision n’ont été notés."

# Where a member enters the room of a session.
REJOINDRE = "/rejoindre"

# Lines for the agenda of a meeting: the rooms above know what deserves one.
Proposer = Callable[[Unit, UUID], str]


@dataclass(frozen=True)
class SeanceDite:
    """The session of a meeting, as far as this person may know it: ``id`` for whoever drives it."""

    id: UUID | None
    en_cours: bool


# The session of a meeting, by collectif and meeting; None where it has none that is to come or runs.
Tenir = Callable[[Unit, UUID, UUID], SeanceDite | None]


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
            f"trimestre {fiche.numero}" if animation else "",
        ),
        fictif=fiche.fictif,
        largeur=Largeur.TRAVAIL if animation else Largeur.LECTURE,
    )
    if fiche.annulee:
        st.warning("Cette rencontre est annulée.", icon=":material/event_busy:")
    if animation:
        with st.container(key="carte-rencontre", horizontal=True, vertical_alignment="center", gap="small"):
            show_faits(fiche)
            show_actes(fiche, moment, seance, animation=True)
        with st.container(key="rencontre-deux"):
            gauche, droite = st.columns(2, gap="large")
        with gauche:
            show_presences(fiche, moment, today, convocations, convies, venues)
        with droite, st.container(key="rencontre-droite"):
            # Once it is over, one comes back for what was decided.
            if moment is Moment.APRES:
                show_decisions(fiche, animation, decisions, criteres)
            show_ordre_du_jour(fiche, proposer)
            if moment is not Moment.APRES:
                show_decisions(fiche, animation, decisions, criteres)
    else:
        if fiche.lieu:
            st.markdown(f":material/location_on: {escape(fiche.lieu)}")
        # Before, one is asked first; once it has begun, one goes in.
        if moment is not Moment.AVANT:
            show_actes(fiche, moment, seance, animation=False)
        show_mes_presences(fiche, moment, convocations, convies)
        if moment is Moment.AVANT:
            show_actes(fiche, moment, seance, animation=False)
        show_dit(fiche, moment, decisions, criteres)
    link_to_page("calendrier", "Retour au calendrier", icon=":material/arrow_back:")


def _say_quand(fiche: Fiche) -> str:
    heure = f" de {format_heure(fiche.heure)} à {format_heure(compute_fin(fiche))}" if fiche.heure else ""
    return f"{format_date(fiche.jour)}{heure}"


def show_faits(fiche: Fiche) -> None:
    """When, where, and how many come, on one line."""
    with st.container(horizontal=True, key="rencontre-faits", vertical_alignment="center"):
        st.markdown(f":material/schedule: {escape(_say_quand(fiche))}", width="content")
        if fiche.lieu:
            st.markdown(f":material/location_on: {escape(fiche.lieu)}", width="content")
        if dites := say_presences(fiche.presences):
            st.markdown(f":material/group: {escape(dites)}", width="content")


def list_decisions(unit: Unit, fiche: Fiche) -> tuple[Sequence[DecisionSuivie], dict[str, str]]:
    """What the meeting decided, and the critères that a decision may serve; nothing for whoever may not read it."""
    if not get_acteur().can(Operation.GET_AGREGAT, fiche.collectif_id):
        return (), {}
    return list_decisions_rencontre(unit, fiche.collectif_id, fiche.id)


def show_actes(fiche: Fiche, moment: Moment, seance: SeanceDite | None, *, animation: bool) -> None:
    """The session under way first; else the link of the meeting; what its animation prepares; the file for a
    calendar."""
    en_cours = seance is not None and seance.en_cours
    with st.container(horizontal=True, vertical_alignment="center", key="rencontre-actes"):
        if seance is not None and en_cours and animation:
            with st.container(key="rencontre-conduire", width="content"):
                link_to_page("conduite", "Conduire la séance", icon=":material/co_present:", seance=str(seance.id))
        elif en_cours:
            st.link_button("Rejoindre la séance", REJOINDRE, key="rejoindre", type="primary", icon=":material/login:")
        if fiche.lien and not fiche.annulee and (en_cours or moment is not Moment.APRES):
            st.link_button(
                name_lien(fiche.type),
                fiche.lien,
                key="lien",
                icon=":material/videocam:",
                type="primary" if moment is Moment.PENDANT and not en_cours and not animation else "secondary",
            )
        if animation and not fiche.annulee and seance is None and moment is not Moment.APRES:
            link_to_page("seances", "Préparer la séance", icon=":material/co_present:", rencontre=str(fiche.id))
        elif animation and seance is not None and not en_cours:
            link_to_page("seances", "Préparer la séance", icon=":material/co_present:", seance=str(seance.id))
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


def show_dit(fiche: Fiche, moment: Moment, decisions: Sequence[DecisionSuivie], criteres: dict[str, str]) -> None:
    """The agenda and what was decided, as members read them; one line while there is nothing of either."""
    if fiche.ordre_du_jour:
        st.header("Ordre du jour", anchor=False)
        points = "".join(f"<li>{escape_html(point)}</li>" for point in fiche.ordre_du_jour.splitlines() if point)
        st.html(f'<ol class="cap-ordre">{points}</ol>')
    if fiche.decisions:
        show_decisions(fiche, False, decisions, criteres)
    if not fiche.ordre_du_jour and not fiche.decisions:
        passee = moment is Moment.APRES
        st.caption(RIEN_NOTE if passee else RIEN_ENCORE)


def show_ordre_du_jour(fiche: Fiche, proposer: Proposer) -> None:
    """The points of the meeting, one per line, as the animation writes them."""
    st.header("Ordre du jour", anchor=False)
    if fiche.annulee:
        st.text(fiche.ordre_du_jour or "Il n’a pas été écrit.")
        return
    formulaire = _name_ordre(fiche)
    if not is_begun(formulaire) and get_vu(formulaire).get("version") != fiche.version:
        empty(formulaire)
    fill(formulaire, {"ordre": fiche.ordre_du_jour, "version": fiche.version})
    if get_vu(formulaire)["version"] != fiche.version:
        st.warning(
            "Un collègue a modifié l’ordre du jour entre-temps. Votre texte est gardé ; l’enregistrer remplacera "
            "celui-ci :",
            icon=":material/group:",
        )
        st.text(fiche.ordre_du_jour)
    st.text_area(
        "Un point par ligne. Tous les membres du collectif le lisent.",
        key=ORDRE,
        max_chars=ORDRE_MAX,
        height=130,
        **watch(formulaire),
    )
    show_message(MESSAGE_ORDRE)
    commence = is_begun(formulaire)
    with st.container(horizontal=True):
        show_bouton(
            "Enregistrer l’ordre du jour",
            key="ordre-enregistrer",
            type="primary" if commence else "secondary",
            on_click=_save_ordre,
            args=(fiche,),
        )
        show_bouton(
            "Proposer des points",
            key="ordre-proposer",
            icon=":material/lightbulb:",
            on_click=_propose,
            args=(fiche, proposer),
        )
    if commence:
        show_garde(formulaire)
        st.caption("Pas encore enregistré\u202f: les membres ne voient pas ce que vous venez de taper.")
    elif fiche.ordre_du_jour:
        st.caption(":material/check: Enregistré\u202f: tous les membres le lisent.")
    else:
        st.caption(
            "«\u202fProposer des points\u202f» ajoute les décisions à suivre et les critères notés "
            "«\u202fà discuter en séance\u202f», sans nom de structure."
        )


def _name_ordre(fiche: Fiche) -> Formulaire:
    return Formulaire(f"ordre/{fiche.id}", {"ordre": ORDRE})


def _save_ordre(fiche: Fiche) -> None:
    texte: str = st.session_state[ORDRE]

    def action(unit: Unit) -> str:
        save_ordre_du_jour(unit, fiche.id, texte, fiche.version)
        return "L’ordre du jour est enregistré."

    run_saisie(action, _name_ordre(fiche), MESSAGE_ORDRE)


def _propose(fiche: Fiche, proposer: Proposer) -> None:
    """Add to what is being typed, without writing it yet."""
    propositions: list[str] = []

    def action(unit: Unit) -> str:
        proposition = proposer(unit, fiche.id)
        ordre: str = st.session_state[ORDRE]
        propose = add_points(ordre, proposition)
        if propose == ordre.strip():
            return "Rien à ajouter : aucune décision à suivre ni critère « à discuter » qui ne soit déjà écrit."
        st.session_state[ORDRE] = propose
        propositions.append(propose)
        return "Points ajoutés : relisez, puis enregistrez."

    if run_use_case(action, place=MESSAGE_ORDRE) and propositions:
        keep(_name_ordre(fiche))
