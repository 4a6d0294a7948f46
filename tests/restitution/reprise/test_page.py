"""The page of the past: what it would do is read first, then one act, asked once; then it is told everywhere."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit
from caprse.echanges.service import build_export
from caprse.restitution.reprise.page import DEPOT
from caprse.restitution.reprise.service import take_reprise
from tests.base import count_rows, get_value
from tests.ecran import click, list_keys, open_page, prepare_page, read, read_html, run
from tests.monde import Monde
from tests.restitution.reprise.exemples import write_csv
from tests.restitution.reprise.scene import begin_before
from tests.restitution.reprise.test_service import list_lignes
from tests.restitution.scene import execute_as_owner
from tests.test_chemins import list_liens


@pytest.fixture
def monde(monde: Monde) -> Monde:
    """Trimestres 2 and 3 are over, and the third is prepared still; the fourth is open."""
    begin_before(monde, "T03")
    return monde


def read_all(essai: AppTest) -> str:
    """What the elements say, then our own HTML."""
    return f"{read(essai)} {read_html(essai)}"


def bring(monde: Monde, octets: bytes) -> AppTest:
    """The page once this file was chosen."""
    essai = run(prepare_page(monde, "anna", "reprise"))
    essai.file_uploader(key=DEPOT).set_value(("reprise.csv", octets, "text/csv"))
    return run(essai)


def test_the_trimestres_lead_there_while_one_is_over_and_prepared(monde: Monde) -> None:
    assert "reprise" in list_liens(monde, "anna", "trimestres")
    essai = open_page(monde, "anna", "reprise")
    assert "pour le trimestre 3" in read(essai)


def test_they_do_not_once_none_is(monde: Monde) -> None:
    execute_as_owner("update trimestre set fin = '2030-01-01' where numero = 3")
    assert "reprise" not in list_liens(monde, "anna", "trimestres")


def test_what_is_wrong_is_said_and_nothing_is_offered(monde: Monde) -> None:
    essai = bring(monde, write_csv(("2", "T02", "01/07/2025", "hier", "Inconnue", "T02-01", "9")))
    lu = read_all(essai)
    assert "3 choses à corriger : rien n’est repris" in lu
    for phrase in ("« hier » n’est pas une date", "« Inconnue » n’est pas une structure", "« 9 » n’est pas un niveau"):
        assert phrase in lu
    assert "reprendre" not in list_keys(essai)


def test_it_is_read_then_confirmed_then_done(monde: Monde) -> None:
    essai = bring(monde, write_csv(*list_lignes()))
    assert "2 trimestres, 10 structures, 30 réponses" in read(essai)
    assert count_rows("reponse") == 0
    click(essai, "reprendre")
    assert "ne se rouvrent pas" in read(essai)
    assert count_rows("reponse") == 0
    click(essai, "reprendre-oui")
    assert "les trimestres 2 et 3 sont repris (10 structures, 30 réponses)" in read(essai)
    assert get_value("select count(*) from trimestre where repris_le is not null and etat = 'clos'") == 2


def test_nobody_else_has_the_page(monde: Monde) -> None:
    for personne in ("alice", "adam", "fanny"):
        assert "Rapporter le classeur" not in read(open_page(monde, personne, "reprise"))


def test_who_was_not_there_then_reads_its_own_trimestre(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        take_reprise(unit, monde.collectif, write_csv(*list_lignes()[3:]))
    essai = open_page(monde, "alice", "resultats", trimestre="2")
    assert [titre.value for titre in essai.header] == ["Thématique T01"]
    assert "repris le" not in read(essai)


def test_it_is_told_where_the_past_is_read(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        take_reprise(unit, monde.collectif, write_csv(*list_lignes()))
    jour = get_value("select to_char(max(repris_le) at time zone 'Europe/Paris', 'FMDD') from trimestre")
    repris = f"repris le {jour} "
    assert repris in read(open_page(monde, "alice", "resultats", trimestre="2"))
    assert repris in read(open_page(monde, "alice", "le-collectif", trimestre="2"))
    assert repris in read_all(open_page(monde, "anna", "collectif", trimestre="2"))
    clos = open_page(monde, "anna", "trimestres")
    assert repris in read_all(clos)
    execute_as_owner("delete from carnet where etat = 'brouillon'")
    execute_as_owner("update trimestre set etat = 'clos', clos_le = now() where numero = 4")
    assert not [cle for cle in list_keys(open_page(monde, "anna", "trimestres")) if cle in {"reouverture-2"}]
    assert repris in read(open_page(monde, "alice", "carnet"))
    assert repris.capitalize() in read_all(open_page(monde, "alice", "transmettre"))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        archive = zipfile.ZipFile(io.BytesIO(build_export(unit, monde.structures[0])))
    lignes = list(csv.DictReader(io.StringIO(archive.read("carnets.csv").decode("utf-8-sig")), delimiter=";"))
    assert all(ligne["Repris le"] and not ligne["Transmis le"] for ligne in lignes if ligne["Trimestre"] != "4")
