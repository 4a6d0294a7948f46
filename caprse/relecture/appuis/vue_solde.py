"""What is left of the year's half-days: bars, then what each of them means, counted."""

from __future__ import annotations

from datetime import date

import streamlit as st

from caprse.relecture.appuis.lecture import AppuisStructure
from caprse.relecture.appuis.regles import EtatAppui, Solde, describe_solde
from caprse.socle.ecran.affichage import escape
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

# What a bar means, by its drawing: one of them, several.
LEGENDES = {
    "utilise": ("utilisée", "utilisées"),
    "prevu": ("prévue", "prévues"),
    "attente": ("demandée, réponse attendue", "demandées, réponse attendue"),
    "reste": ("libre", "libres"),
}


def show_solde(structure: AppuisStructure, today: date) -> None:
    """What is used, planned, asked for and left this year: the bars, and their key in words in that order."""
    solde = structure.compute_solde(today.year)
    attente = sum(appui.etat is EtatAppui.DEMANDE for appui in structure.appuis)
    with st.container(key="solde-appuis"):
        st.html(build_barres(solde, attente))
    if solde.depassement:
        st.warning(escape(describe_solde(solde)), icon=":material/hourglass_bottom:")


def build_barres(solde: Solde, attente: int = 0) -> str:
    """The half-days of the year as bars, in HTML: used, planned, asked for perhaps, left; then the key of each."""
    genres = list_genres(solde, attente)
    barres = "".join(f"<i class={genre!r} aria-hidden='true'></i>" for genre in genres)
    cles = "".join(
        f"<li><i class={genre!r} aria-hidden='true'></i>{escape_html(format_pluriel(genres.count(genre), *mots))}</li>"
        for genre, mots in LEGENDES.items()
        if genre in genres
    )
    reste = format_pluriel(genres.count("reste"), "demi-journée libre", "demi-journées libres")
    titre = f"<b>{escape_html(reste)}</b> sur {solde.droit} en {solde.annee}"
    return f'<p class="cap-points"><span>{titre}</span>{barres}</p><ul class="cap-points-cle">{cles}</ul>'


def list_genres(solde: Solde, attente: int) -> list[str]:
    """What each half-day of the year is, in the order of the bars."""
    utilises = min(solde.utilise, solde.droit)
    prevus = min(solde.prevu, solde.droit - utilises)
    demandes = min(attente, solde.droit - utilises - prevus)
    genres = ["utilise"] * utilises + ["prevu"] * prevus + ["attente"] * demandes
    return genres + ["reste"] * (solde.droit - len(genres))
