"""The page of the reminders, run as a person would see it."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.comptes import page_mon_compte as page_mon_compte_module
from caprse.acces.comptes.page_mon_compte import page_mon_compte
from caprse.courrier.facteur import send_courriels
from caprse.relecture.rappels import page as module
from caprse.relecture.rappels.page import page_rappels
from caprse.relecture.rappels.regles import GenreRappel
from caprse.socle.installation import Installation
from tests.acces.conftest import configure
from tests.base import execute
from tests.compteur import count_statements
from tests.ecran import click, list_keys, list_values, open_page, run
from tests.ecran import read as read_screen
from tests.monde import Monde
from tests.relecture.rappels.scene import set_etat


def _list_apercus(essai: AppTest) -> list[str]:
    return [texte for texte in list_values(essai, "html") if "Bonjour" in texte]


def _list_cases(essai: AppTest) -> dict[str, bool]:
    return {case.label.split(" · ")[1].split(" ")[0]: bool(case.value) for case in essai.checkbox}


def test_the_text_and_the_people_are_seen_before_sending(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_rappels)
    assert _list_cases(essai) == {"Ali": True, "Alice": True, "Bob": True}
    [apercu] = _list_apercus(essai)
    assert "Bonjour A" in apercu
    assert "15 avril 2026" in apercu
    assert essai.button(key="rappels-envoyer").label == "Envoyer 3\u00a0rappels"
    essai.checkbox[0].uncheck()
    run(essai)
    assert essai.button(key="rappels-envoyer").label == "Envoyer 2\u00a0rappels"
    click(essai, "rappels-envoyer")
    assert "2 rappels sont dans leurs Nouvelles." in read_screen(essai)
    assert execute("select destinataire from courriel order by 1") == [("alice@exemple.test",), ("bob@exemple.test",)]
    assert _list_cases(essai) == {"Ali": False, "Alice": False, "Bob": False}


def test_the_address_says_which_reminder(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_rappels, **{module.GENRE: module.CHOIX[GenreRappel.A_COMPLETER]})
    assert module.QUI[GenreRappel.A_COMPLETER] in read_screen(essai)


def test_a_site_that_sends_says_that_it_sends(monde: Monde, installation: Installation) -> None:
    assert module.SANS_SERVEUR in " ".join(list_values(open_page(monde, "anna", page_rappels), "html"))
    configure(installation, smtp_hote="smtp.exemple.test")
    essai = open_page(monde, "anna", page_rappels)
    assert module.SANS_SERVEUR not in " ".join(list_values(essai, "html"))
    assert essai.button(key="rappels-envoyer").label == "Envoyer 3\u00a0rappels"
    click(essai, "rappels-envoyer")
    assert "3 rappels partent." in read_screen(essai)


def test_a_reminder_can_leave_another_day_and_be_taken_back(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_rappels)
    essai.segmented_control(key=module.QUAND).set_value(module.PLUS_TARD)
    run(essai)
    essai.date_input(key=module.JOUR).set_value(date(2026, 4, 1))
    click(essai, "rappels-envoyer")
    vu = read_screen(essai)
    assert "3 rappels seront dans leurs Nouvelles le 1er avril 2026." in vu
    assert "part le 1er avril 2026 à 8 h 00" in vu
    annuler = sorted(cle for cle in list_keys(essai) if cle.startswith("rappel-annuler-"))
    assert len(annuler) == 3
    click(essai, annuler[0])
    vu = read_screen(essai)
    assert "Le rappel est annulé." in vu
    assert "Annulé par Anna." in vu


def test_nobody_chosen_or_a_bad_day_is_said(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_rappels)
    for case in essai.checkbox:
        case.uncheck()
    click(essai, "rappels-envoyer")
    assert "Choisissez au moins une personne." in read_screen(essai)
    essai.checkbox[0].check()
    essai.segmented_control(key=module.QUAND).set_value(module.PLUS_TARD)
    run(essai)
    essai.date_input(key=module.JOUR).set_value(date(2026, 5, 1))
    click(essai, "rappels-envoyer")
    assert "choisissez un jour avant" in read_screen(essai)
    assert execute("select id from courriel") == []


def test_the_other_kinds_say_whom_they_are_for(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_rappels)
    essai.pills(key=module.GENRE).set_value(GenreRappel.A_COMPLETER)
    run(essai)
    assert "aucun carnet n’est à compléter" in read_screen(essai)
    set_etat(monde, "a_completer")
    run(essai)
    assert _list_cases(essai) == {"Alice": True}
    set_etat(monde, "transmis", "clos", rang=1)
    essai.pills(key=module.GENRE).set_value(GenreRappel.APRES_CLOTURE)
    run(essai)
    assert len(essai.checkbox) == 3
    assert len(_list_apercus(essai)) == 2, "one text for those who transmitted, one for the others"


def test_names_are_shown_as_they_are_typed(monde: Monde) -> None:
    execute("update structure set nom = '**A** <b>x</b>' where id = :id", id=monde.structures[0])
    essai = open_page(monde, "anna", page_rappels)
    assert r"\*\*A\*\*" in essai.checkbox[0].label


def test_other_people_are_told_that_the_page_does_not_exist(monde: Monde) -> None:
    for personne in ("alice", "ali", "aya"):
        essai = open_page(monde, personne, page_rappels)
        assert "introuvable" in essai.error[0].value
        assert _list_cases(essai) == {}
    # They animate another collectif, or none: nobody of this one is shown.
    for personne in ("clara", "adam"):
        assert _list_cases(open_page(monde, personne, page_rappels)).keys().isdisjoint({"Ali", "Alice", "Bob"})


def test_the_page_costs_few_statements(installation: Installation, monde: Monde) -> None:
    essai = open_page(monde, "anna", page_rappels)
    with count_statements(installation.moteur) as vues:
        run(essai)
    assert len(vues) <= 6, vues


def test_one_chooses_ones_reminders_on_ones_account(installation: Installation, monde: Monde) -> None:
    essai = open_page(monde, "alice", page_mon_compte)
    assert [case.value for case in essai.checkbox] == [True] * 4
    essai.checkbox(key="rappel-avant_cloture").uncheck()
    run(essai)
    assert "Votre choix de rappels est enregistré." in read_screen(essai)
    assert execute("select compte_id, genre from desinscription") == [(monde.comptes["alice"], "avant_cloture")]
    execute("delete from desinscription")
    run(essai)
    assert essai.checkbox(key="rappel-avant_cloture").value is True
    essai.checkbox(key="rappel-mention").uncheck()
    run(essai)
    essai.checkbox(key="rappel-mention").check()
    run(essai)
    assert execute("select genre from desinscription") == []
    assert send_courriels(installation) == 0
    essai = open_page(monde, "personne", page_mon_compte)
    assert len(essai.checkbox) == 0


def test_the_choices_of_mails_say_what_they_are_for(
    installation: Installation, monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_mon_compte_module, "list_mes_genres", lambda _: {"transmis": "Un carnet transmis"})
    essai = open_page(monde, "anna", page_mon_compte)
    # Nothing leaves: the choice waits in a fold.
    assert [pli.label for pli in essai.expander] == ["Choisir ceux que je recevrai"]
    vu = read_screen(essai)
    assert "tout arrive dans vos Nouvelles" in vu
    assert "Les carnets et les trimestres" in vu
    configure(installation, smtp_hote="smtp.exemple.test")
    essai = open_page(monde, "alice", page_mon_compte)
    assert not essai.expander
    assert essai.checkbox
    vu = read_screen(essai)
    assert "tout arrive dans vos Nouvelles" not in vu
    assert "Un choix est enregistré" in vu
    assert "Votre carnet et vos trimestres" in vu
