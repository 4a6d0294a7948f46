"""The cycle on one line: its trimestres in their colours, and today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import streamlit as st

from caprse.collectif.calendrier.service import Calendrier, TrimestreListe
from caprse.collectif.regles import LIBELLES_ETAT, EtatTrimestre
from caprse.collectif.rencontres.regles import Moment, RencontreListee, find_moment
from caprse.socle.dates import FUSEAU, MOIS_COURTS, format_date
from caprse.socle.ecran.cadre import Theme
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
JOURS_COURTS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def show_frise(calendrier: Calendrier, themes: Mapping[UUID, Theme], now: datetime) -> None:
    """Drawn once, for whoever wants to see the whole; what it holds is written in full below."""
    if calendrier.trimestres:
        with st.container(key="calendrier-frise"):
            st.html(build_frise(calendrier, themes, now))


def build_frise(calendrier: Calendrier, themes: Mapping[UUID, Theme], now: datetime) -> str:
    """The line as HTML; its text alternative says each trimestre and how many rencontres it holds."""
    debut = min([calendrier.debut, *(t.debut for t in calendrier.trimestres)])
    fin = max([calendrier.fin, *(t.fin for t in calendrier.trimestres)])
    jours = max(1, (fin - debut).days)
    today = now.astimezone(FUSEAU).date()

    def place(jour: date) -> str:
        return f"{100 * (min(max(jour, debut), fin) - debut).days / jours:.2f}%"

    morceaux = [_build_bande(t, themes[t.id], place(t.debut), place(t.fin)) for t in calendrier.trimestres]
    dernier = max(t.fin for t in calendrier.trimestres)
    if calendrier.bilan is None and calendrier.fin > dernier:
        bords = f"left:{place(dernier)};width:calc({place(calendrier.fin)} - {place(dernier)})"
        morceaux.append(f'<span class="bande bilan" style="{bords}"><small>Bilan</small></span>')
    if debut <= today <= fin:
        morceaux.append(f'<em style="left:{place(today)}"><span>Aujourd’hui</span></em>')
    return (
        f'<div class="cap-frise" role="img" aria-label="{escape_html(describe_frise(calendrier, themes))}">'
        f'<div class="ligne">{"".join(morceaux)}</div></div>'
    )


def describe_frise(calendrier: Calendrier, themes: Mapping[UUID, Theme]) -> str:
    """The line in words."""
    dits = [
        f"trimestre\u00a0{t.numero}, {themes[t.id].titre}, {LIBELLES_ETAT[t.etat]}, "
        f"{format_pluriel(len(t.rencontres), 'rencontre')}"
        for t in calendrier.trimestres
    ]
    return f"Le cycle, du {format_date(calendrier.debut)} au {format_date(calendrier.fin)} : {' ; '.join(dits)}."


def build_tuile(rencontre: RencontreListee, theme: Theme, *, passee: bool) -> str:
    """The day of a rencontre as a small sheet of a calendar; who does not see it hears the whole date."""
    jour = rencontre.jour
    classe = "cap-tuile passee" if passee else "cap-tuile"
    dit = f"{JOURS[jour.weekday()]} {format_date(jour)}"
    return (
        f'<div class="{classe}" role="img" aria-label="{dit}" style="--theme:{theme.couleur};--fond:{theme.fond}">'
        f"<span>{JOURS_COURTS[jour.weekday()]}</span><b>{jour.day}</b><span>{MOIS_COURTS[jour.month - 1]}</span></div>"
    )


def _build_bande(trimestre: TrimestreListe, theme: Theme, debut: str, fin: str) -> str:
    # Over: pale; under way: full; to come: only its outline.
    fond, encre = {
        EtatTrimestre.CLOS: (theme.fond, theme.couleur),
        EtatTrimestre.OUVERT: (theme.couleur, "#fff"),
        EtatTrimestre.PREPARE: ("#fff", theme.couleur),
    }[trimestre.etat]
    ouvert = " ouvert" if trimestre.etat is EtatTrimestre.OUVERT else ""
    return (
        f'<span class="bande{ouvert}" style="left:{debut};width:calc({fin} - {debut});background:{fond};color:{encre};'
        f'border-color:{theme.couleur}"><b>{trimestre.numero}</b><small>{escape_html(theme.titre)}</small></span>'
    )


def part_passees(
    rencontres: Sequence[RencontreListee], now: datetime
) -> tuple[list[RencontreListee], list[RencontreListee]]:
    """What is to come or runs, and what is over."""
    passees = [r for r in rencontres if find_moment(r, now) is Moment.APRES]
    return [r for r in rencontres if r not in passees], passees
