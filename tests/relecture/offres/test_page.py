"""The catalogue on the screen: what a file would change is read first, then one act, asked once, then it is told."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit
from caprse.referentiel.page_classeur import TYPE_CLASSEUR
from caprse.relecture.offres.page import DEPOT
from caprse.relecture.offres.service import Bilan, get_catalogue, take_catalogue
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation
from tests.base import count_rows, execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.ecran import click, list_keys, open_page, prepare_page, read, read_html, run
from tests.monde import Monde
from tests.relecture.offres.test_classeur import write

AVANT = (
    b"illustratif: true\noffres:\n  - {code: tri, titre: Trier}\n  - {code: ca, titre: Un CA, criteres: [T01-01]}\n"
)


@pytest.fixture
def monde(monde: Monde) -> Monde:
    _take(monde, AVANT)
    return monde


def _take(monde: Monde, octets: bytes) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert isinstance(take_catalogue(unit, monde.collectif, "o.yaml", octets), Bilan)


def bring(monde: Monde, octets: bytes, nom: str = "o.xlsx", genre: str = TYPE_CLASSEUR) -> AppTest:
    essai = run(prepare_page(monde, "anna", "offres"))
    essai.file_uploader(key=DEPOT).set_value((nom, octets, genre))
    return run(essai)


def _list() -> list[tuple[str, str, bool]]:
    return [tuple(ligne) for ligne in execute("select code, titre, retiree from offre order by code")]


def test_what_is_wrong_is_said_by_cell_and_nothing_is_offered(monde: Monde) -> None:
    essai = bring(monde, write(("Trier", None, 99, "Z99-01")))
    assert "2 choses à corriger" in read(essai).replace("\u00a0", " ")
    assert "C2" in read_html(essai)
    assert "Aucun critère du collectif" in read_html(essai)
    assert "offres-remplacer" not in list_keys(essai)
    essai = bring(monde, b"offres:\n  - {titre: ''}\n", "o.yaml", "application/yaml")
    assert "rien n’est remplacé" in read(essai)
    assert "o.yaml:2" in essai.code[0].value


def test_it_is_read_then_confirmed_then_told(monde: Monde) -> None:
    essai = bring(monde, write(("Trier", None, 2), ("Écrire sa charte",)))
    vue = read_html(essai).replace("\u00a0", " ")
    for dit in ("1 nouvelle offre", "1 offre changée", "2 demi-journées au lieu de 1", "1 offre retirée"):
        assert dit in vue
    assert "des exemples" in read(essai)
    click(essai, "offres-remplacer")
    assert "dès maintenant" in read(essai)
    assert count_rows("offre") == 2
    essai = click(essai, "offres-remplacer-oui")
    assert "C’est fait : 2 offres au catalogue, 1 retirée." in read(essai).replace("\u00a0", " ")
    assert _list() == [("ca", "Un CA", True), ("ecrire-sa-charte", "Écrire sa charte", False), ("tri", "Trier", False)]
    assert "Rapporter le classeur" in read(click(essai, "offres-encore"))


def test_a_file_that_says_the_same_replaces_nothing(monde: Monde) -> None:
    essai = bring(monde, AVANT, "o.yaml", "application/yaml")
    assert "la même chose" in read(essai)
    assert "offres-remplacer" not in list_keys(essai)


def test_what_changed_meanwhile_is_not_overwritten(monde: Monde) -> None:
    essai = click(bring(monde, write(("Trier", None, 2))), "offres-remplacer")
    _take(monde, b"offres:\n  - {code: autre, titre: Autre}\n")
    assert "entre-temps" in read(click(essai, "offres-remplacer-oui"))
    assert [ligne[0] for ligne in _list() if not ligne[2]] == ["autre"]


def test_a_retired_offre_comes_back_by_its_title(monde: Monde) -> None:
    _take(monde, b"offres:\n  - {code: tri, titre: Trier}\n")
    essai = bring(monde, write(("Trier",), ("Un CA",)))
    click(click(essai, "offres-remplacer"), "offres-remplacer-oui")
    assert _list() == [("ca", "Un CA", False), ("tri", "Trier", False)]


def test_an_empty_catalogue_begins_with_the_workbook(monde: Monde) -> None:
    execute("update offre set retiree = true")
    essai = open_page(monde, "anna", "offres")
    assert "Télécharger le classeur" in [bouton.proto.label for bouton in essai.get("download_button")]


def test_only_the_animation_reads_it_and_in_one_statement(installation: Installation, monde: Monde) -> None:
    check_rights(monde, {"anna"}, lambda unit: get_catalogue(unit, monde.collectif))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        get_catalogue(unit, monde.collectif)
        with count_statements(installation.moteur) as vues:
            ecran = get_catalogue(unit, monde.collectif)
        assert len(vues) == 1
        with pytest.raises(Refus):
            take_catalogue(unit, monde.collectif, "o.yaml", AVANT, ecran.connues[:1])
    for qui in ("alice", "clara", "adam", "fanny"):
        assert "Un CA" not in f"{read(open_page(monde, qui, 'offres'))}{read_html(open_page(monde, qui, 'offres'))}"
