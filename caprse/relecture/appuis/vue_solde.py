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
    """What is used, planned and left this year, in one sentence."""
    solde = structure.compute_solde(today.year)
    phrase = describe_solde(solde)
    attente = sum(appui.etat is EtatAppui.DEMANDE for appui in structure.appuis)
    if attente:
        phrase += f" {format_pluriel(attente, 'demande attend', 'demandes attendent')} une réponse"
        phrase += ", en pointillé ici." if solde.reste else "."
    with st.container(key="solde-appuis"):
        st.html(build_barres(solde, "" if solde.depassement else phrase, attente))
    if solde.depassement:
        st.warning(escape(phrase), icon=":material/hourglass_bottom:")


def build_barres(solde: Solde, phrase: str, attente: int = 0) -> str:
    """The half-days of the year as bars, in HTML: used, planned, asked for perhaps, left; then their words."""
    utilises = min(solde.utilise, solde.droit)
    prevus = min(solde.prevu, solde.droit - utilises)
    demandes = min(attente, solde.droit - utilises - prevus)
    genres = ["utilise"] * utilises + ["prevu"] * prevus + ["attente"] * demandes
    genres += ["reste"] * (solde.droit - len(genres))
    barres = "".join(f"<i class={genre!r} aria-hidden='true'></i>" for genre in genres)
    return f'<p class="cap-points">{barres}<span>{escape_html(phrase)}</span></p>'
