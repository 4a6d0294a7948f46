"""One axis per thématique: a dot per collectif, and none where the question was not the same."""

from __future__ import annotations

from fractions import Fraction

from caprse.restitution.federation.grille import Case, Rangee, build_axes, get_lettre
from tests.restitution.federation.test_evolution import build_agregat, read


def draw(*cases: Case) -> str:
    return build_axes(
        "Toutes", "Thématique", [f"Collectif {rang}" for rang in range(len(cases))], [Rangee("T", cases)]
    )


def test_collectifs_asked_the_same_stand_on_one_axis() -> None:
    corps = draw(*(Case(build_agregat("T", Fraction(n, 4)), source="1") for n in (1, 3)))
    assert corps.count('class="axe"') == 1
    assert corps.count("--part:") == 2
    assert "--part:0.750;--etage:0" in corps


def test_another_version_of_the_referentiel_has_its_own_axis() -> None:
    corps = draw(*(Case(build_agregat("T", Fraction(1, 4)), source=source) for source in ("1", "2")))
    assert corps.count('class="axe"') == 2


def test_equal_figures_stand_above_each_other_and_an_absence_is_said() -> None:
    alike = Case(build_agregat("T", Fraction(1, 4)), source="1")
    corps = draw(alike, alike, Case(None, "pas encore close"))
    assert "--etage:1" in corps
    assert "--etages:2" in corps
    assert "pas encore close" in read(corps)


def test_marks_go_on_after_the_alphabet() -> None:
    assert [get_lettre(rang) for rang in (0, 25, 26)] == ["A", "Z", "AA"]
