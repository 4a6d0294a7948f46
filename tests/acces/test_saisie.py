"""What a form holds is recorded once, however its button is pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from caprse.acces.brouillons import list_brouillons
from caprse.acces.commences import ECHO, refresh_brouillons
from caprse.acces.ecran import open_unit_ecran
from caprse.acces.saisie import DOUBLE, Formulaire, fill, keep, propose, run_saisie, show_garde, watch, watch_ligne
from caprse.acces.unite import Unit, open_unit
from caprse.progres.regles import SaisieAction
from caprse.progres.service import create_action
from caprse.socle.installation import Installation, set_installation
from tests.base import count_rows
from tests.conftest import Horloge
from tests.ecran import click, open_page, read, run
from tests.monde import Monde

FORMULAIRE = Formulaire("essai/noter", {"quoi": "essai-quoi"})
FORMULAIRE_A_DEUX = Formulaire("essai/deux", {"quoi": "essai-quoi", "qui": "essai-qui"})


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


def open_formulaire(monde: Monde) -> AppTest:
    """A form of two fields, drawn for Alice as ``app.py`` does."""

    def page() -> None:
        with open_unit_ecran() as unit:
            refresh_brouillons(unit)
        fill(FORMULAIRE_A_DEUX, {"quoi": "", "qui": ""})
        st.text_input("Que faut-il faire ?", key="essai-quoi", **watch_ligne(FORMULAIRE_A_DEUX))
        st.text_input("Qui ?", key="essai-qui", **watch_ligne(FORMULAIRE_A_DEUX))
        show_garde(FORMULAIRE_A_DEUX)

    return open_page(monde, "alice", page)


def type_in(essai: AppTest, cle: str, texte: str) -> AppTest:
    essai.text_input(key=cle).set_value(texte)
    return run(essai)


def read_champs(essai: AppTest) -> tuple[str, str]:
    return str(essai.text_input(key="essai-quoi").value), str(essai.text_input(key="essai-qui").value)


def get_champs(monde: Monde) -> dict[str, Any]:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        brouillon = list_brouillons(unit).get(FORMULAIRE_A_DEUX.place)
    return dict(brouillon.champs) if brouillon else {}


def test_what_another_device_typed_is_shown_at_the_next_run(monde: Monde, horloge: Horloge) -> None:
    horloge.instant = datetime.now(UTC)
    bureau, telephone = open_formulaire(monde), open_formulaire(monde)
    type_in(telephone, "essai-quoi", "Trier le papier")
    run(bureau)
    assert read_champs(bureau) == ("Trier le papier", "")
    assert "Repris de votre brouillon" in read(bureau)
    # And again, once it went on.
    horloge.instant += timedelta(seconds=1)
    type_in(telephone, "essai-qui", "Ana")
    run(bureau)
    assert read_champs(bureau) == ("Trier le papier", "Ana")


def test_two_devices_that_type_in_two_fields_lose_neither(monde: Monde) -> None:
    bureau, telephone = open_formulaire(monde), open_formulaire(monde)
    type_in(telephone, "essai-quoi", "Trier le papier")
    type_in(bureau, "essai-qui", "Ana")
    assert read_champs(bureau) == ("Trier le papier", "Ana")
    assert get_champs(monde) == {"quoi": "Trier le papier", "qui": "Ana"}
    assert "Une version plus récente" not in read(bureau)


@pytest.mark.parametrize("prise", [True, False], ids=["prise", "laissée"])
def test_two_texts_of_one_field_are_both_kept_until_one_is_chosen(monde: Monde, prise: bool) -> None:
    bureau, telephone = open_formulaire(monde), open_formulaire(monde)
    type_in(telephone, "essai-quoi", "Écrit sur le téléphone")
    type_in(bureau, "essai-quoi", "Écrit sur l’ordinateur")
    for ecran in (bureau, run(bureau), open_formulaire(monde)):
        assert read_champs(ecran)[0] == "Écrit sur l’ordinateur"
        assert "Une version plus récente de ce texte existe" in read(ecran)
        assert "Écrit sur le téléphone" in read(ecran)
    click(bureau, f"ailleurs-{'prendre' if prise else 'garder'}-essai-quoi")
    gardee = "Écrit sur le téléphone" if prise else "Écrit sur l’ordinateur"
    for ecran in (bureau, open_formulaire(monde)):
        assert read_champs(ecran)[0] == gardee
        assert "Une version plus récente" not in read(ecran)
    assert get_champs(monde) == {"quoi": gardee}


def test_a_text_that_goes_on_from_the_other_is_not_asked_about(monde: Monde) -> None:
    bureau, telephone = open_formulaire(monde), open_formulaire(monde)
    type_in(telephone, "essai-quoi", "Trier")
    type_in(bureau, "essai-quoi", "Trier le papier")
    assert "Une version plus récente" not in read(bureau)
    assert get_champs(monde) == {"quoi": "Trier le papier"}


def test_a_browser_that_has_not_heard_of_it_yet_does_not_take_it_back(
    installation: Installation, monde: Monde
) -> None:
    maintenant = 100.0
    set_installation(replace(installation, chrono=lambda: maintenant))
    bureau, telephone = open_formulaire(monde), open_formulaire(monde)
    type_in(telephone, "essai-quoi", "Trier le papier")
    type_in(bureau, "essai-qui", "Ana")
    # It says what it still shows.
    type_in(bureau, "essai-quoi", "")
    assert read_champs(bureau) == ("Trier le papier", "Ana")
    assert get_champs(monde) == {"quoi": "Trier le papier", "qui": "Ana"}
    # Later, an empty field was emptied.
    maintenant += 2 * ECHO
    type_in(bureau, "essai-quoi", "")
    assert get_champs(monde) == {"qui": "Ana"}


def open_formulaire_coupe(monde: Monde, propositions: dict[str, str]) -> AppTest:
    """The same form, filled by a link; ``coupe`` ends a run between its fields, ``repond`` answers before the next."""

    def page() -> None:
        if "essai-qui" not in st.session_state and st.session_state.pop("repond", False):
            keep(FORMULAIRE_A_DEUX)
        fill(FORMULAIRE_A_DEUX, {"quoi": "", "qui": ""})
        if "venu" not in st.session_state:
            st.session_state["venu"] = True
            propose(FORMULAIRE_A_DEUX, propositions)
        st.text_input("Que faut-il faire ?", key="essai-quoi", **watch_ligne(FORMULAIRE_A_DEUX))
        if st.session_state.pop("coupe", False):
            return
        st.text_input("Qui ?", key="essai-qui", **watch_ligne(FORMULAIRE_A_DEUX))

    return open_page(monde, "alice", page)


def cut(essai: AppTest, *, repond: bool = False) -> None:
    essai.session_state["coupe"] = True
    run(essai)
    essai.session_state["repond"] = repond
    run(essai)


def test_what_a_link_proposes_outlives_a_page_that_was_stopped_before_it_came(monde: Monde) -> None:
    essai = open_formulaire_coupe(monde, {"qui": "Ana"})
    cut(essai)
    assert read_champs(essai) == ("", "Ana")
    assert get_champs(monde) == {}
    type_in(essai, "essai-quoi", "Trier le papier")
    cut(essai, repond=True)
    assert read_champs(essai) == ("Trier le papier", "Ana")
    assert get_champs(monde) == {"quoi": "Trier le papier", "qui": "Ana"}


def test_a_field_that_was_not_drawn_does_not_leave_the_draft(monde: Monde) -> None:
    essai = open_formulaire_coupe(monde, {})
    type_in(essai, "essai-qui", "Ana")
    essai.text_input(key="essai-quoi").set_value("Trier le papier")
    cut(essai, repond=True)
    assert read_champs(essai) == ("Trier le papier", "Ana")
    assert get_champs(monde) == {"quoi": "Trier le papier", "qui": "Ana"}


def test_what_stands_in_a_choice_is_told_at_each_run_and_a_text_once(monde: Monde) -> None:
    """A control that Streamlit loads late would mount empty after a second run, and take the choice back."""
    formulaire = Formulaire("essai/choix", {"quoi": "essai-quoi", "jours": "essai-jours"})

    def page() -> None:
        fill(formulaire, {"quoi": "", "jours": []}, {"jours": bool})
        if "venu" not in st.session_state:
            st.session_state["venu"] = True
            propose(formulaire, {"quoi": "Trier", "jours": ["lundi"]})
        st.text_input("Que faut-il faire ?", key="essai-quoi", **watch_ligne(formulaire))
        st.multiselect("Quels jours ?", ["lundi", "mardi"], key="essai-jours", **watch(formulaire))

    essai = open_page(monde, "alice", page)
    run(essai)
    [jours], [quoi] = essai.multiselect, essai.text_input
    assert (jours.proto.set_value, list(jours.proto.raw_values)) == (True, ["lundi"])
    assert not quoi.proto.set_value
