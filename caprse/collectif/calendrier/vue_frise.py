"""The cycle on one line: its trimestres in their colours, its rencontres where they fall, today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.collectif.calendrier.service import Calendrier, TrimestreListe
from caprse.collectif.regles import LIBELLES_ETAT, LIBELLES_RENCONTRE, EtatTrimestre
from caprse.collectif.rencontres.regles import RencontreListee
from caprse.socle.dates import MOIS_COURTS, format_date
from caprse.socle.ecran.cadre import Theme
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

JOURS_COURTS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def show_frise(calendrier: Calendrier, themes: Mapping[UUID, Theme], today: date) -> None:
    """Drawn once, for whoever wants to see the whole; what it holds is written in full below."""
    if calendrier.trimestres:
        with st.container(key="calendrier-frise"):
            st.html(build_frise(calendrier, themes, today))


def build_frise(calendrier: Calendrier, themes: Mapping[UUID, Theme], today: date) -> str:
    """The line as HTML; its text alternative says each trimestre and how many rencontres it holds."""
    debut = min([calendrier.debut, *(t.debut for t in calendrier.trimestres)])
    fin = max([calendrier.fin, *(t.fin for t in calendrier.trimestres)])
    jours = max(1, (fin - debut).days)

    def place(jour: date) -> str:
        return f"{100 * (min(max(jour, debut), fin) - debut).days / jours:.2f}%"

    morceaux = [_build_bande(t, themes[t.id], place(t.debut), place(t.fin)) for t in calendrier.trimestres]
    dernier = max(t.fin for t in calendrier.trimestres)
    if calendrier.fin > dernier:
        bords = f"left:{place(dernier)};width:calc({place(calendrier.fin)} - {place(dernier)})"
        morceaux.append(f'<span class="bande bilan" style="{bords}"><small>Bilan</small></span>')
    for trimestre in calendrier.trimestres:
        for rencontre in trimestre.rencontres:
            passee = " passee" if rencontre.jour < today else ""
            dite = f"{format_date(rencontre.jour)} : {rencontre.titre} ({LIBELLES_RENCONTRE[rencontre.type]})"
            morceaux.append(
                f'<i class="{rencontre.type}{passee}" style="left:{place(rencontre.jour)};'
                f'--theme:{themes[trimestre.id].couleur}" title="{escape_html(dite)}"></i>'
            )
    if debut <= today <= fin:
        morceaux.append(f'<em style="left:{place(today)}"><span>Aujourd\'hui</span></em>')
    sortes = [f'<span><i class="{genre}"></i>{libelle}</span>' for genre, libelle in LIBELLES_RENCONTRE.items()]
    sortes.append("<span>plein\u202f: passée, vide\u202f: à venir</span>")
    ouverts = [f"{t.numero}. {themes[t.id].titre}" for t in calendrier.trimestres if t.etat is EtatTrimestre.OUVERT]
    if ouverts:
        sortes.insert(0, f'<span class="ici">En ce moment\u202f: {escape_html(", ".join(ouverts))}</span>')
    return (
        f'<div class="cap-frise" role="img" aria-label="{escape_html(describe_frise(calendrier, themes))}">'
        f'<div class="ligne">{"".join(morceaux)}</div></div>'
        f'<div class="cap-frise-legende" aria-hidden="true">{"".join(sortes)}</div>'
    )


def describe_frise(calendrier: Calendrier, themes: Mapping[UUID, Theme]) -> str:
    """The line in words."""
    dits = [
        f"trimestre {t.numero}, {themes[t.id].titre}, {LIBELLES_ETAT[t.etat]}, "
        f"{format_pluriel(len(t.rencontres), 'rencontre')}"
        for t in calendrier.trimestres
    ]
    return f"Le cycle, du {format_date(calendrier.debut)} au {format_date(calendrier.fin)} : {' ; '.join(dits)}."


def build_tuile(rencontre: RencontreListee, theme: Theme, today: date) -> str:
    """The day of a rencontre as a small sheet of a calendar; the line beside it says the same in full."""
    jour = rencontre.jour
    passee = ' class="cap-tuile passee"' if jour < today else ' class="cap-tuile"'
    return (
        f'<div{passee} aria-hidden="true" style="--theme:{theme.couleur};--fond:{theme.fond}">'
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
    rencontres: Sequence[RencontreListee], today: date
) -> tuple[list[RencontreListee], list[RencontreListee]]:
    """What is to come, and what is past."""
    return [r for r in rencontres if r.jour >= today], [r for r in rencontres if r.jour < today]
