"""The tables of the files: the same figures as the pictures, each in a column of its own."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from caprse.restitution.figures.axes import NOMS_COLLECTIF, LigneCarte, Progres, build_axes, build_axes_collectif
from caprse.restitution.figures.phrases import THEMATIQUE
from caprse.restitution.planches.tableaux import table_axes, table_carte, table_progres, table_repartition
from tests.restitution.exemples import NIVEAUX, build_agregat, build_figure

A = build_figure("A", [0, 0, 1, 1, 1])
VIDE = build_figure("B", [0, 0, 0, 0, 0], applicables=2)
EXCLU = build_figure("C", [0, 0, 0, 0, 0], non_concernes=1)
AGREGAT = build_agregat("A", Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))


def _list(table: pd.DataFrame, colonne: str) -> list[object]:
    return [None if pd.isna(valeur) else valeur for valeur in table[colonne]]


def test_every_figure_of_the_radar_stands_in_its_table() -> None:
    table = table_axes(build_axes([A, VIDE, EXCLU], [AGREGAT], [VIDE]), niveaux=NIVEAUX)

    assert list(table.columns) == [
        "Enjeu",
        "Nous (%)",
        "Marches franchies",
        "Marches possibles",
        "Niveau médian",
        "Réponses",
        "Critères concernés",
        "Non concernés",
        "Collectif (%)",
        "1er quart du collectif (%)",
        "3e quart du collectif (%)",
        "Niveau médian du collectif",
        "Structures",
        "Trimestre précédent (%)",
        "Remarque",
    ]
    assert _list(table, "Nous (%)") == [75, None, None]
    assert _list(table, "Marches franchies") == [9, 0, 0]
    assert _list(table, "Niveau médian") == ["3 · Ancré", "", ""]
    assert _list(table, "Réponses") == [3, 0, 0]
    assert _list(table, "Critères concernés") == [3, 2, 0]
    assert _list(table, "Non concernés") == [0, 0, 1]
    assert _list(table, "Collectif (%)") == [50, None, None]
    assert _list(table, "1er quart du collectif (%)") == [25, None, None]
    assert _list(table, "Structures") == [8, None, None]
    assert _list(table, "Remarque") == ["", "sans réponse", "sans objet, non concerné"]


def test_series_without_any_figure_have_no_column() -> None:
    table = table_axes(build_axes([A]), mot=THEMATIQUE)

    assert next(iter(table.columns)) == "Thématique"
    assert not [colonne for colonne in table.columns if "collectif" in colonne or "précédent" in colonne]
    assert "Structures" not in table.columns


def test_the_collectif_alone_has_no_column_of_ours() -> None:
    table = table_axes(build_axes_collectif([A, VIDE], [AGREGAT]), NOMS_COLLECTIF)

    assert "Nous (%)" not in table.columns
    assert "Marches franchies" not in table.columns
    assert _list(table, "Médiane du collectif (%)") == [50, None]
    assert _list(table, "Remarque") == ["", "non montré, trop peu de réponses"]


def test_whole_numbers_stay_whole_beside_what_is_missing() -> None:
    table = table_axes(build_axes([A, VIDE]))

    assert table["Nous (%)"].dtype == "Int64"


def test_progress_has_a_column_per_trimestre() -> None:
    table = table_progres([Progres("A", "Enjeu A", "Court A", (A, None, A), frozenset())], ["T1", "T2", "T3"])

    assert list(table.columns) == ["Enjeu", "T1 (%)", "T2 (%)", "T3 (%)", "Remarque"]
    assert _list(table, "T1 (%)") == [75]
    assert _list(table, "T2 (%)") == [None]
    assert _list(table, "Remarque") == ["T2\u00a0: pas de chiffre"]


def test_a_figure_over_other_questions_than_before_says_so() -> None:
    table = table_progres([Progres("A", "Enjeu A", "Court A", (A, A, A), frozenset({1}))], ["T1", "T2", "T3"])

    assert _list(table, "Remarque") == ["T3\u00a0: pas les mêmes critères qu’avant"]


def test_the_spread_has_a_column_per_niveau() -> None:
    table = table_repartition([A, VIDE], NIVEAUX)

    assert list(table.columns) == ["Enjeu", *(f"{rang} · {nom}" for rang, nom in enumerate(NIVEAUX)), "Réponses"]
    assert _list(table, "3 · Ancré") == [1, 0]
    assert _list(table, "Réponses") == [3, 0]


def test_the_heatmap_keeps_the_order_of_structures() -> None:
    table = table_carte([LigneCarte("Zoé", (VIDE,)), LigneCarte("Abel", (A, EXCLU))])

    assert _list(table, "Structure") == ["Zoé", "Abel"]
    assert _list(table, "Court A (%)") == [None, 75]
    assert (
        _list(table, "Remarque")[1] == "Court B\u00a0: pas de chiffre\u00a0; Court C\u00a0: sans objet, non concerné"
    )
