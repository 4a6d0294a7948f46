"""The menu of a person, and what stands at the addresses that lead nowhere for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.navigation.page import Page

from caprse.acces.regles import Acteur
from caprse.carnet.positionnement.titre import name_page
from caprse.entree import NOUVELLES
from caprse.pages import BIENVENUE, ENTREES, NOMS
from caprse.relecture.nouvelles.page import build_non_lues, name_entree
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.cadre import ENTETE, show_entete
from caprse.socle.ecran.navigation import go_to_first_page, link_to_first_page, link_to_page
from caprse.socle.erreurs import ErreurMetier, Introuvable
from caprse.socle.signes import escape_html

ENTREE = ""  # the group without a name, above the others


def build_pages(acteur: Acteur) -> tuple[dict[str, Page], dict[str, list[Page]]]:
    """The pages of a person by name, and the same by section of the menu.

    The pages of others are there too, hidden and saying « introuvable »: Streamlit would else answer in English.
    """
    roles = {droit.role for droit in acteur.droits}
    pages: dict[str, Page] = {}
    menu: dict[str, list[Page]] = {ENTREE: [st.Page(page_entree, title="Entrée", default=True, visibility="hidden")]}
    if not roles:
        pages[BIENVENUE] = st.Page(page_bienvenue, title="Bienvenue", icon=":material/home:", url_path=BIENVENUE)
        menu[ENTREE].append(pages[BIENVENUE])
    for entree in ENTREES:
        if entree.roles & roles or not entree.roles:
            icone = f":material/{entree.icone}:"
            page = pages[entree.nom] = st.Page(
                entree.fonction,
                title=name_entree(entree.nom, name_page(entree.nom, entree.name_for(roles))),
                icon=icone,
                url_path=entree.nom,
                visibility="visible" if entree.is_in_menu(roles) else "hidden",
            )
            # What is new for the person stands above the rest, whatever the length of the menu.
            section = ENTREE if entree.nom == NOUVELLES else entree.find_section(roles)
            menu.setdefault(section, []).append(page)
        else:
            cachee = st.Page(page_introuvable, title="Page introuvable", url_path=entree.nom, visibility="hidden")
            menu[ENTREE].append(cachee)
    return pages, menu


def show_pages(menu: Mapping[str, Sequence[Page]], acteur: Acteur) -> None:
    """The menu; at its foot who is connected, and the way out, which is a plain form (nothing is kept here).

    One element for all of it: Streamlit's own menu costs a first display fifty milliseconds (docs/performance.md).
    """
    with st.sidebar.container(key="menu", gap=None):
        st.html(
            f'{build_menu(menu)}<div class="cap-pied"><p class="cap-qui" title="{escape_html(acteur.courriel)}">'
            f"<strong>{escape_html(acteur.nom)}</strong></p>{build_non_lues()}"
            '<form method="post" action="/deconnexion">'
            '<button type="submit" class="cap-sortir">Se déconnecter</button></form></div>'
        )


def build_menu(menu: Mapping[str, Sequence[Page]]) -> str:
    """The menu in HTML, the same on every page: the page's script (`facade.js`) leads there and marks where one is.

    What it holds never moves while one goes from page to page, so the keyboard stays on the line that was pressed.
    """
    groupes = []
    for titre, pages in menu.items():
        lignes = "".join(
            f'<li><a href="/{page.url_path}">'
            f'<span aria-hidden="true" translate="no">{page.icon.removeprefix(":material/").removesuffix(":")}</span>'
            f"{escape_html(page.title)}</a></li>"
            for page in pages
            if page.visibility == "visible"
        )
        if lignes:
            groupes.append(f"<p>{escape_html(titre)}</p><ul>{lignes}</ul>" if titre else f"<ul>{lignes}</ul>")
    return f'<nav class="cap-menu" aria-label="Pages">{"".join(groupes)}</nav>'


def build_pages_attente(attente: Callable[[], None]) -> list[Page]:
    """Every address, answered by the page that waits for the base: when it is back, the one asked for is shown."""
    return [st.Page(attente, title="Un instant…", url_path=nom) for nom in sorted(NOMS)]


def page_entree() -> None:
    """The root of the site leads to the first page of the person's menu."""
    go_to_first_page()


def page_introuvable() -> None:
    """The page of somebody else: strangers are told what anyone is told of what does not exist."""
    show_entete("Page introuvable")
    show_impasse("L’adresse est incomplète ou ancienne, ou cette page n’est pas ouverte à votre rôle.")


def show_refus(erreur: ErreurMetier) -> None:
    """What a page refuses to show: under its own head, else under one that says so."""
    if not st.session_state.get(ENTETE):
        show_entete("Page introuvable" if isinstance(erreur, Introuvable) else "Ce n’est pas possible")
    show_impasse(str(erreur))


def show_impasse(phrase: str) -> None:
    """A page that leads nowhere: why, and the way back to the first page of the menu."""
    with st.container(key="carte-impasse", gap="xsmall"):
        st.markdown(escape(phrase))
        with st.container(key="lien-encadre-impasse", width="content"):
            link_to_first_page("Revenir à l’accueil", ":material/home:")


def page_bienvenue() -> None:
    """For a person who has an account and no role yet."""
    show_entete("Bienvenue")
    with st.container(key="carte-bienvenue", gap="medium"):
        st.markdown(
            "Votre compte est ouvert, mais il n’est encore rattaché à aucune structure.\n\n"
            "**Que faire\u202f?** Demandez une invitation à la direction de votre structure ou à votre chargée de "
            "mission. Vous la recevrez par e-mail\u202f: ouvrez-la, et votre cahier s’affiche ici."
        )
        link_to_page("mon-compte", "Voir mon compte", ":material/account_circle:")
