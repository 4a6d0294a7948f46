"""A button pressed twice: the second press of a double click does nothing, and what was said stays said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from caprse.socle.ecran.boutons import LECTURE, OUBLI
from caprse.socle.installation import Installation, set_installation
from tests.ecran import click, list_values, run


class Chrono:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.instant = 0.0

    def __call__(self) -> float:
        return self.instant


@pytest.fixture
def chrono(installation: Installation) -> Chrono:
    chrono = Chrono()
    set_installation(replace(installation, chrono=chrono))
    return chrono


def _page() -> None:
    # Streamlit runs the text of this function alone: what it needs is imported here.
    import streamlit as st

    from caprse.socle.ecran.affichage import run_action, show_message
    from caprse.socle.ecran.boutons import get_acte, show_bouton

    etat = st.session_state
    etat.setdefault("actes", [])

    def do(quoi: str) -> None:
        etat.actes.append((quoi, get_acte()))
        run_action(lambda: f"Fait : {quoi} ({len(etat.actes)})")

    show_message()
    if not etat.get("cache"):
        show_bouton("Faire", key="faire", on_click=do, args=("faire",))
    show_bouton("Avancer", key="avancer", groupe="pas", on_click=do, args=("avancer",))
    show_bouton("Reculer", key="reculer", groupe="pas", on_click=do, args=("reculer",))


def open_essai() -> AppTest:
    return run(AppTest.from_function(_page, default_timeout=30))


def list_actes(essai: AppTest) -> list[str]:
    return [quoi for quoi, _ in essai.session_state["actes"]]


@pytest.mark.parametrize("ecart", [0.0, 0.06, 0.12, 0.25, LECTURE - 0.01])
def test_the_second_press_of_a_double_click_is_the_same_act(chrono: Chrono, ecart: float) -> None:
    essai = click(open_essai(), "faire")
    chrono.instant += ecart
    click(essai, "faire")
    assert list_actes(essai) == ["faire"]
    assert list_values(essai, "success") == ["Fait : faire (1)"]
    run(essai)
    assert list_values(essai, "success") == []


def test_whoever_has_read_the_page_acts_again_under_another_identity(chrono: Chrono) -> None:
    essai = click(open_essai(), "faire")
    chrono.instant += LECTURE + 0.01
    click(essai, "faire")
    assert list_actes(essai) == ["faire", "faire"]
    un, autre = (identite for _, identite in essai.session_state["actes"])
    assert None not in (un, autre)
    assert un != autre
    assert list_values(essai, "success") == ["Fait : faire (2)"]


def test_another_button_is_another_act_unless_it_takes_the_place_of_the_first(chrono: Chrono) -> None:
    essai = click(click(open_essai(), "faire"), "avancer")
    assert list_actes(essai) == ["faire", "avancer"]
    click(essai, "reculer")
    assert list_actes(essai) == ["faire", "avancer"]


def test_a_press_that_comes_before_the_page_was_drawn_again_is_the_same_act(chrono: Chrono) -> None:
    essai = open_essai()
    essai.session_state["cache"] = True
    click(essai, "faire")
    boutons = essai.session_state["boutons"]
    assert boutons.tous["faire"].montre is None
    chrono.instant += OUBLI + 1
    essai.session_state["cache"] = False
    run(essai)
    chrono.instant += LECTURE + 1
    click(essai, "faire")
    assert list_actes(essai) == ["faire", "faire"]


def test_a_button_that_comes_back_after_another_act_is_pressed_at_once(chrono: Chrono) -> None:
    essai = open_essai()
    essai.session_state["cache"] = True
    click(click(essai, "faire"), "avancer")
    chrono.instant += LECTURE + 0.01
    essai.session_state["cache"] = False
    run(essai)
    click(essai, "faire")
    assert list_actes(essai) == ["faire", "avancer", "faire"]


def test_a_button_that_comes_back_by_itself_long_after_its_act_is_pressed_at_once(chrono: Chrono) -> None:
    essai = open_essai()
    essai.session_state["cache"] = True
    click(essai, "faire")
    chrono.instant += OUBLI + 1
    essai.session_state["cache"] = False
    click(run(essai), "faire")
    assert list_actes(essai) == ["faire", "faire"]
