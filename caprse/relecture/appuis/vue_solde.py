"""What is left of the year's half-days: bars, then their words."""

from __future__ import annotations

from datetime import date

import streamlit as st

from caprse.relecture.appuis.regles import EtatAppui, Solde, describe_solde
from caprse.relecture.appuis.service import AppuisStructure
from caprse.socle.ecran.affichage import escape
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html


def show_solde(structure: AppuisStructure, today: date) -> None:
    """What is asked for, planned, used and left this year: the bars and their words in that order."""
    solde = structure.compute_solde(today.year)
    phrase = describe_solde(solde)
    attente = sum(appui.etat is EtatAppui.DEMANDE for appui in structure.appuis)
    if attente:
        demandes = f"{format_pluriel(attente, 'demande attend', 'demandes attendent')} une réponse"
        phrase = f"{demandes}{', en pointillé ici' if solde.reste else ''}. {phrase}"
    with st.container(key="solde-appuis"):
        st.html(build_barres(solde, "" if solde.depassement else phrase, attente))
    if solde.depassement:
        st.warning(escape(phrase), icon=":material/hourglass_bottom:")


def build_barres(solde: Solde, phrase: str, attente: int = 0) -> str:
    """The half-days of the year as bars, in HTML: asked for perhaps, planned, used, left; then their words."""
    utilises = min(solde.utilise, solde.droit)
    prevus = min(solde.prevu, solde.droit - utilises)
    demandes = min(attente, solde.droit - utilises - prevus)
    genres = ["attente"] * demandes + ["prevu"] * prevus + ["utilise"] * utilises
    genres += ["reste"] * (solde.droit - len(genres))
    barres = "".join(f"<i class={genre!r} aria-hidden='true'></i>" for genre in genres)
    return f'<p class="cap-points">{barres}<span>{escape_html(phrase)}</span></p>'
