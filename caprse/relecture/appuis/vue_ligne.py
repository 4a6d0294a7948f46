"""One appui on one line of the table of the animation: who, what, since when, where it stands; the answer under it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from caprse.relecture.appuis.lecture import AppuiListe
from caprse.relecture.appuis.regles import ETATS_OUVERTS, LIBELLES_ETAT, Solde
from caprse.relecture.appuis.vue import describe_suite, is_ouvert, show_bouton_reponse, show_reponse
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.signes import escape_html

# What is longer folds after so many signs.
COURT = 160


def build_titres() -> str:
    """What each column holds."""
    noms = "".join(f"<span>{nom}</span>" for nom in ("Structure", "Demande", "Où en est-on ?"))
    return f'<div class="cap-appui cap-appui-titres" aria-hidden="true">{noms}</div>'


def show_ligne(appui: AppuiListe, solde: Solde, today: date) -> None:
    """The line, its act at the end; the form of the answer under it once it is open."""
    ouvrable = appui.etat in ETATS_OUVERTS
    with st.container(horizontal=True, vertical_alignment="top", key=f"rang-appui-{appui.id}"):
        st.html(build_ligne(appui))
        if ouvrable and not is_ouvert(appui):
            show_bouton_reponse(appui)
    if ouvrable and is_ouvert(appui):
        with st.container(key=f"carte-appui-{appui.id}"):
            show_reponse(appui, solde, today)


def build_ligne(appui: AppuiListe) -> str:
    """Who asks for what, since when, and where it stands: HTML, every text escaped."""
    jour = format_date(appui.demande_le.astimezone(FUSEAU).date())
    critere = f"<small>Critère : {escape_html(appui.critere)}</small>" if appui.critere else ""
    reponse = f"<small>Réponse : {escape_html(appui.reponse)}</small>" if appui.reponse else ""
    return (
        f'<div class="cap-appui"><div><b>{escape_html(appui.structure)}</b>'
        f"<small>Demandé le {jour} par {escape_html(appui.demandeur)}</small></div>"
        f"<div>{_fold(appui.demande)}{critere}</div>"
        f'<div><span class="cap-puce {appui.etat}">{LIBELLES_ETAT[appui.etat]}</span>'
        f"<small>{_keep_whole(describe_suite(appui).strip(' ,·'))}</small>{reponse}</div></div>"
    )


def _keep_whole(suite: str) -> str:
    """When and for how long, each on one line: HTML."""
    return " · ".join(f'<span class="cap-entier">{escape_html(morceau)}</span>' for morceau in suite.split(" · "))


def _fold(texte: str) -> str:
    """The text as it was typed; what is long shows its beginning, and opens."""
    sur = escape_html(texte).replace("\n", "<br>")
    if len(texte) <= COURT:
        return f"<p>{sur}</p>"
    debut = escape_html(" ".join(texte[:COURT].split()))
    return f"<details><summary>{debut}…</summary><p>{sur}</p></details>"
