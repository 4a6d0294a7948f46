"""Templates and icebreakers: every one of their steps may be written, whatever the référentiel."""

from __future__ import annotations

from uuid import UUID

import pytest

from caprse.seance.contenus.saisies import clean_etape
from caprse.seance.preparation.liste import read_ordre
from caprse.seance.preparation.modeles import BRISE_GLACES, Modele, build_brise_glace, plan_modele
from caprse.seance.preparation.suggestions import add_brise_glace, add_modele
from caprse.seance.regles import GenreEtape
from tests.droits import check_rights
from tests.fabrique import build_referentiel
from tests.monde import Monde
from tests.seance.scene_preparee import as_anna, prepare_seance, see

UN, DEUX = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("modele", Modele)
@pytest.mark.parametrize("criteres", [1, 8, 40])
def test_every_step_of_a_template_may_be_written(modele: Modele, criteres: int) -> None:
    enjeux = build_referentiel(themes=1, criteres=criteres).thematique("T01").enjeux
    etapes = plan_modele(modele, enjeux)
    codes = {critere.code for enjeu in enjeux for critere in enjeu.criteres}
    for etape in etapes:
        nette, raisons = clean_etape(etape, codes, {enjeu.code for enjeu in enjeux})
        assert raisons == []
        assert nette is not None
    assert (etapes[0].genre, etapes[-1].genre) == (GenreEtape.ACCUEIL, GenreEtape.CLOTURE)
    assert sum(etape.minutes for etape in etapes) <= 120


def test_the_session_of_the_bilan_shows_the_path_of_the_collectif() -> None:
    enjeux = build_referentiel(themes=1, criteres=8).thematique("T01").enjeux
    genres = {modele: {etape.genre for etape in plan_modele(modele, enjeux)} for modele in Modele}
    assert [modele for modele in Modele if GenreEtape.CHEMIN in genres[modele]] == [Modele.BILAN]


def test_icebreakers_are_open_words() -> None:
    for question in BRISE_GLACES:
        nette, raisons = clean_etape(build_brise_glace(question), (), ())
        assert (raisons, nette is not None) == ([], True)


def test_a_template_is_laid_for_the_animation_only(monde: Monde) -> None:
    seance = prepare_seance(monde)
    check_rights(monde, {"anna"}, lambda unit: add_modele(unit, seance, Modele.BILAN))
    check_rights(monde, {"anna"}, lambda unit: add_brise_glace(unit, seance, BRISE_GLACES[0]))
    nombre = as_anna(monde, add_modele, seance, Modele.OUVERTURE)
    etapes = see(monde, seance).etapes
    assert len(etapes) == 3 + nombre
    assert etapes[-1].genre is GenreEtape.CLOTURE
    assert etapes[3].notes


@pytest.mark.parametrize(
    "recu",
    [
        None,
        "x",
        {},
        {"ids": "x"},
        {"ids": [str(UN), 3], "etape": str(UN)},
        {"ids": [str(UN)], "etape": "x"},
        {"ids": [{}]},
    ],
)
def test_what_a_browser_makes_up_is_no_order(recu: object) -> None:
    assert read_ordre(recu) is None


def test_an_order_is_ids_and_the_one_that_moved() -> None:
    assert read_ordre({"ids": [str(DEUX), str(UN)], "etape": str(UN)}) == ([DEUX, UN], UN)
