"""The menu of each person, as Streamlit takes it: a misspelt icon or an address given twice stops here."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.regles import Role
from caprse.pages import ENTREES


def _show_menu(role: str | None) -> None:
    # Streamlit runs the text of this function alone: what it needs is imported here.
    from uuid import UUID

    import streamlit as st

    from caprse.acces.regles import Acteur, Droit, Role
    from caprse.menu import build_pages

    droits = (Droit(Role(role), UUID(int=1), UUID(int=2)),) if role else ()
    pages, menu = build_pages(Acteur(UUID(int=3), "Essai", "essai@exemple.test", droits))
    st.write(" ".join(sorted(pages)))
    st.navigation(menu)


@pytest.mark.parametrize("role", [*Role, None])
def test_streamlit_takes_the_menu_of_each_role(role: Role | None) -> None:
    essai = AppTest.from_function(_show_menu, kwargs={"role": role.value if role else None}, default_timeout=30).run()
    assert not essai.exception, [erreur.value for erreur in essai.exception]
    siennes = {entree.nom for entree in ENTREES if not entree.roles or role in entree.roles}
    assert set(essai.markdown[0].value.split()) == siennes | (set() if role else {"bienvenue"})


def _show_lignes() -> None:
    from uuid import UUID

    import streamlit as st

    from caprse.acces.regles import Acteur, Droit, Role
    from caprse.menu import build_menu, build_pages

    acteur = Acteur(UUID(int=3), "Essai", "essai@exemple.test", (Droit(Role.DIRECTION, UUID(int=1), UUID(int=2)),))
    _, menu = build_pages(acteur)
    menu["<Autres>"] = [st.Page(lambda: None, title="<b>R & D</b>", icon=":material/home:", url_path="r-et-d")]
    st.text(build_menu(menu))


def test_the_menu_holds_what_is_in_it_and_shows_titles_as_written() -> None:
    essai = AppTest.from_function(_show_lignes, default_timeout=30).run()
    assert not essai.exception, [erreur.value for erreur in essai.exception]
    html = essai.text[0].value
    siennes = [entree for entree in ENTREES if not entree.roles or Role.DIRECTION in entree.roles]
    voulues = {entree.nom for entree in siennes if entree.is_in_menu({Role.DIRECTION})} | {"r-et-d"}
    assert set(re.findall(r'href="/([\w-]+)"', html)) == voulues
    assert "<p>&lt;Autres&gt;</p>" in html
    assert '<span aria-hidden="true" translate="no">home</span>&lt;b&gt;R &amp; D&lt;/b&gt;</a>' in html


def test_each_address_is_given_once() -> None:
    assert [nom for nom, fois in Counter(entree.nom for entree in ENTREES).items() if fois > 1] == []
