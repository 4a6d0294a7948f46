"""A world with carnets to plan from, and how its pages are run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.connexion.sessions import open_session
from caprse.acces.unite import open_unit_systeme
from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from tests.collectif.ecrans import run
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

REFERENTIEL = build_referentiel(themes=2)
Ouvre = Callable[..., AppTest]


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL))


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, monde: Monde) -> Ouvre:
    """``open_page(personne, module, fonction, **adresse)``: the page, run once for this person."""

    def open_(personne: str, module: str, nom: str, **adresse: str) -> AppTest:
        with open_unit_systeme() as unit:
            jeton = open_session(unit, monde.comptes[personne], "essai")
        for lu in ("caprse.acces.ecran", module):
            monkeypatch.setattr(f"{lu}.get_jeton", lambda: jeton)
        essai = AppTest.from_function(
            _script, kwargs={"jeton": jeton, "module": module, "nom": nom}, default_timeout=30
        )
        for cle, valeur in adresse.items():
            essai.query_params[cle] = valeur
        return run(essai)

    return open_


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
