"""What happened for the person at the screen, one line each, which leads to the very place."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import streamlit as st

from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.relecture.nouvelles.service import (
    Nouvelles,
    NouvelleVue,
    count_nouvelles,
    list_nouvelles,
    mark_lue,
    mark_toutes_lues,
)
from caprse.socle.dates import FUSEAU, format_date, format_heure
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import PAGES, go_to_page, link_to_page
from caprse.socle.francais import agree, format_pluriel

NON_LUES = "nouvelles-non-lues"  # how many wait, for the menu
VERS = "nouvelles-vers"
MESSAGES = "nouvelles-message"
DEFAUT = "notifications"
ICONES = {
    "avant_cloture": "hourglass_bottom",
    "apres_cloture": "insights",
    "a_completer": "edit_note",
    "mention": "forum",
    "compte_rendu": "description",
    "ouverture": "menu_book",
    "transmis": "inbox",
    "relu": "task_alt",
    "appui_demande": "support_agent",
    "appui_repondu": "support_agent",
    "decision": "gavel",
    "convocation": "event",
    "lettre": "mail",
    "semaine": "today",
}


def load_non_lues(unit: Unit) -> None:
    """Count what waits, once per display of a page, for the badge of the menu."""
    st.session_state[NON_LUES] = count_nouvelles(unit)


def build_titre() -> str:
    """The name of the page in the menu, with how many notices wait."""
    nombre = st.session_state.get(NON_LUES, 0)
    return f"Nouvelles ({nombre})" if nombre else "Nouvelles"


def page_nouvelles() -> None:
    """The notices by day, the unread ones marked; pressing one reads it and leads there."""
    vers: tuple[str, dict[str, str]] | None = st.session_state.pop(VERS, None)
    if vers is not None and vers[0] in st.session_state.get(PAGES, {}):
        go_to_page(vers[0], **vers[1])
    with open_unit_ecran() as unit:
        nouvelles = list_nouvelles(unit)
        today = unit.today
    nombre = nouvelles.non_lues
    show_entete(
        "Nouvelles",
        reperes=(f"{nombre} {agree(nombre, 'non lue')}" if nombre else "Tout est lu", "gardées six mois"),
    )
    show_message(MESSAGES)
    if not nouvelles.toutes:
        show_rien()
        return
    if nombre > 1:
        show_bouton("Tout marquer comme lu", key="nouvelles-tout-lu", icon=":material/done_all:", on_click=_read_all)
    show_jours(nouvelles, today)


def show_rien() -> None:
    """Nothing yet: what will come here."""
    with st.container(key="carte-nouvelles-rien", gap="small"):
        st.markdown("**Rien de nouveau pour le moment.**")
        st.markdown(
            "Ici arrivera ce qui vous concerne : un trimestre qui s'ouvre, un carnet relu, une réponse à une demande "
            "d'appui, une rencontre où l'on vous attend. La même chose part aussi par e-mail."
        )
        link_to_page("mon-compte", "Choisir les e-mails que je reçois", icon=":material/tune:")


def show_jours(nouvelles: Nouvelles, today: date) -> None:
    """The latest day first."""
    rang = 0
    for jour, lignes in groupby(nouvelles.toutes, key=lambda vue: vue.cree_le.astimezone(FUSEAU).date()):
        st.subheader(_name_jour(jour, today), anchor=False)
        with st.container(key=f"nouvelles-jour-{jour}", gap=None):
            for vue in lignes:
                show_nouvelle(vue, rang)
                rang += 1


def show_nouvelle(vue: NouvelleVue, rang: int) -> None:
    """One notice: what happened, a few words more, the way there."""
    etat = "lue" if vue.lue else "neuve"
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"nouvelle-{etat}-{rang}", wrap=False
    ):
        with st.container(gap=None, key=f"nouvelle-texte-{rang}"):
            st.markdown(_tell_titre(vue))
            quand = f"reçue à {format_heure(vue.cree_le)}"
            st.caption(f"{escape(vue.detail)} · {escape(quand)}" if vue.detail else escape(quand.capitalize()))
        show_bouton(
            "Ouvrir",
            key=f"nouvelle-ouvrir-{vue.cle}",
            on_click=_open,
            args=(vue,),
        )


def _tell_titre(vue: NouvelleVue) -> Affichable:
    icone = f":material/{ICONES.get(vue.genre, DEFAUT)}:"
    return f"{icone} {escape(vue.titre)}" if vue.lue else f"{icone} **{escape(vue.titre)}**"


def _name_jour(jour: date, today: date) -> Affichable:
    jours = (today - jour).days
    if jours == 0:
        return "Aujourd'hui"
    return "Hier" if jours == 1 else format_date(jour)


def _open(vue: NouvelleVue) -> None:
    def read(unit: Unit) -> None:
        mark_lue(unit, vue.cle)

    if run_use_case(read, place=MESSAGES):
        st.session_state[VERS] = (vue.page, vue.adresse)


def _read_all() -> None:
    def read(unit: Unit) -> str:
        nombre = mark_toutes_lues(unit)
        return f"{format_pluriel(nombre, 'nouvelle marquée comme lue', 'nouvelles marquées comme lues')}."

    run_use_case(read, place=MESSAGES)
