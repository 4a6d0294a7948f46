"""The calendar of the collectif: read by its members, kept by its animation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.collectif.calendrier.service import Calendrier, TrimestreListe, get_calendrier, get_referentiels
from caprse.collectif.calendrier.vue_agenda import show_agenda
from caprse.collectif.calendrier.vue_frise import build_tuile, part_passees, show_frise
from caprse.collectif.calendrier.vue_generateur import MESSAGE, show_generateur, show_ouvrir
from caprse.collectif.calendrier.vue_mois import show_mois
from caprse.collectif.regles import LIBELLES_ETAT, LIBELLES_RENCONTRE, EtatTrimestre
from caprse.collectif.rencontres.formulaires import PAGE, is_opened, show_form_rencontre
from caprse.collectif.rencontres.regles import RencontreListee, count_jours
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import format_date, format_heure
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, Theme, build_pastille, show_entete
from caprse.socle.ecran.chantier import start_edition
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel

ICONES_ETAT = {
    EtatTrimestre.PREPARE: ":material/schedule:",
    EtatTrimestre.OUVERT: ":material/edit_note:",
    EtatTrimestre.CLOS: ":material/lock:",
}


def page_calendrier() -> None:
    """The cycle on a line, the next meeting, then the trimestres: what comes first, what is over folded."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        show_entete("Calendrier")
        return
    with open_unit_ecran() as unit:
        calendrier = get_calendrier(unit, collectif_id)
        referentiels = get_referentiels(unit, calendrier)
        today = unit.today
    themes = {t.id: build_theme(referentiels[t.referentiel_id], t.thematique) for t in calendrier.trimestres}
    titres = {t.id: referentiels[t.referentiel_id].thematique(t.thematique).titre for t in calendrier.trimestres}
    editable = get_acteur().can(Operation.UPDATE_TRIMESTRE, collectif_id)
    show_entete(
        "Calendrier",
        reperes=(
            calendrier.nom,
            f"du {format_date(calendrier.debut)} au {format_date(calendrier.fin)}, bilan compris",
        ),
        fictif=calendrier.fictif,
        largeur=Largeur.TRAVAIL if editable else Largeur.LECTURE,
    )
    if not calendrier.trimestres:
        st.info("Le calendrier de ce collectif n'est pas encore prêt.", icon=":material/event:")
    show_frise(calendrier, themes, today)
    prochaine = show_prochaine(calendrier, themes, today)
    show_message(MESSAGE)
    show_message()
    en_cours = [t for t in calendrier.trimestres if t.etat is not EtatTrimestre.CLOS]
    # Once everything has its meetings, what prepares them comes last.
    pret = bool(en_cours) and all(t.rencontres for t in en_cours)
    if editable and not pret:
        show_reglages(calendrier, today)
    for trimestre in en_cours:
        with st.container(key=f"carte-trimestre-{trimestre.numero}"):
            st.subheader(f"{trimestre.numero}. {escape(titres[trimestre.id])}", anchor=False)
            # Who only reads finds the next one above, once; who prepares changes it here.
            ailleurs = None if editable else prochaine
            show_trimestre(trimestre, themes[trimestre.id], today, editable, ailleurs)
    with st.container(key="pile-calendrier", gap=None):
        show_replies(calendrier, themes, titres, today, editable)
    if editable and pret:
        show_reglages(calendrier, today)


def show_replies(
    calendrier: Calendrier,
    themes: Mapping[UUID, Theme],
    titres: Mapping[UUID, str],
    today: date,
    editable: bool,
) -> None:
    """What is over, the months, one's own calendar: folded."""
    if clos := [t for t in calendrier.trimestres if t.etat is EtatTrimestre.CLOS]:
        dits = format_pluriel(len(clos), "trimestre clos", "trimestres clos")
        with st.expander(dits, icon=ICONES_ETAT[EtatTrimestre.CLOS], key="trimestres-clos"):
            for trimestre in clos:
                titre = escape(titres[trimestre.id])
                with st.container(key=f"clos-{trimestre.numero}"):
                    st.subheader(f"{trimestre.numero}. {titre}", anchor=False)
                    show_trimestre(trimestre, themes[trimestre.id], today, editable)
    show_mois(calendrier, themes, today)
    show_agenda()


def show_reglages(calendrier: Calendrier, today: date) -> None:
    """What the animation prepares: the meetings of the cycle, its trimestres."""
    show_generateur(calendrier, today)
    with st.container(horizontal=True, vertical_alignment="center", key="calendrier-actes"):
        show_ouvrir(calendrier)
        link_to_page("trimestres", "Ouvrir, prolonger ou clôturer un trimestre", icon=":material/date_range:")


def show_prochaine(calendrier: Calendrier, themes: Mapping[UUID, Theme], today: date) -> UUID | None:
    """The next meeting of the collectif, and the way there; gives which one it is."""
    a_venir = [(r, t) for t in calendrier.trimestres for r in t.rencontres if r.jour >= today]
    if not a_venir:
        return None
    rencontre, trimestre = min(a_venir, key=lambda paire: (paire[0].jour, str(paire[0].heure or "")))
    theme = themes[trimestre.id]
    with st.container(key="carte-prochaine", horizontal=True, vertical_alignment="center"):
        st.html(build_tuile(rencontre, theme, today), width="content")
        with st.container(key="prochaine-texte", gap=None):
            st.caption(f"Prochaine rencontre, {escape(count_jours(rencontre.jour, today))}")
            st.text(rencontre.titre)
            lieu = f" · {escape(rencontre.lieu)}" if rencontre.lieu else ""
            st.markdown(f"{_describe_quand(rencontre)} · {LIBELLES_RENCONTRE[rencontre.type]}{lieu}")
            st.html(build_pastille(theme))
        with st.container(key="prochaine-actes", horizontal=True, width="content", vertical_alignment="center"):
            if rencontre.lien:
                st.link_button("Ouvrir le lien", rencontre.lien, key="prochaine-lien", icon=":material/videocam:")
            link_to_page("rencontre", "Voir la rencontre", icon=":material/groups:", rencontre=str(rencontre.id))
    return rencontre.id


def show_trimestre(
    trimestre: TrimestreListe, theme: Theme, today: date, editable: bool, ailleurs: UUID | None = None
) -> None:
    """One trimestre: state, dates, meetings to come but the one shown ``ailleurs``, those that are over, the acts."""
    st.markdown(
        f"{ICONES_ETAT[trimestre.etat]} **{LIBELLES_ETAT[trimestre.etat].capitalize()}** · "
        f"du {format_date(trimestre.debut)} au {format_date(trimestre.fin)}"
    )
    a_venir, passees = part_passees(trimestre.rencontres, today)
    if trimestre.etat is EtatTrimestre.CLOS:
        a_venir, passees = [*passees, *a_venir], []
    for rencontre in a_venir:
        if rencontre.id != ailleurs:
            show_rencontre(rencontre, theme, today, editable)
    if not trimestre.rencontres:
        st.caption("Aucune rencontre prévue pour le moment.")
    if passees:
        titre = format_pluriel(len(passees), "rencontre passée", "rencontres passées")
        with st.expander(titre, key=f"passees-{trimestre.numero}", icon=":material/history:"):
            for rencontre in passees:
                show_rencontre(rencontre, theme, today, editable)
    if not editable:
        return
    nouvelle = f"nouvelle-{trimestre.id}"
    if is_opened(nouvelle, trimestre.id):
        show_form_rencontre(trimestre.id, max(trimestre.debut, min(today, trimestre.fin)), None)
    else:
        with st.container(horizontal=True):
            show_bouton(
                "Ajouter une rencontre",
                key=f"ajouter-{trimestre.numero}",
                type="tertiary",
                icon=":material/add:",
                on_click=start_edition,
                args=(PAGE, nouvelle),
            )


def show_rencontre(rencontre: RencontreListee, theme: Theme, today: date, editable: bool) -> None:
    """One meeting on one line, or its form."""
    if editable and is_opened(f"rencontre-{rencontre.id}", rencontre.id):
        show_form_rencontre(None, rencontre.jour, rencontre)
        return
    with st.container(key=f"rdv-{rencontre.id}", horizontal=True, vertical_alignment="center"):
        st.html(build_tuile(rencontre, theme, today), width="content")
        with st.container(key=f"rdv-texte-{rencontre.id}", gap=None):
            # Plain text: what people type is never read as Markdown.
            st.text(rencontre.titre)
            lieu = f" · {escape(rencontre.lieu)}" if rencontre.lieu else ""
            st.markdown(f"**{_describe_quand(rencontre)}** · {LIBELLES_RENCONTRE[rencontre.type]}{lieu}")
        with st.container(
            key=f"rdv-actes-{rencontre.id}", horizontal=True, width="content", vertical_alignment="center"
        ):
            if rencontre.lien and rencontre.jour >= today:
                st.link_button(
                    "Ouvrir le lien",
                    rencontre.lien,
                    key=f"lien-{rencontre.id}",
                    type="tertiary",
                    icon=":material/videocam:",
                )
            link_to_page("rencontre", "Voir la rencontre", icon=":material/groups:", rencontre=str(rencontre.id))
            if editable:
                show_bouton(
                    "Modifier",
                    key=f"modifier-{rencontre.id}",
                    type="tertiary",
                    icon=":material/edit:",
                    on_click=start_edition,
                    args=(PAGE, f"rencontre-{rencontre.id}"),
                )


def _describe_quand(rencontre: RencontreListee) -> Affichable:
    heure = f" à {format_heure(rencontre.heure)}" if rencontre.heure else ""
    return f"{format_date(rencontre.jour)}{escape(heure)}"
