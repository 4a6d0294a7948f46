"""The line under a title: what it says, in which order, and that no text of a person becomes HTML there."""

from __future__ import annotations

from caprse.socle.ecran.cadre import FICTIF, Theme, build_reperes

THEME = Theme(couleur="#2B6B36", fond="#EAF0EB", dessin="M4 4", titre="Écologie")


def test_the_theme_comes_first_then_the_landmarks_then_that_data_are_invented() -> None:
    ligne = build_reperes(("Trimestre 2", "", "12 jours"), THEME, fictif=True)
    places = [ligne.index(texte) for texte in ("Écologie", "Trimestre 2", "12 jours", FICTIF)]
    assert places == sorted(places)
    assert "<span></span>" not in ligne


def test_a_page_with_nothing_to_say_has_no_line() -> None:
    assert build_reperes((), None, fictif=False) == ""


def test_what_people_typed_is_shown_as_typed() -> None:
    theme = Theme(couleur="#2B6B36", fond="#EAF0EB", dessin="M4 4", titre="<b>Écologie</b>")
    ligne = build_reperes(("<img src=x onerror=alert(1)>\u200b",), theme, fictif=False)
    assert "<img src" not in ligne
    assert "<b>" not in ligne
    assert "\u200b" not in ligne
    assert "&lt;img src=x onerror=alert(1)&gt;" in ligne
