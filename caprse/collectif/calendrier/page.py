"""The calendar of the collectif: read by its members, kept by its animation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
from caprse.collectif.rencontres.agenda import Lister
from caprse.collectif.rencontres.formulaires import PAGE, is_opened, show_form_rencontre
from caprse.collectif.rencontres.regles import Moment, RencontreListee, SeanceDite, find_moment, say_moment
from caprse.collectif.rencontres.vue_reponse import name_lien
from caprse.collectif.rencontres.vue_seance import CODE_DEMANDE, Tenir, show_en_cours
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import FUSEAU, format_date, format_date_courte, format_heure
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, Theme, show_entete
from caprse.socle.ecran.chantier import start_edition
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import bind_traits, format_pluriel

ICONES_ETAT = {
    EtatTrimestre.PREPARE: ":material/schedule:",
    EtatTrimestre.OUVERT: ":material/edit_note:",
    EtatTrimestre.CLOS: ":material/lock:",
}


def page_calendrier(tenir: Tenir = lambda *_: None, lister: Lister = lambda _: ()) -> None:
    """The cycle on a line, the next meeting, then the trimestres: what comes first, what is over folded.

    ``tenir`` gives the session of a meeting; ``lister``, what else is due, for the person's own calendar.
    """
    collectif_id = choose_collectif()
    if collectif_id is None:
        show_entete("Calendrier")
        return
    with open_unit_ecran() as unit:
        calendrier = get_calendrier(unit, collectif_id)
        referentiels = get_referentiels(unit, calendrier)
        today, now = unit.today, unit.now
        prochaine = find_prochaine(calendrier, now)
        # A session runs on the day of its meeting.
        du_jour = prochaine is not None and prochaine[0].jour <= today
        seance = tenir(unit, collectif_id, prochaine[0].id) if prochaine is not None and du_jour else None
    themes = {t.id: build_theme(referentiels[t.referentiel_id], t.thematique) for t in calendrier.trimestres}
    titres = {t.id: referentiels[t.referentiel_id].name_trimestre(t.thematique) for t in calendrier.trimestres}
    editable = get_acteur().can(Operation.UPDATE_TRIMESTRE, collectif_id)
    show_entete(
        "Calendrier",
        reperes=(
            calendrier.nom,
            f"du {format_date_courte(calendrier.debut)} au {format_date_courte(calendrier.fin)}",
        ),
        fictif=calendrier.fictif,
        largeur=Largeur.TRAVAIL,
    )
    if not calendrier.trimestres:
        st.info("Le calendrier de ce collectif n’est pas encore prêt.", icon=":material/event:")
    show_frise(calendrier, themes, now)
    if prochaine is not None:
        rencontre, trimestre_prochain = prochaine
        show_prochaine(rencontre, themes[trimestre_prochain.id], now, editable, seance)
    show_message(MESSAGE)
    show_message()
    en_cours = [t for t in calendrier.trimestres if t.etat is not EtatTrimestre.CLOS]
    # What is open is read; before anything opens, what comes first.
    lus = [t for t in en_cours if t.etat is EtatTrimestre.OUVERT] or en_cours[:1]
    # Once everything has its meetings, what prepares them comes last.
    pret = bool(en_cours) and all(t.rencontres for t in en_cours)
    if editable and not pret:
        show_reglages(calendrier, today)
    for trimestre in lus:
        with st.container(key=f"carte-trimestre-{trimestre.numero}"):
            st.subheader(f"{trimestre.numero}. {escape(titres[trimestre.id])}", anchor=False)
            show_trimestre(trimestre, themes[trimestre.id], now, editable, prochaine[0].id if prochaine else None)
    with st.container(key="pile-calendrier", gap=None):
        plies = [t for t in en_cours if t not in lus]
        show_a_venir(plies, themes, titres, now, editable, prochaine[0].id if prochaine else None)
        show_replies(calendrier, themes, titres, now, editable)
        show_agenda(lister)
    if editable and pret:
        show_reglages(calendrier, today)


def show_a_venir(
    trimestres: Sequence[TrimestreListe],
    themes: Mapping[UUID, Theme],
    titres: Mapping[UUID, str],
    now: datetime,
    editable: bool,
    ailleurs: UUID | None,
) -> None:
    """What is to come, folded; open where one of its forms is."""
    if not trimestres:
        return
    dits = format_pluriel(len(trimestres), "trimestre à venir", "trimestres à venir")
    formulaires = [(f"nouvelle-{t.id}", t.id) for t in trimestres]
    formulaires += [(f"rencontre-{r.id}", r.id) for t in trimestres for r in t.rencontres]
    ouvert = editable and any(is_opened(nom, de) for nom, de in formulaires)
    with st.expander(dits, expanded=ouvert, icon=ICONES_ETAT[EtatTrimestre.PREPARE], key="trimestres-a-venir"):
        for trimestre in trimestres:
            with st.container(key=f"a-venir-{trimestre.numero}"):
                st.subheader(f"{trimestre.numero}. {escape(titres[trimestre.id])}", anchor=False)
                show_trimestre(trimestre, themes[trimestre.id], now, editable, ailleurs)


def show_replies(
    calendrier: Calendrier,
    themes: Mapping[UUID, Theme],
    titres: Mapping[UUID, str],
    now: datetime,
    editable: bool,
) -> None:
    """What is over, then the months: folded."""
    if clos := [t for t in calendrier.trimestres if t.etat is EtatTrimestre.CLOS]:
        dits = format_pluriel(len(clos), "trimestre clos", "trimestres clos")
        with st.expander(dits, icon=ICONES_ETAT[EtatTrimestre.CLOS], key="trimestres-clos"):
            for trimestre in clos:
                titre = escape(titres[trimestre.id])
                with st.container(key=f"clos-{trimestre.numero}"):
                    st.subheader(f"{trimestre.numero}. {titre}", anchor=False)
                    show_trimestre(trimestre, themes[trimestre.id], now, editable)
    show_mois(calendrier, themes, now.astimezone(FUSEAU).date())


def show_reglages(calendrier: Calendrier, today: date) -> None:
    """What the animation prepares: the meetings of the cycle, its trimestres."""
    show_generateur(calendrier, today)
    with st.container(horizontal=True, vertical_alignment="center", key="calendrier-actes"):
        show_ouvrir(calendrier)
        link_to_page("trimestres", "Ouvrir, prolonger ou clôturer un trimestre", icon=":material/date_range:")


def find_prochaine(calendrier: Calendrier, now: datetime) -> tuple[RencontreListee, TrimestreListe] | None:
    """The meeting that runs, else the next one, with its trimestre."""
    a_venir = [(r, t) for t in calendrier.trimestres for r in part_passees(t.rencontres, now)[0]]
    return min(a_venir, key=lambda paire: (paire[0].jour, str(paire[0].heure or "")), default=None)


def show_prochaine(
    rencontre: RencontreListee, theme: Theme, now: datetime, editable: bool, seance: SeanceDite | None
) -> None:
    """The meeting that runs or comes next, its session while it runs, and the way there."""
    if editable and is_opened(f"rencontre-{rencontre.id}", rencontre.id):
        show_form_rencontre(None, rencontre.jour, rencontre)
        return
    en_cours = find_moment(rencontre, now) is Moment.PENDANT
    tenue = seance is not None and seance.en_cours
    with st.container(key="carte-prochaine", horizontal=True, vertical_alignment="center"):
        st.html(build_tuile(rencontre, theme, passee=False), width="content")
        with st.container(key="prochaine-texte", gap=None):
            dite = "En ce moment" if en_cours or tenue else f"Prochaine rencontre, {say_moment(rencontre, now)}"
            st.caption(escape(f"{dite} · {theme.titre}"))
            st.text(bind_traits(rencontre.titre))
            st.text(_describe(rencontre))
            if seance is not None and seance.en_cours and seance.id is None:
                st.caption(CODE_DEMANDE)
        with st.container(key="prochaine-actes", horizontal=True, width="content", vertical_alignment="center"):
            show_en_cours(seance)
            if rencontre.lien:
                st.link_button(
                    name_lien(rencontre.type),
                    rencontre.lien,
                    key="prochaine-lien",
                    icon=":material/videocam:",
                    type="primary" if en_cours and not tenue else "secondary",
                )
            link_to_page("rencontre", "Voir la rencontre", rencontre=str(rencontre.id))
            # While people are there, nobody moves the meeting.
            if editable and not tenue:
                _show_modifier(rencontre)


def show_trimestre(
    trimestre: TrimestreListe, theme: Theme, now: datetime, editable: bool, ailleurs: UUID | None = None
) -> None:
    """One trimestre: state, dates, meetings to come but the one shown ``ailleurs``, those that are over, the acts."""
    st.markdown(
        f"{ICONES_ETAT[trimestre.etat]} **{LIBELLES_ETAT[trimestre.etat].capitalize()}**, "
        f"du {format_date(trimestre.debut)} au {format_date(trimestre.fin)}"
    )
    a_venir, passees = part_passees(trimestre.rencontres, now)
    if trimestre.etat is EtatTrimestre.CLOS:
        a_venir, passees = [*passees, *a_venir], []
    for rencontre in a_venir:
        if rencontre.id != ailleurs:
            show_rencontre(rencontre, theme, now, editable)
    if not trimestre.rencontres:
        st.caption("Aucune rencontre prévue pour le moment.")
    if passees:
        titre = format_pluriel(len(passees), "rencontre passée", "rencontres passées")
        with st.expander(titre, key=f"passees-{trimestre.numero}", icon=":material/history:"):
            for rencontre in passees:
                show_rencontre(rencontre, theme, now, editable)
    if not editable:
        return
    nouvelle = f"nouvelle-{trimestre.id}"
    if is_opened(nouvelle, trimestre.id):
        today = now.astimezone(FUSEAU).date()
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


def show_rencontre(rencontre: RencontreListee, theme: Theme, now: datetime, editable: bool) -> None:
    """One meeting on one line that leads to it, or its form."""
    if editable and is_opened(f"rencontre-{rencontre.id}", rencontre.id):
        show_form_rencontre(None, rencontre.jour, rencontre)
        return
    passee = find_moment(rencontre, now) is Moment.APRES
    with st.container(key=f"rdv-{rencontre.id}", horizontal=True, vertical_alignment="center"):
        st.html(build_tuile(rencontre, theme, passee=passee), width="content")
        with st.container(key=f"rdv-texte-{rencontre.id}", gap=None):
            st.text(bind_traits(rencontre.titre))
            dite = say_moment(rencontre, now) if passee else ""
            st.text(f"{_describe(rencontre)}{f' · {dite}' if dite else ''}")
        with st.container(
            key=f"rdv-actes-{rencontre.id}", horizontal=True, width="content", vertical_alignment="center"
        ):
            if editable:
                _show_modifier(rencontre)
            link_to_page("rencontre", "Voir la rencontre", rencontre=str(rencontre.id))


def _show_modifier(rencontre: RencontreListee) -> None:
    show_bouton(
        "Modifier",
        key=f"modifier-{rencontre.id}",
        type="tertiary",
        icon=":material/edit:",
        on_click=start_edition,
        args=(PAGE, f"rencontre-{rencontre.id}"),
    )


def _describe(rencontre: RencontreListee) -> str:
    """When in the day, how and where: the small sheet beside it says which day."""
    heure = format_heure(rencontre.heure) if rencontre.heure else ""
    return " · ".join(filter(None, (heure, LIBELLES_RENCONTRE[rencontre.type], bind_traits(rencontre.lieu))))
