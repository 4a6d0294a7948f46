"""The room that text takes: wrapped, cut, balanced, never smaller than can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.graphiques.texte import balance, get_small_size, get_text_size, measure, wrap

textes = st.text("abcdefghilmnoprstuvé ", max_size=120).map(lambda texte: " ".join(texte.split()))


@given(textes, st.floats(40, 400), st.integers(1, 4))
def test_wrapped_text_keeps_within_its_lines_and_width(texte: str, largeur: float, lignes: int) -> None:
    pose = wrap(texte, largeur, 13, lignes)

    assert pose.count("\n") < lignes
    assert measure(pose, 13) <= largeur


@given(textes)
def test_nothing_is_cut_where_there_is_room(texte: str) -> None:
    assert wrap(texte, 10_000, 13) == texte


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    assert wrap("Association des jardins du canal", 90, 13, lignes=1).endswith("…")


@given(textes, st.integers(1, 3))
def test_balanced_text_keeps_all_its_words_and_is_no_wider(texte: str, lignes: int) -> None:
    pose = balance(texte, 13, lignes)

    assert pose.replace("\n", " ") == texte
    assert measure(pose, 13) <= measure(texte, 13)


def test_a_short_label_stays_on_one_line() -> None:
    assert balance("Accueillir sans trier", 13) == "Accueillir\nsans trier"
    assert balance("Eau", 13) == "Eau"


@pytest.mark.parametrize("taille", [240, 320, 420, 1200])
def test_letters_are_never_under_13_px(taille: int) -> None:
    assert get_text_size(taille) >= 13
    assert get_small_size(get_text_size(taille)) >= 13


def test_on_a_wall_secondary_text_is_large_too() -> None:
    assert get_small_size(24) == 24
