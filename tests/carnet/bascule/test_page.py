"""The page of the bascule: the file is checked, each structure is shown, the name is typed, it is done."""

from __future__ import annotations

from uuid import UUID

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from caprse.carnet.bascule.page import page_bascule
from caprse.carnet.regles import Saisie
from caprse.socle.installation import Installation
from tests.base import execute
from tests.carnet.bascule.test_service import build_correspondance, build_suite, fill, publish, read, save
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read_html, run, unescape
from tests.ecran import read as read_page
from tests.monde import Monde


@pytest.fixture
def suite(monde: Monde) -> UUID:
    return publish(build_suite())


def send(essai: AppTest, octets: bytes | None = None) -> AppTest:
    if octets is None:
        octets = yaml.safe_dump(build_correspondance().model_dump(mode="json", exclude_none=True)).encode()
    essai.file_uploader(key="bascule-fichier").upload("correspondance.yaml", octets, "application/yaml")
    return run(essai)


def test_before_after_are_shown_then_the_name_confirms(monde: Monde, suite: UUID) -> None:
    fill(monde)
    essai = send(open_page(monde, "anna", page_bascule))
    assert "dont 2 à confirmer" in read_page(essai)
    vu = read_html(essai)
    assert "T01" not in vu.replace("Critère T01", "").replace("Enjeu T01", "")
    assert "« Critère T01-01 » : 3 · Niveau 3, cible 4 · Niveau 4, avec un texte" in vu
    assert "« Critère T01-02 » : 1 · Niveau 1, avec un texte" in vu
    assert "réunis en un seul" in vu
    assert "4 · Niveau 4, avec un texte" in vu
    assert "La loi a changé." in vu
    essai.text_input(key="bascule-nom").set_value("autre")
    click(essai, "bascule-faire")
    assert "Le nom du collectif n’est pas le bon" in read_page(essai)
    assert "T01-06" not in read(monde)
    essai.text_input(key="bascule-nom").set_value(" collectif a ")
    click(essai, "bascule-faire")
    assert "Le collectif suit maintenant la version 0.2.0 : 4 réponses reprises." in read_page(essai)
    assert read(monde)["T01-06"].niveau == 2
    assert "bascule-faire" not in list_keys(essai)


def test_the_correspondence_is_made_on_the_page_without_a_file(monde: Monde, suite: UUID) -> None:
    fill(monde)
    essai = open_page(monde, "anna", page_bascule)
    assert "**2 anciens critères** à placer" in read_page(essai).replace("\u00a0", " ")
    placer = {code: essai.selectbox(key=f"suite-{suite}-{code}") for code in ("T01-02", "T01-04")}
    placer["T01-02"].set_value("T01-01")
    placer["T01-04"].set_value("T01-07")
    vu = read_page(run(essai))
    assert "0 réponse sans suite" in vu
    assert "réunis en un seul" in read_html(essai)
    essai.text_input(key="bascule-nom").set_value("Collectif A")
    click(essai, "bascule-faire")
    assert "Le collectif suit maintenant la version 0.2.0" in read_page(essai)
    assert read(monde)["T01-07"].niveau == 4


def test_a_choice_that_the_version_does_not_have_means_no_suite(monde: Monde, suite: UUID) -> None:
    fill(monde)
    essai = open_page(monde, "anna", page_bascule)
    essai.session_state[f"suite-{suite}-T01-02"] = ""
    essai.session_state[f"suite-{suite}-T01-04"] = ""
    run(essai)
    assert "2 réponses sans suite" in read_page(essai)
    assert "Sans suite" in read_html(essai)


def test_every_error_of_the_file_is_listed(monde: Monde, suite: UUID) -> None:
    essai = send(open_page(monde, "anna", page_bascule), b"id: essai\nde: 0.1.0\nvers: 0.2.0\nlignes: {}\n")
    [liste] = [bloc.value for bloc in essai.code]
    assert liste.count("CODE-OUBLIE") == 22
    assert "bascule-faire" not in list_keys(essai)


def test_what_cannot_follow_is_said_and_cannot_be_confirmed(monde: Monde, suite: UUID) -> None:
    autre = publish(build_suite("0.3.0"))
    execute(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
        " values (:c, 2, 'T02', :r, '2026-04-16', '2026-07-15')",
        c=monde.collectif,
        r=autre,
    )
    essai = open_page(monde, "anna", page_bascule)
    essai.selectbox(key="bascule-vers").set_value(suite)
    essai = send(run(essai))
    assert "Le trimestre 2 suit une autre version" in read_page(essai)
    assert "bascule-faire" not in list_keys(essai)


def test_without_a_later_version_there_is_nothing_to_do(monde: Monde) -> None:
    assert "il n’y en a pas de plus récente" in read_page(open_page(monde, "anna", page_bascule))


def test_names_are_shown_as_they_were_typed(monde: Monde, suite: UUID) -> None:
    execute("update structure set nom = '**Gras** [x](y)' where id = :s", s=monde.structures[0])
    save(monde, "T01-03", Saisie(niveau=1))
    essai = send(open_page(monde, "anna", page_bascule))
    assert any(unescape(plie.label).startswith("**Gras** [x](y)") for plie in essai.expander)


def test_a_rerun_takes_few_statements(monde: Monde, suite: UUID, installation: Installation) -> None:
    fill(monde)
    essai = send(open_page(monde, "anna", page_bascule))
    with count_statements(installation.moteur) as envoyees:
        run(essai)
    assert len(envoyees) <= 6, envoyees


@pytest.mark.parametrize("personne", ["fanny", "adam", "personne"])
def test_who_animates_nothing_is_offered_nothing(monde: Monde, suite: UUID, personne: str) -> None:
    essai = open_page(monde, personne, page_bascule)
    assert essai.get("file_uploader") == []


@pytest.mark.parametrize("personne", ["alice", "ali", "aya"])
def test_members_are_told_that_there_is_no_such_page(monde: Monde, suite: UUID, personne: str) -> None:
    assert "introuvable" in open_page(monde, personne, page_bascule).error[0].value
