"""The page that takes a carnet away and brings it back: what changes is read first, then one act."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from caprse.carnet.regles import Saisie
from caprse.echanges.classeur.page import DEPOT
from caprse.referentiel.page_classeur import TYPE_CLASSEUR
from tests.echanges.classeur.gestes import fill
from tests.echanges.classeur.test_service import A, B, answer, answers, take
from tests.ecran import click, list_keys, open_page, prepare_page, read, read_html, run
from tests.monde import REFERENTIEL, Monde

ENREGISTRER = "classeur-enregistrer"


def bring(monde: Monde, octets: bytes, nom: str = "carnet.xlsx") -> AppTest:
    essai = run(prepare_page(monde, "ali", "hors-ligne"))
    essai.file_uploader(key=DEPOT).set_value((nom, octets, TYPE_CLASSEUR))
    return run(essai)


def read_all(essai: AppTest) -> str:
    return f"{read(essai)} {read_html(essai)}".replace("\u00a0", " ")


def test_what_changes_is_read_then_recorded_by_one_press(monde: Monde) -> None:
    essai = bring(monde, fill(REFERENTIEL, take(monde), {(A, "niveau"): 2, (B, "commentaire"): "Hors <b>ligne</b>"}))
    lu = read_all(essai)
    assert "2 réponses changent" in lu
    assert "Niveau : rien" in lu
    assert "Commentaire : rien → devient « Hors <b>ligne</b> »" in lu
    click(essai, ENREGISTRER)
    assert "2 réponses enregistrées depuis le classeur" in read_all(essai)
    assert answers(monde) == {A: Saisie(niveau=2), B: Saisie(commentaire="Hors <b>ligne</b>")}


def test_what_both_sides_changed_is_chosen_before_the_press(monde: Monde) -> None:
    answer(monde, A, Saisie(niveau=1))
    octets = fill(REFERENTIEL, take(monde), {(A, "niveau"): 3})
    answer(monde, A, Saisie(niveau=2), 1)
    essai = bring(monde, octets)
    assert "1 choix à faire" in read_all(essai)
    assert essai.button(key=ENREGISTRER).disabled
    [choix] = essai.radio
    choix.set_value("Le classeur")
    run(essai)
    click(essai, ENREGISTRER)
    assert answers(monde) == {A: Saisie(niveau=3)}


def test_a_workbook_that_changes_nothing_says_so(monde: Monde) -> None:
    assert "ne change rien" in read_all(bring(monde, take(monde)))


def test_what_is_wrong_is_said_and_nothing_is_offered(monde: Monde) -> None:
    essai = bring(monde, fill(REFERENTIEL, take(monde), {(A, "niveau"): "bof", (B, "niveau"): "=1+1"}))
    assert "2 points à corriger : rien n’est écrit" in read_all(essai)
    assert ENREGISTRER not in list_keys(essai)
    essai = bring(monde, b"code;niveau\n", "carnet.csv")
    assert "classeur" in read_all(essai)
    assert ENREGISTRER not in list_keys(essai)


def test_whoever_only_reads_has_no_such_page(monde: Monde) -> None:
    assert "introuvable" in read_all(open_page(monde, "aya", "hors-ligne"))
