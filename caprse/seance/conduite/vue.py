"""The console's pieces: what runs now and what comes, time left, steps, screen, end."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.seance.conduite.console import act, flush, get_console, is_time_to_retry, look
from caprse.seance.conduite.vue_fin import is_derniere
from caprse.seance.contenus.phrases import format_suite
from caprse.seance.fiche import EtapeVue, FicheSeance
from caprse.seance.lecture import get_direct
from caprse.seance.regles import Ecran, EtatMot, EtatTour, GenreEtape
from caprse.seance.service import go_to_etape, set_ecran, set_theme
from caprse.seance.vote.depouillement import misses_votes
from caprse.seance.vote.phrases import is_to_settle
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import format_pluriel
from caprse.socle.installation import get_installation

LIBELLES_ECRAN = {
    Ecran.MONTRE: "Montrer",
    Ecran.PAUSE: "Pause",
    Ecran.NOIR: "Écran noir",
}
ICONES_ECRAN = {
    Ecran.MONTRE: ":material/visibility:",
    Ecran.PAUSE: ":material/pause:",
    Ecran.NOIR: ":material/visibility_off:",
}
VUS: dict[Ecran, Affichable] = {Ecran.MONTRE: "cette étape", Ecran.PAUSE: "la pause", Ecran.NOIR: "un écran noir"}
RACCOURCIS_ECRAN = {Ecran.MONTRE: "M", Ecran.PAUSE: "P", Ecran.NOIR: "N"}
LIBELLES_THEME = {"clair": "fond clair", "sombre": "fond sombre"}


@st.fragment(run_every="1s")
def follow(seance_id: UUID) -> None:
    """Time left, votes and phones, each second: the base is asked only when something moved."""
    console = get_console(seance_id)
    if is_time_to_retry(console) and flush(console):
        st.rerun()
    try:
        perimee = look(console, get_direct)
    except Introuvable:
        # A rehearsal that another console ended: the page says so.
        perimee = True
    if perimee:
        st.rerun()
    fiche, direct = console.fiche, console.direct
    if fiche is None or direct is None:
        return
    with st.container(key="reste"):
        st.markdown(describe_temps(fiche.courante, fiche.etape_depuis, get_installation().horloge()))
        tour = fiche.courante.tour if fiche.courante else None
        dit = escape(format_pluriel(direct.appareils, "appareil a rejoint", "appareils ont rejoint"))
        if tour is not None and tour.etat in (EtatTour.OUVERT, EtatTour.FERME):
            votes = direct.votes.get(tour.id, tour.votes)
            suite = escape(format_suite(tour.genre, votes, direct.appareils, ferme=tour.etat is EtatTour.FERME))
            dit = f"**{votes:d}** {suite}" if votes else suite
            if tour.etat is EtatTour.OUVERT and misses_votes(votes, fiche.seuil):
                dit += f" · il en faut {fiche.seuil + 1:d}"
        st.markdown(f":material/groups: {dit}")
        if fiche.minuteur_fin is not None:
            reste = int((fiche.minuteur_fin - get_installation().horloge()).total_seconds())
            st.markdown(f":material/hourglass_top: Minuteur : **{escape(_format_duree(max(0, reste)))}**")


def describe_temps(etape: EtapeVue | None, depuis: datetime | None, maintenant: datetime) -> Affichable:
    """``reste 5:55 sur 10 min``, then by how much it is over. A step without a length counts up."""
    if etape is None or depuis is None:
        return ""
    ecoule = max(0, int((maintenant - depuis).total_seconds()))
    if not etape.minutes:
        dit = format_pluriel(ecoule // 60, "min écoulée", "min écoulées")
        return f":material/timer: {escape(dit)}"
    reste = etape.minutes * 60 - ecoule
    if reste >= 0:
        return f":material/timer: reste **{escape(_format_duree(reste))}** sur {etape.minutes:d} min"
    passe = f"{-reste // 60:d} min de trop" if reste <= -60 else "temps écoulé"
    return f":material/timer: :orange[**{passe}**] sur {etape.minutes:d} min"


def show_navigation(fiche: FicheSeance) -> None:
    """Back and on, as large as they can be. After the last step « Suivante » rests: a tired hand ends nothing."""
    # One filled button at a time: while the step or the screen waits for a gesture, it is that one.
    ailleurs = waits_for_geste(fiche) or fiche.ecran is not Ecran.MONTRE or is_derniere(fiche)
    with st.container(horizontal=True, key="nav-etapes"):
        show_bouton(
            "Précédente",
            key="nav-precedente",
            icon=":material/arrow_back:",
            width="stretch",
            shortcut="Left",
            disabled=fiche.rang <= 0,
            on_click=_go,
            args=(fiche, -1, "Étape précédente"),
        )
        show_bouton(
            "Suivante",
            key="nav-suivante",
            icon=":material/arrow_forward:",
            icon_position="right",
            width="stretch",
            shortcut="Right",
            disabled=is_derniere(fiche),
            type="secondary" if ailleurs else "primary",
            on_click=_go,
            args=(fiche, 1, "Étape suivante"),
        )


def is_decision(fiche: FicheSeance) -> bool:
    """Whether the room decides now."""
    return fiche.courante is not None and fiche.courante.genre is GenreEtape.DECISIONS


def waits_for_geste(fiche: FicheSeance) -> bool:
    """Whether the step on the wall has a gesture of its own.

    A vote under way, what it decides, words to let through, a decision.
    """
    courante = fiche.courante
    if courante is None or courante.genre is not GenreEtape.VOTE:
        return is_decision(fiche) and not fiche.repetition
    tour = courante.tour
    if tour is None or tour.etat in (EtatTour.OUVERT, EtatTour.FERME) or is_to_settle(tour):
        return True
    return any(mot.groupe is None and mot.etat is EtatMot.ATTENTE for mot in tour.mots)


def show_courante(fiche: FicheSeance) -> None:
    """The step on the wall with the presenter's notes, and the next one."""
    courante = fiche.courante
    if courante is None:
        st.info("Aucune étape n’est à l’écran.", icon=":material/info:")
        return
    with st.container(key="courante", gap=None):
        st.caption(f"Étape {fiche.rang + 1} sur {len(fiche.etapes)}")
        st.header(escape(courante.titre), anchor=False)
    if fiche.rang + 1 < len(fiche.etapes):
        suite = fiche.etapes[fiche.rang + 1]
        with st.container(key="ensuite"):
            st.markdown(f"Ensuite : {escape(suite.titre)}" + (f" ({suite.minutes} min)" if suite.minutes else ""))
    if courante.notes:
        with st.container(key="notes"):
            st.caption("Vos notes, pour vous seul·e")
            st.text(courante.notes)


def show_ecran(fiche: FicheSeance) -> None:
    """Show, pause, black, each at its place: what the room sees now is the filled one. Dark or light."""
    autre = "clair" if fiche.theme == "sombre" else "sombre"
    with st.container(horizontal=True, key="geste-ecran"):
        for ecran in Ecran:
            ici = ecran is fiche.ecran
            show_bouton(
                LIBELLES_ECRAN[ecran],
                key=f"ecran-{ecran}",
                icon=ICONES_ECRAN[ecran],
                shortcut=None if ici else RACCOURCIS_ECRAN[ecran],
                disabled=ici,
                on_click=act,
                args=(fiche.id, "ecran", LIBELLES_ECRAN[ecran], partial(_set_ecran, fiche.id, ecran)),
            )
        show_bouton(
            LIBELLES_THEME[autre].capitalize(),
            key="theme",
            icon=":material/contrast:",
            on_click=act,
            args=(fiche.id, "theme", LIBELLES_THEME[autre].capitalize(), partial(_set_theme, fiche.id, autre)),
        )


def show_cache(fiche: FicheSeance) -> None:
    """While the room sees nothing of the session: that it does not, and the way back, beside the hand."""
    if fiche.ecran is Ecran.MONTRE:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="mur-cache", gap="small"):
        st.markdown(f":material/visibility_off: La salle voit **{VUS[fiche.ecran]}**.")
        show_bouton(
            "Montrer l’étape",
            key="ecran-remontrer",
            type="primary",
            on_click=act,
            args=(fiche.id, "ecran", LIBELLES_ECRAN[Ecran.MONTRE], partial(_set_ecran, fiche.id, Ecran.MONTRE)),
        )


def show_toutes(fiche: FicheSeance) -> None:
    """Every step, to jump to one."""
    with st.expander(f"Toutes les étapes ({len(fiche.etapes)})", key="toutes", icon=":material/list:"):
        for rang, etape in enumerate(fiche.etapes, start=1):
            ici = etape.id == fiche.etape_id
            # The label of a button is Markdown: what was typed is escaped.
            show_bouton(
                f"{rang}. {escape(etape.titre)}" + (" (à l’écran)" if ici else ""),
                key=f"aller-{etape.id}",
                width="stretch",
                disabled=ici,
                on_click=_go,
                args=(fiche, etape.id, f"Aller à l’étape {rang}"),
            )


def _go(fiche: FicheSeance, pas: int | UUID, libelle: str) -> None:
    """With the step that was seen: pressed twice, or by two people, it moves once."""
    act(fiche.id, "aller", libelle, partial(_go_to, fiche.id, pas, fiche.etape_id))


def _go_to(seance_id: UUID, pas: int | UUID, vue: UUID | None, unit: Unit) -> None:
    go_to_etape(unit, seance_id, pas, vue)


def _set_ecran(seance_id: UUID, ecran: Ecran, unit: Unit) -> None:
    set_ecran(unit, seance_id, ecran)


def _set_theme(seance_id: UUID, theme: str, unit: Unit) -> None:
    set_theme(unit, seance_id, theme)


def _format_duree(secondes: int) -> str:
    minutes, reste = divmod(secondes, 60)
    return f"{minutes}:{reste:02}"
