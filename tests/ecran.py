"""Pages run as a person would see them, on a real database and without a browser: the one harness of all rooms."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape as unescape_html

import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from caprse.acces.connexion.sessions import open_session
from caprse.acces.ecran import keep_acteur, open_unit_ecran
from caprse.acces.jetons import COOKIE
from caprse.acces.unite import open_unit_systeme
from caprse.pages import ENTREES
from caprse.socle.ecran.navigation import set_pages
from caprse.socle.erreurs import ErreurMetier
from tests.monde import Monde

JETON = "jeton-de-l-essai"
_A_PART = re.compile(r":color\[(\\?.)\]")
_BALISE = re.compile(r"<[^>]*>")
# The pieces of the line under a title.
_MORCEAU = re.compile(r"<span[^>]*>(?:<svg.*?</svg>)?([^<]*)</span>")
_ECHAPPE = re.compile(r"\\([^\w\s])")


def read_cookies() -> dict[str, str]:
    """The cookies of the browser that a test pretends to be; the installation of the tests reads them here."""
    return {COOKIE: st.session_state.get(JETON, "")}


def open_page(monde: Monde, personne: str, page: str | Callable[[], object], **adresse: str) -> AppTest:
    """The page, run once for this person at this address; ``page`` is its name in the menu, or a part of one."""
    essai = prepare_page(monde, personne, page)
    for cle, valeur in adresse.items():
        essai.query_params[cle] = valeur
    return run(essai)


def prepare_page(monde: Monde, personne: str, page: str | Callable[[], object]) -> AppTest:
    """The page before it is run, for whoever must set something first."""
    with open_unit_systeme() as unit:
        jeton = open_session(unit, monde.comptes[personne], "Firefox sur Windows")
    essai = AppTest.from_function(_script, kwargs={"page": page}, default_timeout=60)
    essai.session_state[JETON] = jeton
    return essai


def _script(page: object) -> None:
    # Streamlit runs the text of this function alone: what it needs is imported here, its types are builtins.
    from tests.ecran import show_page

    show_page(page)


def show_page(page: object) -> None:
    """As ``app.py`` does: who is there, then the page; a refusal is a sentence on the screen."""
    fonction = page if callable(page) else next(entree.fonction for entree in ENTREES if entree.nom == page)
    try:
        with open_unit_ecran() as unit:
            keep_acteur(unit.acteur)
        set_pages({})
        fonction()
    except ErreurMetier as erreur:
        st.error(str(erreur))


def run(essai: AppTest) -> AppTest:
    """Run again; nothing may have gone wrong."""
    essai.run()
    assert not essai.exception, [erreur.value for erreur in essai.exception]
    return essai


def click(essai: AppTest, cle: str) -> AppTest:
    """Click a button by its key."""
    essai.button(key=cle).click()
    return run(essai)


def list_keys(essai: AppTest) -> set[str]:
    """The keys of all buttons shown."""
    return {bouton.key for bouton in essai.button if bouton.key}


def read(essai: AppTest) -> str:
    """All text shown, in order of kind."""
    sortes = ("title", "subheader", "markdown", "caption", "text", "success", "error", "warning", "info")
    return "\n".join(list_values(essai, *sortes))


def read_html(essai: AppTest) -> str:
    """What our own HTML says, tables and lines of a list, without its tags."""
    corps = " \n".join(str(element.proto.body) for element in essai.get("html"))
    return " ".join(unescape_html(_BALISE.sub(" ", corps)).split())


def list_values(essai: AppTest, *sortes: str) -> list[str]:
    """What the elements of these kinds show, kind after kind, as a reader sees it: without the marks of `escape`."""
    elements = [element for sorte in sortes for element in essai.get(sorte)]
    return [unescape(str(element.value)) for element in elements if isinstance(element, Element)]


def read_reperes(essai: AppTest) -> str:
    """The line under the title, as ``Trimestre 1 · ouvert``, its spaces plain; those of all frames that have one."""
    lignes = [e.proto.body for e in essai.get("html") if e.proto.body.startswith('<p class="cap-reperes">')]
    return "\n".join(" · ".join(_MORCEAU.findall(ligne)) for ligne in lignes).replace("\u00a0", " ")


def unescape(texte: str) -> str:
    """A text that `escape` made, as it was typed; a space that ends no line is a space to who reads."""
    return _ECHAPPE.sub(r"\1", _A_PART.sub(r"\1", texte)).replace("&#32;", " ").replace("\u00a0", " ")
