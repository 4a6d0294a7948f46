"""What happened for the person at the screen, one line each, which leads to the very place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import groupby

import streamlit as st

from caprse.acces.comptes.desinscriptions import list_mes_genres
from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.unite import Unit
from caprse.collectif.rencontres.vue_seance import Tenir
from caprse.relecture.nouvelles.service import (
    Attentes,
    Aussi,
    NouvelleVue,
    count_attentes,
    list_du_jour,
    list_nouvelles,
    mark_lue,
    mark_toutes_lues,
)
from caprse.relecture.nouvelles.vue_invitation import Answer, Seances, find_seances, show_invitation
from caprse.socle.dates import FUSEAU, format_date, format_heure, format_jour_court
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import PAGES, go_to_page, link_to_page
from caprse.socle.francais import agree, enumerate_words, format_pluriel

ATTENTES = "attentes"  # how much waits, for the menu
VERS = "nouvelles-vers"
MESSAGES = "nouvelles-message"
DEFAUT = "notifications"
NOUVELLES, DISCUSSION = "nouvelles", "discussion"
# What stands behind a line, by the page that it leads to.
OUVRIR: dict[str, Affichable] = {
    "rencontre": "Voir la rencontre",
    "carnet": "Voir le carnet",
    "transmettre": "Voir le carnet",
    "relecture": "Voir le carnet",
    "revoir": "Voir la réponse",
    "resultats": "Voir les résultats",
    "le-collectif": "Voir le collectif",
    "discussion": "Lire la discussion",
    "compte-rendu": "Lire le compte rendu",
    "decisions": "Voir les décisions",
    "appuis": "Voir l’appui",
    "appuis-collectif": "Voir l’appui",
    "plusieurs-voix": "Donner mon avis",
    "tableau": "Voir le tableau de bord",
}
ListAussi = Callable[[Unit], Sequence[Aussi]]
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
    "a_voir": "visibility",
    "avis_demande": "how_to_vote",
    "binome": "handshake",
    "convocation": "event",
    "lettre": "mail",
    "semaine": "today",
}


# Where each role goes on when nothing is new: the first of these that is theirs.
SUITES: dict[str, str] = {
    "tableau": "Voir le tableau de bord",
    "accueil": "Voir l’accueil",
    "federation": "Voir les collectifs",
    "comptes": "Voir les comptes",
}


def load_attentes(unit: Unit) -> None:
    """Count what waits, once per display of a page, for the menu and its badge."""
    st.session_state[ATTENTES] = count_attentes(unit)


def get_attentes() -> Attentes:
    """What the menu says that waits; nothing before it was counted."""
    attentes: Attentes = st.session_state.get(ATTENTES, Attentes())
    return attentes


def name_entree(nom: str, titre: str) -> str:
    """The name of a page in the menu, with how much waits on it."""
    attentes = get_attentes()
    nombre = {NOUVELLES: attentes.nouvelles, DISCUSSION: attentes.discussions}.get(nom, 0)
    return f"{titre} ({nombre})" if nombre else titre


def show_pastille() -> None:
    """On the button of the folded menu, as in the menu itself: how much waits."""
    if nombre := get_attentes().toutes:
        st.html(
            '<style>[data-testid="stExpandSidebarButton"]'
            f'{{--cap-attend:inline-flex;--cap-nombre:"{nombre:d}"}}</style>'
        )


def build_non_lues() -> str:
    """The same in words, in HTML, for whoever hears that button (`facade.js`); empty when all is read."""
    attentes = get_attentes()
    dits = [
        format_pluriel(nombre, un, plusieurs)
        for nombre, un, plusieurs in (
            (attentes.nouvelles, "nouvelle non lue", "nouvelles non lues"),
            (attentes.discussions, "discussion non lue", "discussions non lues"),
        )
        if nombre
    ]
    dit = enumerate_words(dits)
    return f'<span id="cap-non-lues" class="cap-cache">{dit}</span>'


def page_nouvelles(
    answer: Answer | None = None, tenir: Tenir | None = None, list_aussi: ListAussi | None = None
) -> None:
    """The notices by day, the unread ones marked; pressing one reads it and leads there.

    ``answer`` says whether one comes to a meeting, without leaving the page; where it is not given, one goes there.
    ``tenir`` gives the session of a meeting that runs: one votes there. ``list_aussi``: what waits on other pages.
    """
    vers: tuple[str, dict[str, str]] | None = st.session_state.pop(VERS, None)
    if vers is not None and vers[0] in st.session_state.get(PAGES, {}):
        go_to_page(vers[0], **vers[1])
    with open_unit_ecran() as unit:
        nouvelles = list_nouvelles(unit)
        today, now = unit.today, unit.now
        seances = find_seances(unit, nouvelles.toutes, tenir)
        aussi = list_aussi(unit) if list_aussi is not None else ()
        par_courriel = not unit.installation.reglages.sans_courrier and bool(list_mes_genres(unit))
    nombre = nouvelles.non_lues
    show_entete(
        "Nouvelles",
        reperes=(
            *([f"{nombre} {agree(nombre, 'non lue')}" if nombre else "Tout est lu"] if nouvelles.toutes else []),
            "Chaque nouvelle reste six mois",
        ),
    )
    show_aussi(aussi)
    show_message(MESSAGES)
    if not nouvelles.toutes:
        show_rien(par_courriel=par_courriel)
        return
    if nombre > 1:
        show_bouton(
            "Tout marquer comme lu",
            key="nouvelles-tout-lu",
            type="tertiary",
            icon=":material/done_all:",
            on_click=_read_all,
        )
    if du_jour := list_du_jour(nouvelles.toutes, now, today):
        with st.container(key="nouvelles-groupe-meme", gap="small"):
            st.subheader("C’est aujourd’hui", anchor=False)
            with st.container(key="nouvelles-jour-meme", gap=None):
                for rang, vue in enumerate(du_jour):
                    show_nouvelle(vue, f"meme-{rang}", now, answer, seances, sous=today)
    show_jours([vue for vue in nouvelles.toutes if vue not in du_jour], today, now, answer, seances)


def show_aussi(aussi: Sequence[Aussi]) -> None:
    """What waits for the person on other pages, so that « tout est lu » is not taken for « rien à faire »."""
    if not aussi:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="nouvelles-aussi"):
        for autre in aussi:
            link_to_page(autre.page, escape(autre.libelle), **autre.adresse)


def show_rien(*, par_courriel: bool) -> None:
    """Nothing yet: what will come here; ``par_courriel``: whether the same may reach the person by mail."""
    with st.container(key="carte-nouvelles-rien", gap="small"):
        st.markdown(":material/notifications: **Rien de nouveau**")
        st.caption("Ce qui vous concerne arrivera ici.")
        for nom, libelle in SUITES.items():
            if nom in st.session_state.get(PAGES, {}):
                link_to_page(nom, escape(libelle), ":material/arrow_forward:")
                break
        if par_courriel:
            link_to_page("mon-compte", "Choisir les e-mails que je reçois", icon=":material/tune:")


def show_jours(
    vues: Sequence[NouvelleVue], today: date, now: datetime, answer: Answer | None, seances: Seances
) -> None:
    """The latest day first."""
    rang = 0
    for jour, lignes in groupby(vues, key=lambda vue: vue.cree_le.astimezone(FUSEAU).date()):
        with st.container(key=f"nouvelles-groupe-{jour}", gap="small"):
            st.subheader(_name_jour(jour, today), anchor=False)
            with st.container(key=f"nouvelles-jour-{jour}", gap=None):
                for vue in lignes:
                    show_nouvelle(vue, str(rang), now, answer, seances, sous=jour)
                    rang += 1


def show_nouvelle(
    vue: NouvelleVue, rang: str, now: datetime, answer: Answer | None, seances: Seances, *, sous: date | None = None
) -> None:
    """One notice: what happened, a few words more, the way there; where it asks something, the place to answer.

    ``sous``: the day that stands above it; another one is said.
    """
    etat = "lue" if vue.lue else "neuve"
    with st.container(gap=None, key=f"nouvelle-{etat}-{rang}"):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"nouvelle-ligne-{rang}", wrap=False
        ):
            with st.container(gap=None, key=f"nouvelle-texte-{rang}"):
                st.markdown(_tell_titre(vue, now))
                st.caption(escape(_tell_detail(vue, sous, now)))
            show_bouton(
                OUVRIR.get(vue.page, "Ouvrir"),
                key=f"nouvelle-ouvrir-{vue.cle}",
                icon=":material/chevron_right:",
                icon_position="right",
                on_click=_open,
                args=(vue,),
            )
        if vue.invitation is not None and answer is not None and not vue.invitation.is_finie(now):
            show_invitation(vue, vue.invitation, rang, now, answer, seances)


def _tell_titre(vue: NouvelleVue, now: datetime) -> Affichable:
    icone, titre = f":material/{ICONES.get(vue.genre, DEFAUT)}:", escape(vue.name_titre(now))
    return f"{icone} {titre}" if vue.lue else f"{icone} **{titre}**"


def _tell_detail(vue: NouvelleVue, sous: date | None, now: datetime) -> str:
    """A few words more, then when it came: by the hour under its own day. What is for today need not say it.

    Alone, the hour stands beside its day, or it would be read as that of what the notice is about.
    """
    jour = vue.cree_le.astimezone(FUSEAU).date()
    if vue.invitation is not None and vue.invitation.jour == sous and vue.detail:
        return vue.detail
    if jour == sous:
        if vue.detail:
            return f"{vue.detail} · reçu à {format_heure(vue.cree_le)}"
        return f"{format_jour_court(jour, now.astimezone(FUSEAU).date())}, {format_heure(vue.cree_le)}"
    quand = f"reçu le {format_date(jour)} à {format_heure(vue.cree_le)}"
    return f"{vue.detail} · {quand}" if vue.detail else quand.capitalize()


def _name_jour(jour: date, today: date) -> Affichable:
    """When these came: what each is about has its own day, which would contradict a bare date above it."""
    jours = (today - jour).days
    if jours == 0:
        return "Reçu aujourd’hui"
    return "Reçu hier" if jours == 1 else f"Reçu le {format_date(jour)}"


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
