"""The heatmap: every number printed and legible, rows in the order given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caprse.restitution.figures.axes import LigneCarte
from caprse.restitution.graphiques.carte import LIGNES_MAX, build_carte, get_palier, lay_out_heads
from caprse.restitution.graphiques.palette import NOUS, list_shades
from caprse.restitution.graphiques.texte import measure
from caprse.restitution.planches.tableaux import table_carte
from caprse.socle.couleurs import compute_contrast
from tests.restitution.exemples import build_figure, list_rows, list_texts

NIVEAU = {code: [int(n == rang) for n in range(5)] for rang, code in enumerate("ABCDE")}


def _build(*suites: str) -> tuple[LigneCarte, ...]:
    """`_build("ABC")`: one structure, at niveau 0 on axis X, 1 on Y, 2 on Z."""
    return tuple(
        LigneCarte(
            f"Structure {rang}",
            tuple(build_figure(axe, NIVEAU[code]) for axe, code in zip("XYZ", suite, strict=False)),
        )
        for rang, suite in enumerate(suites)
    )


def test_each_cell_prints_its_figure_in_legible_ink() -> None:
    chart = build_carte(_build("ABC", "DEA"))
    assert sorted(list_texts(chart, "chiffres")) == sorted(
        f"{valeur}\u00a0%" for ligne in table_carte(_build("ABC", "DEA")).iloc[:, 1:-1].values for valeur in ligne
    )
    for chiffre in list_rows(chart, "chiffres"):
        dessous = [
            rangee["fond"]
            for rangee in list_rows(chart, "cases")
            if rangee["x"] < chiffre["x"] < rangee["x2"] and rangee["y"] < chiffre["y"] < rangee["y2"]
        ]
        assert len(dessous) == 1
        assert compute_contrast(dessous[0], chiffre["couleur"]) >= 4.5
    assert len(list_rows(chart, "cases")) == 6


def test_rows_keep_their_order_nothing_is_ranked() -> None:
    lignes = _build("A", "E", "B")

    assert list_texts(build_carte(lignes), "structures") == ["Structure 0", "Structure 1", "Structure 2"]


def test_who_looks_finds_its_line_in_its_blue_among_the_hue_of_the_collectif() -> None:
    (une,), (autre,) = _build("C"), _build("C")
    chart = build_carte([replace(une, nom="Nous · Abel", nous=True), replace(autre, nous=False)])

    assert [(rangee["texte"].split(), rangee["couleur"]) for rangee in list_rows(chart, "nous")] == [
        (["Nous", "·", "Abel"], NOUS)
    ]
    assert [rangee["fond"] for rangee in list_rows(chart, "cases")] == [
        list_shades(5)[2],
        list_shades(5, collectif=True)[2],
    ]


def test_a_cell_without_a_score_says_why() -> None:
    exclu = build_figure("X", [0, 0, 0, 0, 0], non_concernes=1)
    ouvert = build_figure("X", [0, 0, 0, 0, 0], applicables=1)
    chart = build_carte([LigneCarte("1", (exclu,)), LigneCarte("2", (ouvert,)), LigneCarte("3", ())])

    assert list_texts(chart, "chiffres") == ["s.o.", "sans réponse", "—"]
    assert list_texts(chart, "manques") == ["s.o.\u00a0: sans objet, non concerné · —\u00a0: pas de chiffre"]


@pytest.mark.parametrize(("pourcent", "palier"), [(0, 0), (24, 0), (25, 1), (50, 2), (75, 3), (99, 3), (100, 4)])
def test_shades_change_at_the_rings_of_the_radar(pourcent: int, palier: int) -> None:
    assert get_palier(pourcent) == palier


def test_fifty_structures_are_drawn_and_no_more() -> None:
    assert len(list_texts(build_carte(_build(*["ABC"] * LIGNES_MAX)), "structures")) == LIGNES_MAX
    with pytest.raises(ValueError, match="50 structures au plus"):
        build_carte(_build(*["ABC"] * (LIGNES_MAX + 1)))


def test_nobody_at_all_is_drawn_empty() -> None:
    assert list_rows(build_carte([]), "cases") == []


def test_heads_too_wide_for_their_column_move_apart_instead_of_being_cut() -> None:
    titres = ["Gouvernance", "Parcours", "Emploi et travail", "Écologie"]
    entetes, _ = lay_out_heads(titres, 200, 70, 14)

    assert [entete.texte.replace("\n", " ") for entete in entetes] == titres
    assert [entete.decale for entete in entetes] == [False, True, False, True]
    for rang in (0, 1):
        une, autre = entetes[rang], entetes[rang + 2]
        assert une.x + measure(une.texte, 14) / 2 < autre.x - measure(autre.texte, 14) / 2
