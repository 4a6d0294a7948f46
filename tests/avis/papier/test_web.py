"""The poster of a link and the sheet of a team: who may print them, what they hold."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette

from caprse.acces.connexion.sessions import open_session
from caprse.acces.jetons import COOKIE
from caprse.acces.unite import open_unit_systeme
from caprse.avis.papier.web import routes
from caprse.referentiel.langues.service import replace_traductions
from tests.acces.navigateur import create_navigateur
from tests.avis.scene import Scene, open_scene
from tests.avis.telephone.test_langues import ARABE, QUESTION, build_traduction
from tests.monde import REFERENTIEL, Monde


@pytest.fixture
def scene(monde: Monde) -> Scene:
    return open_scene(monde)


@pytest.fixture
def navigateur(scene: Scene) -> Iterator[httpx.Client]:
    del scene
    with create_navigateur(Starlette(routes=routes())) as ouvert:
        yield ouvert


def enter(navigateur: httpx.Client, scene: Scene, personne: str) -> None:
    with open_unit_systeme() as unit:
        navigateur.cookies.set(COOKIE, open_session(unit, scene.monde.comptes[personne], "Firefox"))


def test_the_poster_draws_the_code_of_its_own_link(navigateur: httpx.Client, scene: Scene) -> None:
    page = navigateur.get(f"/avis/{scene.jetons[1]}/affiche")
    assert page.status_code == 200
    assert 'class="qr"' in page.text
    assert f"/avis/{scene.jetons[1]}</p>" in page.text
    assert navigateur.get("/avis/inconnu/affiche").status_code == 404
    scene.close()
    assert navigateur.get(f"/avis/{scene.jetons[1]}/affiche").status_code == 403


def test_the_sheet_holds_every_question_with_a_box_per_niveau(navigateur: httpx.Client, scene: Scene) -> None:
    enter(navigateur, scene, "alice")
    page = navigateur.get(f"/feuille-avis/{scene.id}/{scene.groupes[1]}")
    assert page.status_code == 200
    assert page.text.count('class="case"') == 2 * 6
    assert "Salarié·es en parcours" in page.text
    for code in scene.monde.criteres[:2]:
        assert REFERENTIEL.critere(code).niveaux[0] in page.text.replace("\u00a0", " ")


@pytest.mark.parametrize("personne", ["ali", "aya", "bob", "anna", "adam", "charlie"])
def test_the_sheet_is_for_the_direction(navigateur: httpx.Client, scene: Scene, personne: str) -> None:
    enter(navigateur, scene, personne)
    assert navigateur.get(f"/feuille-avis/{scene.id}/{scene.groupes[1]}").status_code == 404


def test_without_a_session_there_is_no_sheet(navigateur: httpx.Client, scene: Scene) -> None:
    assert navigateur.get(f"/feuille-avis/{scene.id}/{scene.groupes[1]}").status_code == 403


def test_the_sheet_and_the_poster_are_printed_in_another_language(navigateur: httpx.Client, scene: Scene) -> None:
    with open_unit_systeme() as unit:
        replace_traductions(unit.db, scene.monde.referentiel, [build_traduction(scene.monde.criteres[0])])
    enter(navigateur, scene, "alice")
    feuille = f"/feuille-avis/{scene.id}/{scene.groupes[1]}"
    assert f'href="{feuille}?langue=ar"' in navigateur.get(feuille).text
    page = navigateur.get(f"{feuille}?langue=ar")
    assert '<html lang="ar" dir="rtl"' in page.text
    assert QUESTION in page.text
    assert page.text.count('class="case"') == 2 * 6
    assert str(ARABE("a_relire")) in page.text
    for code in scene.monde.criteres[:2]:
        assert REFERENTIEL.critere(code).niveaux[0] in page.text.replace("\u00a0", " ")
    affiche = navigateur.get(f"/avis/{scene.jetons[1]}/affiche?langue=ar")
    assert f"/avis/{scene.jetons[1]}?langue=ar</p>" in affiche.text, "its code opens the page in Arabic"
    assert f'href="/avis/{scene.jetons[1]}/affiche"' in affiche.text
