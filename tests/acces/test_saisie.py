"""What a form holds is recorded once, however its button is pressed."""

from __future__ import annotations

from dataclasses import replace

import pytest
import streamlit as st

from caprse.acces.saisie import DOUBLE, Formulaire, fill, run_saisie
from caprse.acces.unite import Unit
from caprse.progres.regles import SaisieAction
from caprse.progres.service import create_action
from caprse.socle.installation import Installation, set_installation
from tests.base import count_rows
from tests.ecran import open_page, run
from tests.monde import Monde

FORMULAIRE = Formulaire("essai/noter", {"quoi": "essai-quoi"})


@pytest.mark.parametrize(
    ("attente", "retape", "lignes"),
    [(0.9 * DOUBLE, False, 1), (0.9 * DOUBLE, True, 1), (0.9 * DOUBLE, "Autre", 2), (1.1 * DOUBLE, True, 2)],
    ids=["deux fois", "deux fois, redit par le navigateur", "autre chose aussitôt", "la même chose plus tard"],
)
def test_a_double_press_records_once(
    installation: Installation, monde: Monde, attente: float, retape: bool | str, lignes: int
) -> None:
    maintenant = 100.0
    set_installation(replace(installation, chrono=lambda: maintenant))

    def page() -> None:
        fill(FORMULAIRE, {"quoi": ""})
        st.text_input("Que faut-il faire ?", key="essai-quoi")
        st.button("Noter", key="essai-noter", on_click=note)

    def note() -> None:
        def use_case(unit: Unit) -> str:
            create_action(unit, monde.structures[0], SaisieAction(st.session_state["essai-quoi"]))
            return "Noté."

        run_saisie(use_case, FORMULAIRE, place="message-essai")

    essai = open_page(monde, "alice", page)
    essai.text_input(key="essai-quoi").set_value("Trier le papier")
    essai.button(key="essai-noter").click()
    run(essai)
    maintenant += attente
    if retape:
        essai.text_input(key="essai-quoi").set_value("Trier le papier" if retape is True else retape)
    essai.button(key="essai-noter").click()
    run(essai)
    assert essai.session_state["message-essai"]
    assert count_rows("action") == lignes
