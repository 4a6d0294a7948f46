"""Pages of this room run as a person would see them, on a real database and without a browser."""

from __future__ import annotations

from typing import Protocol

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.connexion.sessions import open_session
from caprse.acces.unite import open_unit_systeme
from tests.collectif.ecrans import run
from tests.monde import Monde


class Ouvre(Protocol):
    """Run a page once for a person, at an address."""

    def __call__(self, personne: str, nom: str, **adresse: str) -> AppTest: ...


def open_page(
    monkeypatch: pytest.MonkeyPatch, monde: Monde, modules: tuple[str, ...], personne: str, nom: str, **adresse: str
) -> AppTest:
    """The page ``nom`` of the first module; each of them reads the session of that person."""
    with open_unit_systeme() as unit:
        jeton = open_session(unit, monde.comptes[personne], "essai")
    for module in ("caprse.acces.ecran", *modules):
        monkeypatch.setattr(f"{module}.get_jeton", lambda: jeton)
    essai = AppTest.from_function(
        _script, kwargs={"jeton": jeton, "module": modules[0], "nom": nom}, default_timeout=30
    )
    for cle, valeur in adresse.items():
        essai.query_params[cle] = valeur
    return run(essai)


def _script(jeton: str, module: str, nom: str) -> None:
    from importlib import import_module

    import streamlit as st

    from caprse.acces.ecran import ACTEUR
    from caprse.acces.unite import open_unit
    from caprse.socle.ecran import set_pages

    with open_unit(jeton=jeton) as unit:
        st.session_state[ACTEUR] = unit.acteur
    set_pages({})
    getattr(import_module(module), nom)()
