"""The room's own acts: its timer, its agreement to look, the steps that would stay empty, words shown together."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError

from caprse.acces.unite import Unit, open_unit
from caprse.seance.accord import note_accord
from caprse.seance.image.apercu import PAS_ENCORE, build_apercu
from caprse.seance.image.chiffres import ATTENTE_TOUS
from caprse.seance.image.vides import Vides, find_vides, get_seance_et_chiffres
from caprse.seance.lecture import get_rejeu, get_seance
from caprse.seance.minuteur import start_minuteur, stop_minuteur
from caprse.seance.mur.web import build_page_apercu
from caprse.seance.service import rehearse
from caprse.socle.erreurs import Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.monde import Monde
from tests.restitution.scene import answer_and_send, refresh
from tests.seance.image.test_lecture import act, look, see
from tests.seance.scene_mur import ETAPES, Scene, change, create_scene, show


@pytest.fixture
def scene(monde: Monde) -> Scene:
    """Seven of ten have transmitted, and their figures are published."""
    scene = create_scene(monde)
    answer_and_send(monde, *range(7))
    assert refresh(monde)
    return scene


def read(scene: Scene) -> Vides:
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        fiche, chiffres = get_seance_et_chiffres(unit, scene.seance)
    return find_vides(fiche.etapes, chiffres)


def list_marques() -> list[str]:
    return [
        nom
        for (nom,) in execute(
            "select s.nom from carnet c join structure s on s.id = c.structure_id"
            " where c.vu_ensemble_le is not null order by 1"
        )
    ]


def test_steps_that_would_stay_empty_are_told_with_whom_one_waits_for(
    scene: Scene, installation: Installation
) -> None:
    vides = read(scene)
    assert dict(vides.etapes) == {scene.etapes[genre]: ATTENTE_TOUS for genre in ("radar", "repartition")}
    assert len(vides.manquants) == 3
    assert vides.debloquees == 2
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit, count_statements(installation.moteur) as vues:
        get_seance_et_chiffres(unit, scene.seance)
    assert len([requete for requete in vues if "set_config" not in requete]) == 2
    answer_and_send(scene.monde, 7, 8, 9)
    assert refresh(scene.monde)
    assert read(scene) == Vides({}, (), 0)


def test_without_a_publication_there_is_nothing_to_agree_to(monde: Monde) -> None:
    vides = read(create_scene(monde))
    assert len(vides.etapes) == 2
    assert vides.debloquees == 0


def test_a_room_that_agrees_sees_the_figures_and_who_had_not_answered_is_marked(scene: Scene) -> None:
    assert look(scene, "radar")["axes"] == []
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        assert note_accord(unit, scene.seance) == 3
    assert look(scene, "radar")["axes"] != []
    assert read(scene).etapes == {}
    assert len(list_marques()) == 3
    # Asked again, nobody is marked twice; the journal keeps both the agreement and each carnet.
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        assert note_accord(unit, scene.seance) == 0
    faits = execute(
        "select objet, count(*) from journal"
        " where apres ->> 'accord_le' is not null or apres ->> 'vu_ensemble_le' is not null group by 1"
    )
    assert sorted(tuple(fait) for fait in faits) == [("carnet", 3), ("seance", 2)]
    # The animation takes no mark back, and a direction gives none.
    for nom, valeur in (("anna", "null"), ("alice", "now()")):
        with pytest.raises(DBAPIError), open_unit(compte_id=scene.monde.comptes[nom]) as unit:
            unit.db.connection().exec_driver_sql(f"update carnet set vu_ensemble_le = {valeur}")


def test_a_rehearsal_marks_nobody(scene: Scene) -> None:
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        copie = rehearse(unit, scene.seance)
        assert note_accord(unit, copie) == 0
    assert list_marques() == []


def test_only_the_animation_agrees_and_only_while_it_runs(scene: Scene) -> None:
    check_rights(scene.monde, {"anna"}, lambda unit: note_accord(unit, scene.seance))
    check_rights(scene.monde, {"anna"}, lambda unit: start_minuteur(unit, scene.seance, 2))
    check_rights(scene.monde, {"anna"}, lambda unit: stop_minuteur(unit, scene.seance))
    change(scene, etat="terminee", code=None)
    for geste in (lambda unit: note_accord(unit, scene.seance), lambda unit: start_minuteur(unit, scene.seance, 2)):
        with pytest.raises(Refus, match="terminée"):
            act(scene, geste)


def test_the_wall_counts_down_and_says_when_the_time_is_over(scene: Scene, horloge: Horloge) -> None:
    assert see(scene).minuteur is None
    act(scene, start_minuteur, scene.seance, 3)
    horloge.instant += timedelta(seconds=50)
    # The clock of the test runs on a little.
    assert (see(scene).minuteur or 0) in range(120, 131)
    horloge.instant += timedelta(minutes=3)
    assert (see(scene).minuteur or 0) <= 0
    act(scene, start_minuteur, scene.seance, 1)
    assert (see(scene).minuteur or 0) in range(50, 61)
    act(scene, stop_minuteur, scene.seance)
    assert see(scene).minuteur is None
    for minutes in (0, -1, 61):
        with pytest.raises(SaisieInvalide):
            act(scene, start_minuteur, scene.seance, minutes)


def test_the_thumbnail_shows_every_step_before_anyone_is_there_to_its_animation_alone(monde: Monde) -> None:
    scene = create_scene(monde, (*ETAPES, ("accueil", {}), ("cloture", {})), etat="preparee")

    def look_at(unit: Unit) -> None:
        fiche, chiffres = get_seance_et_chiffres(unit, scene.seance)
        for etape in fiche.etapes:
            vue = build_apercu(fiche, etape, chiffres, "https://cahier.exemple")
            assert vue.contenu is not None
            assert vue.contenu.genre is etape.genre
            assert f"g-{etape.genre}" in build_page_apercu(vue)
            assert vue.rejoindre is not None
            assert (vue.rejoindre.code, vue.rejoindre.adresse) == (PAS_ENCORE, "cahier.exemple/rejoindre")

    check_rights(monde, {"anna"}, look_at)


def test_the_welcome_and_the_closing_show_the_day_and_what_comes_next(monde: Monde) -> None:
    scene = create_scene(monde, (("accueil", {}), ("cloture", {})))
    execute(
        "insert into decision (collectif_id, rencontre_id, quoi) values (:c, :r, 'Tenir un registre')",
        c=monde.collectif,
        r=scene.rencontre,
    )
    execute(
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour, heure)"
        " values (:c, :t, 'visio', 'Point d’avril', '2026-04-02', '14:00')",
        c=monde.collectif,
        t=monde.trimestre,
    )
    assert look(scene, "accueil")["jour"] == "14\u00a0mars\u00a02026"
    cloture = look(scene, "cloture")
    assert [decision["quoi"] for decision in cloture["decisions"]] == ["Tenir un registre"]
    assert cloture["prochaine"] == "2\u00a0avril\u00a02026 à 14\u00a0h\u00a000, Point d’avril"


def test_what_the_presenter_noted_reaches_no_member(scene: Scene) -> None:
    etape: UUID = scene.etapes["texte"]
    execute("update etape set notes = 'Ne pas oublier' where id = :e", e=etape)
    show(scene, "texte")
    assert "oublier" not in str(see(scene))
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        assert "Ne pas oublier" in [e.notes for e in get_seance(unit, scene.seance).etapes]
    change(scene, etat="terminee", code=None)
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        assert {e.notes for e in get_rejeu(unit, scene.seance).etapes} == {""}
