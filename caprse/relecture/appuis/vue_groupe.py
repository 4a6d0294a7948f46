"""Appuis joined into one: what could be, and the line of one that is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from caprse.acces.saisie import is_begun
from caprse.relecture.appuis.depart import (
    list_a_reunir,
)
from caprse.relecture.appuis.formulaire_groupe import GROUPE, NEUF, name_groupe, show_groupe, tell_demi
from caprse.relecture.appuis.lecture import AppuiListe, Appuis, Groupe
from caprse.relecture.appuis.regles import ETATS_OUVERTS, LIBELLES_ETAT
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.signes import escape_html


def show_a_reunir(appuis: Appuis) -> None:
    """What several structures ask for at once: one line each, its act at the end."""
    if get_ouvert(appuis) is not None:
        return
    for offre, demandes in list_a_reunir(appuis):
        with st.container(horizontal=True, vertical_alignment="center", key=f"a-reunir-{offre.code}"):
            st.markdown(f"**{len(demandes):d} demandes** « {escape(offre.titre)} »")
            show_bouton(
                "Les réunir",
                key=f"reunir-{offre.code}",
                icon=":material/groups:",
                on_click=_open,
                args=(offre.code,),
            )


def show_bouton_groupe() -> None:
    """The button that begins a collective appui from nothing."""
    show_bouton(
        "Prévoir un appui collectif",
        key="reunir-neuf",
        icon=":material/groups:",
        type="tertiary",
        on_click=_open,
        args=(NEUF,),
    )


def get_ouvert(appuis: Appuis) -> str | None:
    """The collective appui being written: a new one, of an offre, or one that is there already."""
    connus = [NEUF, *(offre.code for offre in appuis.offres), *(str(groupe.id) for groupe in appuis.groupes)]
    # What somebody else parted meanwhile is not open any more.
    if (ouvert := st.session_state.get(GROUPE)) in connus:
        return str(ouvert)
    return next((cle for cle in connus if is_begun(name_groupe(cle))), None)


def show_neuf(cle: str, appuis: Appuis, today: date) -> None:
    """The form of a collective appui that is not there yet."""
    with st.container(border=True, key="groupe-neuf"):
        show_groupe(cle, appuis, today)


def show_ligne_groupe(groupe: Groupe, appuis: Appuis, today: date) -> None:
    """The line of a collective appui, its act at the end; its form under it once it is open."""
    parts = appuis.list_parts(groupe.id)
    ouvrable = any(part.etat in ETATS_OUVERTS for part in parts)
    ouvert = get_ouvert(appuis) == str(groupe.id)
    with st.container(horizontal=True, vertical_alignment="top", key=f"rang-appui-{groupe.id}"):
        st.html(build_ligne_groupe(groupe, parts))
        if ouvrable and not ouvert:
            show_bouton(
                "Noter la suite",
                key=f"suite-{groupe.id}",
                icon=":material/reply:",
                type="tertiary",
                on_click=_open,
                args=(str(groupe.id),),
            )
    if ouvrable and ouvert:
        with st.container(key=f"carte-appui-{groupe.id}"):
            show_groupe(str(groupe.id), appuis, today)


def build_ligne_groupe(groupe: Groupe, parts: Sequence[AppuiListe]) -> str:
    """Who shares it and how, and where it stands: HTML, every text escaped."""
    etat = parts[0].etat
    noms = "".join(f"<li>{escape_html(part.structure)}\u00a0: {part.demi_journees:d}</li>" for part in parts)
    reponses = dict.fromkeys(part.reponse for part in parts if part.reponse)
    reponse = "".join(f"<small>Réponse : {escape_html(texte)}</small>" for texte in reponses)
    duree = escape_html(tell_demi(groupe.demi_journees))
    jour = f"{'pour le' if etat in ETATS_OUVERTS else 'le'} {format_date(groupe.jour)}"
    return (
        f'<div class="cap-appui"><div><b>Appui collectif</b><small>{len(parts)} structures</small></div>'
        f'<div><p>{escape_html(groupe.titre)}</p><ul class="cap-parts">{noms}</ul></div>'
        f'<div><span class="cap-puce {etat}">{LIBELLES_ETAT[etat]}</span><small><span class="cap-entier">{jour}</span>'
        f' · <span class="cap-entier">{duree}</span></small>{reponse}</div></div>'
    )


def _open(cle: str) -> None:
    st.session_state[GROUPE] = cle
