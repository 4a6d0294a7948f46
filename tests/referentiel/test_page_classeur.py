"""The référentiel by workbook on the screen: taken, brought back, wrong by cell, compared, published."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.service import find_en_cours
from caprse.referentiel.classeur.ecriture import write_classeur
from caprse.referentiel.classeur.verification import read_classeur
from caprse.referentiel.page import VUES
from caprse.referentiel.page_classeur import TYPE_CLASSEUR
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import import_referentiel, publish_referentiel, simulate_publication
from caprse.socle.erreurs import Introuvable, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import count_rows, execute
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read, read_html, run, unescape
from tests.fabrique import build_referentiel
from tests.monde import REFERENTIEL, Monde

NOM = "essai.xlsx"
SUITE = build_referentiel(themes=2, criteres=6, version="0.2.0")


def change(referentiel: Referentiel, **cases: object) -> bytes:
    """The workbook of this référentiel with these cells changed; ``T01_C3`` names sheet and cell."""
    classeur = load_workbook(BytesIO(write_classeur(referentiel)))
    for nom, valeur in cases.items():
        feuille, case = nom.split("_")
        classeur[feuille][case] = valeur
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def send(monde: Monde, octets: bytes, nom: str = NOM) -> AppTest:
    essai = open_page(monde, "anna", "referentiel")
    essai.segmented_control(key="referentiel-vue").set_value(VUES[2])
    run(essai)
    essai.file_uploader(key="referentiel-archive").upload(nom, octets, TYPE_CLASSEUR)
    return run(essai)


def test_a_workbook_is_seen_first_then_published(monde: Monde) -> None:
    octets = change(REFERENTIEL, Référentiel_B3="0.2.0", T01_E3="Critère T01-01, question réécrite ?")
    essai = send(monde, octets)
    assert "Aucune erreur." in read(essai)
    vu = unescape(read(essai)) + read_html(essai)
    assert "« Critère T01-01 »" in vu
    assert "après Critère T01-01, question réécrite ?" in vu
    assert count_rows("referentiel") == 1
    click(essai, "publier")
    assert "La version est publiée." in read(essai)
    assert "publier" not in list_keys(essai)
    assert count_rows("referentiel") == 2


def test_every_error_is_said_by_sheet_and_cell_and_nothing_is_stored(monde: Monde) -> None:
    essai = send(monde, change(SUITE, T01_E3=None, T02_C4="=1+1", Référentiel_B3="deux"))
    vu = read_html(essai)
    for attendu in (
        "Feuille « T01 » E3 T01-01, « Question » : cette case",
        "Feuille « T02 » C4 Une formule",
        "B3 « Ver",
    ):
        assert attendu in vu, attendu
    assert "3 choses à corriger : rien n’est publié." in read(essai)
    assert "publier" not in list_keys(essai)
    with pytest.raises(SaisieInvalide), open_unit(compte_id=monde.comptes["anna"]) as unit:
        publish_referentiel(unit, change(SUITE, T01_E3=None), NOM)
    assert count_rows("referentiel") == 1


@pytest.mark.parametrize("octets", [b"", b"\xd0\xcf\x11\xe0" + bytes(4000), b"code;titre\n"])
def test_what_is_no_workbook_says_what_to_do(monde: Monde, octets: bytes) -> None:
    essai = send(monde, octets, "essai.xls")
    assert "Le classeur" in read_html(essai)
    assert "Classeur Excel (.xlsx)" in read_html(essai)


def test_a_code_given_to_something_else_is_refused_at_its_cell(monde: Monde) -> None:
    octets = change(REFERENTIEL, Référentiel_B3="0.2.0", T01_C3="Baleine", T01_E3="Combien de poissons dans la mer ?")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        examen = simulate_publication(unit, octets, NOM)
    assert examen.refus[0].startswith("feuille T01, cellule B3 : T01-01 était « Critère T01-01 »")


@pytest.mark.parametrize("personne", ["alice", "ali", "bob", "fanny", "personne"])
def test_nobody_else_simulates_or_publishes_a_workbook(monde: Monde, personne: str) -> None:
    octets = write_classeur(SUITE)
    for geste in (simulate_publication, publish_referentiel):
        with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes[personne]) as unit:
            geste(unit, octets, NOM)
    assert count_rows("referentiel") == 1


def test_the_version_in_use_is_the_one_that_is_taken_and_compared(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        import_referentiel(unit.db, SUITE)
    essai = send(monde, change(SUITE, Référentiel_B3="0.3.0"))
    # The trimestre under way follows the older one.
    assert any("par rapport à la version 0.1.0" in plie.label for plie in essai.expander)
    [bouton] = [bouton for bouton in essai.get("download_button") if bouton.key == "classeur-version"]
    assert unescape(getattr(bouton, "label", "")) == "Prendre la version 0.1.0"


def test_reading_opens_on_the_thematique_of_the_trimestre_under_way(monde: Monde) -> None:
    essai = open_page(monde, "anna", "referentiel")
    assert "C’est la thématique du trimestre en cours." in read(essai)
    assert "lire-T01" not in list_keys(essai)
    click(essai, "referentiel-retour")
    assert {"lire-T01", "lire-T02"} <= list_keys(essai)
    click(essai, "lire-T02")
    assert "C’est la thématique du trimestre en cours." not in read(essai)


def test_several_trimestres_under_way_name_no_thematique(monde: Monde) -> None:
    def find(personne: str) -> Any:
        with open_unit(compte_id=monde.comptes[personne]) as unit:
            return find_en_cours(unit)

    assert find("anna") == (monde.referentiel, "T01")
    # Who belongs to it without animating it, and who animates another.
    assert find("alice") is None
    execute("update trimestre set etat = 'clos', clos_le = now() where collectif_id = :c", c=monde.collectif)
    assert find("anna") is None


def test_a_rerun_with_a_workbook_takes_few_statements(monde: Monde, installation: Installation) -> None:
    essai = send(monde, write_classeur(SUITE))
    with count_statements(installation.moteur) as envoyees:
        run(essai)
    assert len(envoyees) <= 6, envoyees


def test_the_workbook_that_is_taken_gives_the_version_back() -> None:
    assert read_classeur(write_classeur(REFERENTIEL)).referentiel == REFERENTIEL
