"""The tables of the screens: the same figures, in few columns, in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from caprse.restitution.figures.axes import NOMS, Axe, build_axes
from caprse.restitution.figures.phrases import ENJEU
from caprse.restitution.planches.apercu import list_agregats, list_axes
from tests.restitution.exemples import NIVEAUX, build_agregat, build_figure

TIERS = (Fraction(1, 3), Fraction(1, 2), Fraction(2, 3))


def lines(axes: tuple[Axe, ...]) -> list[dict[str, str]]:
    table = list_axes(axes, NOMS, ENJEU, NIVEAUX)
    return [
        {str(cle): str(valeur).replace("\u00a0", " ") for cle, valeur in ligne.items()}
        for ligne in table.to_dict("records")
    ]


def test_a_row_says_the_score_what_it_rests_on_and_the_collectif() -> None:
    figure = build_figure("PAR-A", (0, 1, 2, 0, 0), applicables=4, non_concernes=1)
    [ligne] = lines(build_axes([figure], [build_agregat("PAR-A", *TIERS)], [figure]))
    assert ligne == {
        "Enjeu": "Court PAR-A",
        "Nous": "42 %",
        "Niveau médian": "2 · Organisé",
        "Réponses": "4 sur 5, dont 1 non concerné",
        "Collectif": "50 %",
        "Moitié centrale": "de 33 % à 67 %",
        "Trimestre précédent": "42 %",
    }


def test_what_is_missing_is_said_in_words_and_empty_series_take_no_column() -> None:
    [ligne, autre] = lines(
        build_axes([build_figure("A", (0, 0, 0, 0, 0), applicables=2), build_figure("B", (0, 0, 0, 0, 0))])
    )
    assert (ligne["Nous"], autre["Nous"]) == ("sans réponse", "sans objet, non concerné")
    assert "Collectif" not in ligne
    assert "Trimestre précédent" not in ligne


def test_an_axis_of_the_collectif_that_is_not_shown_says_so() -> None:
    axes = build_axes([build_figure("A", (1, 0, 0, 0, 0)), build_figure("B", (1, 0, 0, 0, 0))])
    axes = (axes[0], replace(axes[1], collectif=build_agregat("B", *TIERS)))
    assert [ligne["Collectif"] for ligne in lines(axes)] == ["non montré, trop peu de réponses", "50 %"]


def test_the_collectif_has_a_row_per_axis() -> None:
    table = list_agregats([build_agregat("A", *TIERS, n=7)], ENJEU, NIVEAUX)
    assert table.to_dict("records")[0]["Structures"] == "7"
