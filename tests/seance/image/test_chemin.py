"""The collectif's path on a wall: what is published and nothing else, as a room may see it, read from afar."""

from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.restitution.chemin.phrases_collectif import RIEN
from caprse.restitution.chemin.service_collectif import get_chemin_collectif, read_chemin_salle
from caprse.restitution.figures.formats import round_pourcent
from caprse.seance.compte_rendu.phrases import write_scene
from caprse.seance.compte_rendu.vue_figures import build_figure
from caprse.seance.contenus.scene_chemin import PointMontre, RangeeMontree, SceneChemin
from caprse.seance.contenus.scenes import decode_scene
from caprse.seance.image.chemin import build_chemin
from caprse.seance.image.figures import draw_figure, has_figure
from caprse.seance.image.lecture import build_vue, freeze_etape
from caprse.seance.image.vides import find_vides, get_seance_et_chiffres
from caprse.seance.mur.web import build_page_apercu
from caprse.socle.ecran.cadre import Theme
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.monde import Monde
from tests.restitution.scene import answer, answer_and_send, close, open_next, send
from tests.seance.scene_mur import Scene, change, create_scene

ESPACE = "{http://www.w3.org/2000/svg}"
ETAPES: tuple[tuple[str, dict[str, str]], ...] = (("chemin", {}), ("texte", {"texte": "Merci", "lien": ""}))


def look(scene: Scene) -> SceneChemin:
    """What the wall shows; its page draws it, and it is read back as it is kept."""
    with open_unit_systeme() as unit:
        vue = build_vue(unit, scene.seance)
    assert "</svg>" in build_page_apercu(vue)
    vu = vue.contenu
    assert isinstance(vu, SceneChemin)
    assert decode_scene(json.loads(json.dumps(vu.to_contenu()))) == vu
    return vu


@pytest.fixture
def suite(monde: Monde) -> Scene:
    """Two trimestres closed, three structures higher in the second; a session of the third."""
    answer_and_send(monde, *range(10))
    close(monde)
    deux, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    for rang, structure in enumerate(monde.structures):
        revue = {"T01-01": 4} if rang < 3 else {}
        answer(carnets[structure], {f"T02-0{n}": rang % 5 for n in range(1, 9)} | {"TRA-01": rang % 5} | revue)
    send(*carnets.values())
    close(monde, deux)
    trois, _ = open_next(monde, 3, "T03", date(2026, 7, 16), date(2026, 10, 15))
    return create_scene(monde, ETAPES, trimestre=trois, jour=date(2026, 8, 2))


def test_the_wall_the_page_and_the_minutes_say_the_same(suite: Scene) -> None:
    vu = look(suite)
    with open_unit(compte_id=suite.monde.comptes["anna"]) as unit:
        page = get_chemin_collectif(unit, suite.monde.collectif).chemin
    dits = {(r.code, p.numero): (p.mediane, p.pas) for r in vu.rangees for p in r.points}
    assert dits == {
        (rangee.code, point.numero): (
            round_pourcent(point.agregat.quartiles.mediane) if point.agregat.quartiles else None,
            etape.pas if (etape := rangee.find_etape(point.numero)) else 0,
        )
        for rangee in page.rangees
        for point in rangee.points
    }
    assert dits["T01", 2][1] == 9
    assert "9\u00a0marches de plus" in vu.phrase
    lignes = write_scene(vu)
    assert lignes[0] == " ".join(vu.phrase.split())
    assert all(f"{mediane} % (T{numero})" in lignes[1] for (_, numero), (mediane, _) in dits.items())
    dernier = vu.rangees[0].points[-1].mediane
    assert f"{dernier} %" in build_figure(vu, Theme("T", "Thème", "#123456", "M0 0"))


def test_no_name_nor_answer_reaches_the_wall(suite: Scene) -> None:
    texte = json.dumps(look(suite).to_contenu())
    assert not any(nom in texte for (nom,) in execute("select nom from structure"))


def test_what_is_too_thin_for_one_who_counted_is_not_shown_to_a_room(monde: Monde) -> None:
    answer_and_send(monde, *range(5))
    close(monde)
    vu = look(create_scene(monde, ETAPES))
    assert (vu.raison, vu.rangees, has_figure(vu), draw_figure(vu)) == (RIEN, (), False, "")
    assert write_scene(vu) == []


def test_a_session_of_the_past_does_not_see_what_came_later(monde: Monde, suite: Scene) -> None:
    change(suite, etat="terminee", code=None)
    vu = look(create_scene(monde, ETAPES, trimestre=monde.trimestre))
    assert {point.numero for rangee in vu.rangees for point in rangee.points} == {1}


def test_what_was_shown_is_kept(suite: Scene) -> None:
    vu = look(suite)
    with open_unit_systeme() as unit:
        freeze_etape(unit, suite.seance, suite.etapes["chemin"])
    [(fige,)] = execute("select fige from etape where id = :e", e=suite.etapes["chemin"])
    assert decode_scene(fige) == vu


def test_who_prepares_is_told_that_a_step_stays_empty(monde: Monde) -> None:
    seance = create_scene(monde, ETAPES).seance
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        fiche, chiffres = get_seance_et_chiffres(unit, seance)
    assert list(find_vides(fiche.etapes, chiffres).etapes.values()) == [RIEN]


def test_it_takes_two_statements(installation: Installation, suite: Scene) -> None:
    with open_unit_systeme() as unit, count_statements(installation.moteur) as vus:
        build_vue(unit, suite.seance)
    assert len(vus) == 2


def test_before_any_closing_the_scene_says_why(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        assert build_chemin("Chemin", read_chemin_salle(unit, monde.collectif, 9)).raison == RIEN


@given(st.integers(1, 9), st.integers(1, 8), st.data())
def test_letters_are_large_and_nothing_leaves_the_picture(rangees: int, trimestres: int, data: st.DataObject) -> None:
    numeros = tuple(range(1, trimestres + 1))
    parts = st.integers(0, 100)
    vu = SceneChemin(
        "Chemin",
        phrase="Du trimestre 1 au trimestre 2.",
        numeros=numeros,
        rangees=tuple(
            RangeeMontree(
                f"T{rang}",
                f"Thématique {rang}",
                f"Territoire {rang}",
                tuple(
                    PointMontre(
                        numero,
                        data.draw(parts),
                        20,
                        80,
                        creux=False,
                        lie=rang_point > 0,
                        pas=data.draw(st.integers(-9, 9)),
                    )
                    for rang_point, numero in enumerate(numeros)
                ),
            )
            for rang in range(rangees)
        ),
    )
    svg = ET.fromstring(draw_figure(vu))  # noqa: S314
    _, _, largeur, hauteur = (float(part) for part in (svg.get("viewBox") or "").split())
    # As large as the room that the wall leaves to it.
    echelle = min(1836 / largeur, 640 / hauteur) if rangees <= 8 else 1
    textes = list(svg.iter(f"{ESPACE}text"))
    assert {texte.text for texte in textes} >= {f"Territoire {rang}" for rang in range(rangees)}
    for texte in textes:
        assert float(texte.get("font-size") or 0) * echelle >= 28
        assert -10 <= float(texte.get("x") or 0) <= largeur
        assert -10 <= float(texte.get("y") or 0) <= hauteur
    points = list(svg.iter(f"{ESPACE}circle"))
    assert len(points) == rangees * trimestres
    assert all(0 <= float(point.get("cx") or -1) <= largeur for point in points)
