"""Pages run as a person would see them, on a real database and without a browser."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.connexion.sessions import open_session
from caprse.acces.unite import open_unit_systeme
from tests.monde import Monde


def open_page(monkeypatch: pytest.MonkeyPatch, monde: Monde, personne: str, page: Callable[[], None]) -> AppTest:
    """The page, run once for this person."""
    with open_unit_systeme() as unit:
        jeton = open_session(unit, monde.comptes[personne], "essai")
    for nom, module in list(sys.modules.items()):
        if nom.startswith("caprse.") and hasattr(module, "get_jeton"):
            monkeypatch.setattr(module, "get_jeton", lambda: jeton)

    def script(jeton: str, module: str, nom: str) -> None:
        from importlib import import_module

        import streamlit as st

        from caprse.acces.ecran import ACTEUR
        from caprse.acces.unite import open_unit
        from caprse.socle.ecran import set_pages

        with open_unit(jeton=jeton) as unit:
            st.session_state[ACTEUR] = unit.acteur
        set_pages({})
        getattr(import_module(module), nom)()

    essai = AppTest.from_function(
        script, kwargs={"jeton": jeton, "module": page.__module__, "nom": page.__name__}, default_timeout=30
    )
    return run(essai)


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
    return "\n".join(str(element.value) for sorte in sortes for element in essai.get(sorte))
