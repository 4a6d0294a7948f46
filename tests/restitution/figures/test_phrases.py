"""The generated sentences, word for word, and none ever malformed."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.phrases import (
    THEMATIQUE,
    describe_carnets,
    describe_collectif,
    describe_evolution,
    describe_figures,
)
from tests.restitution.exemples import build_agregat, build_figure

A, B, C = build_figure("A", [0, 0, 1, 1, 1]), build_figure("B", [1, 1, 0, 0, 0]), build_figure("C", [0, 1, 0, 0, 0])
VIDE = build_figure("V", [0, 0, 0, 0, 0], applicables=2)
EXCLU = build_figure("X", [0, 0, 0, 0, 0], non_concernes=2)


def _plain(texte: str) -> str:
    """With ordinary spaces, for legible expectations."""
    return texte.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("figures", "phrase"),
    [
        (
            [A, B, C],
            ("Votre force : Enjeu A (75 %). À faire avancer : Enjeu B (13 %). 6 réponses sur 6."),
        ),
        (
            [A, B, VIDE],
            (
                "Votre force : Enjeu A (75 %). À faire avancer : Enjeu B (13 %). 5 réponses sur 7. "
                "Pas encore de réponse sur « Enjeu V »."
            ),
        ),
        (
            [A, EXCLU],
            (
                "« Enjeu A » : 75 % des marches franchies. L’autre enjeu n’a pas de pourcentage. 3 réponses sur 3. "
                "2 critères non concernés ne sont pas comptés."
            ),
        ),
        (
            [C, VIDE, VIDE],
            (
                "« Enjeu C » : 25 % des marches franchies. Les autres enjeux n’ont pas de pourcentage. "
                "1 réponse sur 5. Pas encore de réponse sur « Enjeu V » et « Enjeu V »."
            ),
        ),
        ([C], "« Enjeu C » : 25 % des marches franchies. 1 réponse sur 1."),
        ([C, C], "Les 2 enjeux sont au même point : 25 % des marches franchies. 2 réponses sur 2."),
        (
            [A, A, B],
            ("Vos forces : « Enjeu A » et « Enjeu A » (75 %). À faire avancer : Enjeu B (13 %). 8 réponses sur 8."),
        ),
        (
            [A, A, A, A, B],
            ("Vos forces : 4 enjeux (75 %). À faire avancer : Enjeu B (13 %). 14 réponses sur 14."),
        ),
        ([VIDE], "Pas encore de réponse : 0 réponse sur 2."),
        ([EXCLU], "Aucun critère ne concerne la structure : il n’y a pas de pourcentage."),
    ],
)
def test_a_structure_reads_its_figures(figures: list[Figure], phrase: str) -> None:
    assert _plain(describe_figures(figures)) == phrase


def test_the_words_agree_with_a_feminine_noun() -> None:
    haut, bas = Fraction(1, 2), Fraction(1, 4)
    agregats = [build_agregat(code, part, part, part) for code, part in (("A", haut), ("C", haut), ("B", bas))]
    phrase = _plain(describe_collectif(agregats, THEMATIQUE))

    assert "Sur 3 thématiques, les plus avancées sont « Enjeu A » et « Enjeu C »" in phrase
    assert "la moins avancée est « Enjeu B »" in phrase


def test_one_critere_non_concerne_is_singular() -> None:
    phrase = describe_figures([build_figure("A", [0, 1], non_concernes=1)])

    assert "1 critère non concerné n’est pas compté." in _plain(phrase)


@pytest.mark.parametrize(
    ("avant", "apres", "phrase"),
    [
        ([B], [build_figure("B", [0, 1, 1, 0, 0])], "Depuis T1 : +25 points sur « Enjeu B »."),
        (
            [A, B, C],
            [build_figure("A", [1, 0, 1, 0, 1]), build_figure("B", [0, 0, 0, 0, 2]), C],
            "Depuis T1 : +87 points sur « Enjeu B » ; −25 points sur « Enjeu A ». Pas de changement sur 1 enjeu.",
        ),
        ([A, C], [A, C], "Depuis T1 : pas de changement sur 2 enjeux."),
        (
            [A, VIDE],
            [A, build_figure("V", [0, 1, 0, 0, 0])],
            (
                "Depuis T1 : pas de changement sur 1 enjeu. "
                "1 enjeu ne se compare pas : les critères remplis ne sont pas les mêmes."
            ),
        ),
        ([], [A, B], "Depuis T1 : rien ne peut encore se comparer."),
    ],
)
def test_what_moved_is_told_in_points(avant: list[Figure], apres: list[Figure], phrase: str) -> None:
    assert _plain(describe_evolution("T1", avant, apres)) == phrase


def test_three_moves_are_named_and_the_others_counted() -> None:
    avant = [build_figure(code, [1, 0, 0, 0, 0]) for code in "ABCDE"]
    apres = [build_figure(code, [int(n == rang) for n in range(5)]) for rang, code in enumerate("ABCD", start=1)]
    phrase = _plain(describe_evolution("T1", avant, [*apres, build_figure("E", [0, 1, 0, 0, 0])]))

    assert phrase == (
        "Depuis T1 : +100 points sur « Enjeu D », +75 points sur « Enjeu C », +50 points sur « Enjeu B » "
        "et 2 autres enjeux en hausse."
    )


QUART, DEMI, TROIS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)


@pytest.mark.parametrize(
    ("agregats", "phrase"),
    [
        (
            [build_agregat("A", QUART, DEMI, TROIS), build_agregat("B", QUART, QUART, TROIS)],
            (
                "Médianes du collectif (8 structures). Sur 2 enjeux, le plus avancé est « Enjeu A » "
                "(50 % des marches franchies) et le moins avancé est « Enjeu B » (25 %)."
            ),
        ),
        (
            [build_agregat("A", QUART, DEMI, TROIS, n=6), build_agregat("B", QUART, DEMI, TROIS)],
            (
                "Médianes du collectif (de 6 à 8 structures selon les enjeux). "
                "Les 2 enjeux sont au même point : 50 % des marches franchies."
            ),
        ),
        (
            [build_agregat("A", QUART, DEMI, TROIS), Agregat("B", "Enjeu B", "B", 0, None, (0, 0))],
            (
                "Médianes du collectif (8 structures). « Enjeu A » : 50 % des marches franchies. "
                "L’autre enjeu n’a pas de pourcentage. 1 enjeu sans chiffre : trop peu de réponses."
            ),
        ),
        ([], "Il n’y a pas encore assez de réponses pour montrer les chiffres du collectif."),
    ],
)
def test_the_collectif_reads_its_medians(agregats: list[Agregat], phrase: str) -> None:
    assert _plain(describe_collectif(agregats)) == phrase


repartitions = st.lists(st.integers(0, 3), min_size=5, max_size=5)
suites = st.lists(st.tuples(repartitions, st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=9)


@given(suites)
def test_no_sentence_is_ever_malformed(suite: list[tuple[list[int], int, int]]) -> None:
    figures = [
        build_figure(chr(65 + rang), repartition, sum(repartition) + ouverts, exclus)
        for rang, (repartition, ouverts, exclus) in enumerate(suite)
    ]
    for phrase in (
        describe_figures(figures),
        describe_figures(figures, THEMATIQUE),
        describe_evolution("T1", figures, figures[::-1]),
    ):
        assert phrase.endswith(".")
        assert not re.search(r"[^\u00a0][:;%»]|«[^\u00a0]|  |\.\.|None|Fraction", phrase)


@pytest.mark.parametrize(
    ("carnets", "comptees", "dit"),
    [
        (10, 10, "sur 10 carnets transmis"),
        (10, None, "sur 10 carnets transmis"),
        (10, 9, "sur 10 carnets transmis, dont 9 avec une réponse ici"),
    ],
)
def test_two_counts_that_differ_say_why(carnets: int, comptees: int | None, dit: str) -> None:
    assert describe_carnets(carnets, comptees) == dit
