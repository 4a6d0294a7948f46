"""Numbers and words as French readers write them."""

from __future__ import annotations

import pytest

from caprse.socle.francais import add_de, bind_traits, enumerate_words, format_nombre, format_pluriel


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        (0, 0, "0"),
        (2.5, 1, "2,5"),
        (1234567.891, 2, "1\u202f234\u202f567,89"),
        (-1234, 0, "-1\u202f234"),
        (66.666, 0, "67"),
        (1000, 1, "1\u202f000,0"),
    ],
)
def test_a_number_has_a_decimal_comma_and_narrow_spaces(valeur: float, decimales: int, attendu: str) -> None:
    assert format_nombre(valeur, decimales) == attendu


def test_a_word_with_hyphens_is_kept_whole_and_a_dash_is_left() -> None:
    assert bind_traits("Point à mi-parcours - fin") == "Point à mi-\u2060parcours - fin"


@pytest.mark.parametrize(
    ("nombre", "attendu"),
    [(0, "0\u00a0réponse"), (1, "1\u00a0réponse"), (2, "2\u00a0réponses"), (10, "10\u00a0réponses")],
)
def test_zero_and_one_are_singular(nombre: int, attendu: str) -> None:
    assert format_pluriel(nombre, "réponse") == attendu


def test_a_plural_of_its_own_is_used() -> None:
    assert format_pluriel(2, "carnet créé", "carnets créés") == "2\u00a0carnets créés"
    assert format_pluriel(1, "carnet créé", "carnets créés") == "1\u00a0carnet créé"


@pytest.mark.parametrize(
    ("mots", "texte"), [([], ""), (["A"], "A"), (["A", "B"], "A et B"), (["A", "B", "C"], "A, B et C")]
)
def test_words_are_enumerated(mots: list[str], texte: str) -> None:
    assert enumerate_words(mots) == texte


@pytest.mark.parametrize(
    ("nom", "dit"),
    [
        ("AILES", "d’AILES"),
        ("Élan", "d’Élan"),
        ("L’Atelier du Lac", "de l’Atelier du Lac"),
        ("Le Potager", "du Potager"),
        ("Les Jardins", "des Jardins"),
        ("La Ferme", "de la Ferme"),
        ("LES Autres", "de LES Autres"),
        ("Habitat solidaire", "d’Habitat solidaire"),
        ("Handi Plus", "de Handi Plus"),
        ("Marie", "de Marie"),
        ("Le", "de Le"),
        ("Yves", "de Yves"),
    ],
)
def test_a_name_after_de_reads_as_one_says_it(nom: str, dit: str) -> None:
    assert add_de(nom) == dit
