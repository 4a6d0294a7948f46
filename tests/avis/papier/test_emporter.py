"""What closed consultations said, taken away: the figures of the screen, its thresholds, for the direction alone."""

from __future__ import annotations

import pytest

from caprse.acces.unite import open_unit
from caprse.avis.lecture import list_consultations
from caprse.avis.papier.emporter import ACCORD, ECART, ENSEMBLE, MILIEU, SAVOIR, list_lignes
from caprse.avis.phrases import SAIT_PAS
from caprse.socle.erreurs import Introuvable
from tests.avis.scene import Scene, open_scene
from tests.ecran import open_page
from tests.monde import Monde


def take(scene: Scene, personne: str = "alice") -> list[dict[str, object]]:
    with open_unit(compte_id=scene.monde.comptes[personne]) as unit:
        return list_lignes(list_consultations(unit, scene.monde.structures[0]))


def fill(scene: Scene, *niveaux: int | None, critere: int = 0) -> None:
    """One phone for each niveau, all of the second group."""
    for appareil, niveau in enumerate(niveaux):
        scene.tap(f"appareil {appareil}", niveau, 1, critere)


def test_agreement_and_dispersion_are_those_of_the_screen(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene, 0, 0, 1, 1, 3, None)
    scene.close()
    ensemble, groupe, *_ = take(scene)
    assert (ensemble["Qui"], ensemble["Voix"], ensemble[SAIT_PAS]) == (ENSEMBLE, 6, 1)
    # Of the ten pairs of five people: four part by one niveau, two by two, two by three, two by none.
    assert (ensemble[ECART], ensemble[ACCORD]) == (1.4, "Avis partagés")
    assert ensemble[MILIEU] is not None
    assert groupe[ECART] == ensemble[ECART]
    assert (ensemble["Critère"], ensemble["Trimestre"]) == (monde.criteres[0], 1)


def test_too_few_voices_say_how_many_and_nothing_else(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene, 0, 0, 1, 3)
    scene.close()
    ensemble = take(scene)[0]
    assert ensemble["Voix"] == 4
    assert "trop peu" in str(ensemble[SAVOIR])
    dits = {cle: valeur for cle, valeur in ensemble.items() if valeur is not None}
    assert set(dits) == {"Trimestre", "Close le", "Critère", "Titre du critère", "Qui", "Voix", SAVOIR}


def test_nothing_of_what_runs_and_nothing_for_anyone_but_the_direction(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene, 0, 0, 1, 1, 3)
    assert take(scene) == []
    scene.close()
    assert take(scene)
    assert [take(scene, nom) for nom in ("ali", "aya")] == [[], []]
    for nom in ("bob", "personne"):
        with pytest.raises(Introuvable):
            take(scene, nom)


def test_the_direction_is_offered_the_file_once_there_is_something_in_it(monde: Monde) -> None:
    scene = open_scene(monde)
    fill(scene, 0, 0, 1, 1, 3)
    assert not open_page(monde, "alice", "plusieurs-voix").get("download_button")
    scene.close()
    assert open_page(monde, "alice", "plusieurs-voix").get("download_button")
    assert not open_page(monde, "ali", "plusieurs-voix").get("download_button")
