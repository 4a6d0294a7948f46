"""The months to come as a wall calendar shows them, with the day of each rencontre in the colour of its theme."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.collectif.calendrier.rythme import list_feries
from caprse.collectif.calendrier.service import Calendrier
from caprse.collectif.regles import add_months
from caprse.socle.dates import MOIS
from caprse.socle.ecran.cadre import Theme
from caprse.socle.signes import escape_html

MOIS_MONTRES = 6
SEMAINE = ("l", "m", "m", "j", "v", "s", "d")

# What a day holds: the colour of its theme, and what is said of it.
Jours = Mapping[date, tuple[str, str]]


def show_mois(calendrier: Calendrier, themes: Mapping[UUID, Theme], today: date) -> None:
    """Folded; at most half a year, up to the end of the cycle."""
    if calendrier.fin < today or not calendrier.trimestres:
        return
    with st.expander("Voir par mois", key="calendrier-mois", icon=":material/calendar_month:"):
        st.html(build_mois(calendrier, themes, today))


def build_mois(calendrier: Calendrier, themes: Mapping[UUID, Theme], today: date) -> str:
    """The months side by side; HTML."""
    jours: dict[date, tuple[str, str]] = {}
    for trimestre in calendrier.trimestres:
        for rencontre in trimestre.rencontres:
            deja = jours.get(rencontre.jour)
            dite = f"{deja[1]} ; {rencontre.titre}" if deja else rencontre.titre
            jours[rencontre.jour] = (themes[trimestre.id].couleur, dite)
    premiers = [add_months(today.replace(day=1), rang) for rang in range(MOIS_MONTRES)]
    montres = [premier for premier in premiers if premier <= calendrier.fin]
    return f'<div class="cap-mois">{"".join(_build_un_mois(premier, jours, today) for premier in montres)}</div>'


def _build_un_mois(premier: date, jours: Jours, today: date) -> str:
    semaines = Calendar().monthdatescalendar(premier.year, premier.month)
    rangees = "".join(
        f"<tr>{''.join(_build_jour(jour, premier.month, jours, today) for jour in semaine)}</tr>"
        for semaine in semaines
    )
    tetes = "".join(f"<th scope=col>{lettre}</th>" for lettre in SEMAINE)
    titre = f"{MOIS[premier.month - 1].capitalize()} {premier.year}"
    return f"<table><caption>{titre}</caption><thead><tr>{tetes}</tr></thead><tbody>{rangees}</tbody></table>"


def _build_jour(jour: date, mois: int, jours: Jours, today: date) -> str:
    if jour.month != mois:
        return "<td></td>"
    classe = ' class="jour"' if jour == today else ' class="ferie"' if jour in list_feries(jour.year) else ""
    if jour not in jours:
        return f"<td{classe}>{jour.day}</td>"
    couleur, titre = jours[jour]
    dit = escape_html(titre)
    cache = f'<span class="cap-cache"> : {dit}</span>'
    return f'<td{classe}><b style="background:{couleur}" title="{dit}">{jour.day}{cache}</b></td>'
