"""The radar: its figures are those of the table, a gap where one is missing, no area filled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.axes import (
    NOMS,
    NOMS_COLLECTIF,
    NOMS_COLLECTIF_ET_NOUS,
    PAS_REPONDU,
    Axe,
    Noms,
    build_axes,
    build_axes_collectif,
)
from caprse.restitution.graphiques.radar import build_radar, list_sides
from caprse.restitution.planches.tableaux import table_axes
from tests.restitution.exemples import build_agregat, build_figure, list_rows, list_sizes, list_texts

QUART, DEMI, TROIS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)
CODES = "ABCDEFGHI"


def _build_axes(combien: int = 4, collectif: bool = True, precedent: bool = True) -> tuple[Axe, ...]:
    codes = CODES[:combien]
    return build_axes(
        [build_figure(code, [0, 0, 0, 1, 0]) for code in codes],
        [build_agregat(code, QUART, DEMI, TROIS) for code in codes] if collectif else (),
        [build_figure(code, [0, 1, 0, 0, 0]) for code in codes] if precedent else (),
    )


def _draw(axes: Sequence[Axe], noms: Noms = NOMS, taille: int = 420) -> alt.LayerChart:
    chart = build_radar(axes, noms, taille=taille)
    assert chart is not None
    return chart


@pytest.mark.parametrize(("combien", "dessine"), [(1, False), (2, False), (3, True), (9, True)])
def test_under_three_axes_there_is_no_polygon(combien: int, dessine: bool) -> None:
    assert (build_radar(_build_axes(combien)) is not None) is dessine


def test_over_nine_axes_there_is_no_legible_label() -> None:
    assert build_radar([*_build_axes(9), *_build_axes(1)]) is None


def test_an_axis_and_its_title_carry_the_colour_of_their_thematique() -> None:
    couleurs = ("#6B3FA0", None, "#A8234B")
    axes = [replace(axe, couleur=couleur) for axe, couleur in zip(_build_axes(3), couleurs, strict=True)]
    chart = _draw(axes)
    assert {rangee["couleur"] for rangee in list_rows(chart, "rayon-A")} == {"#6B3FA0"}
    assert {rangee["couleur"] for rangee in list_rows(chart, "rayon-C")} == {"#A8234B"}
    assert len(list_rows(chart, "rayons")) == 1
    titres = [rangee for align in ("left", "center", "right") for rangee in list_rows(chart, f"axes-{align}")]
    assert {rangee["couleur"] for rangee in titres} == {"#6B3FA0", "#1B2430", "#A8234B"}


def test_a_missing_axis_leaves_a_gap_and_no_false_side() -> None:
    axes = list(_build_axes())
    axes[1] = replace(axes[1], nous=build_figure("B", [0, 0, 0, 0, 0], applicables=2))
    chart = _draw(axes)

    assert len(list_rows(chart, "nous-trait")) == 2 + 1  # C–D and D–A, and the sample of the key
    assert len(list_rows(chart, "mediane-trait")) == 4 + 1
    droite = [rangee for rangee in list_rows(chart, "nous-trait") if max(rangee["x"], rangee["x2"]) > 210]
    assert droite == []
    assert list_texts(chart, "manques-left") == ["sans réponse"]


@given(st.lists(st.none() | st.fractions(0, 1), min_size=3, max_size=9))
def test_sides_join_neighbours_that_both_have_a_score(scores: list[Fraction | None]) -> None:
    cotes = list_sides(scores)

    assert all((suivant - rang) % len(scores) == 1 for rang, suivant in cotes)
    for rang, suivant in [(rang, (rang + 1) % len(scores)) for rang in range(len(scores))]:
        assert ((rang, suivant) in cotes) == (scores[rang] is not None and scores[suivant] is not None)


def test_sides_end_on_the_dots() -> None:
    chart = _draw(_build_axes())
    points = {(rangee["x"], rangee["y"]) for rangee in list_rows(chart, "nous")}
    cotes = list_rows(chart, "nous-trait")

    assert {(cote["x"], cote["y"]) for cote in cotes[:4]} <= points
    assert {(cote["x2"], cote["y2"]) for cote in cotes[:4]} <= points


def test_there_are_three_outlines_at_most_told_apart_without_colour() -> None:
    chart = _draw(_build_axes())
    specification = chart.to_dict()
    tirets = {
        rangee["nom"]: tuple(couche["mark"].get("strokeDash", ()))
        for couche in specification["layer"]
        for rangee in specification["datasets"].get(couche["data"].get("name"), ())
        if rangee["nom"].endswith("-trait")
    }

    assert sorted(tirets) == ["mediane-trait", "nous-trait", "precedent-trait"]
    assert tirets["nous-trait"] == ()
    assert len(set(tirets.values())) == 3
    assert {rangee["fond"] for rangee in list_rows(chart, "precedent")} == {"transparent"}
    assert {rangee["fond"] for rangee in list_rows(chart, "nous")} != {"transparent"}


def test_rows_hold_plain_values_only_as_streamlit_breaks_lists() -> None:
    for rangees in _draw(_build_axes()).to_dict()["datasets"].values():
        assert all(isinstance(valeur, str | int | float) for rangee in rangees for valeur in rangee.values())


def test_no_area_is_filled() -> None:
    types = {couche["mark"]["type"] for couche in _draw(_build_axes()).to_dict()["layer"]}

    assert types <= {"line", "rule", "point", "text"}


def test_the_spread_of_the_collectif_lies_along_its_axis() -> None:
    [haut, *_] = list_rows(_draw(_build_axes()), "etendue")

    assert haut["x"] == haut["x2"]
    assert haut["y2"] < haut["y"]


def test_the_key_names_the_series_that_are_drawn_and_no_other() -> None:
    assert list_texts(_draw(_build_axes()), "cle") == [
        "Nous",
        "Collectif",
        "La moitié des structures",
        "Trimestre précédent",
    ]
    assert list_texts(_draw(_build_axes(collectif=False, precedent=False)), "cle") == []


def test_the_key_is_read_before_the_dial() -> None:
    chart = _draw(_build_axes(), taille=700)
    assert (
        max(rangee["y"] for rangee in list_rows(chart, "cle"))
        < 0
        <= min(r["y"] for r in list_rows(chart, "valeurs-nous-center"))
    )


def test_a_series_without_a_name_is_not_drawn() -> None:
    chart = _draw(_build_axes(), Noms(collectif=None, precedent=None))

    assert not list_rows(chart, "mediane")
    assert not list_rows(chart, "etendue")
    assert not list_rows(chart, "precedent")


def test_rings_are_labelled_each_quarter() -> None:
    assert list_texts(_draw(_build_axes()), "anneaux-texte") == ["25", "50", "75", "100\u00a0%"]


def test_what_is_printed_is_what_the_table_says() -> None:
    axes = _build_axes()
    imprimes = {
        texte for cote in ("left", "center", "right") for texte in list_texts(_draw(axes), f"valeurs-nous-{cote}")
    }

    assert imprimes == {f"Nous {valeur}\u00a0%" for valeur in table_axes(axes)["Nous (%)"]}


def test_beside_the_collectif_an_axis_prints_both_figures_in_their_colours() -> None:
    cotes = ("left", "center", "right")
    for noms in (NOMS, NOMS_COLLECTIF_ET_NOUS):
        chart = _draw(_build_axes(), noms, taille=700)
        nous = [row for cote in cotes for row in list_rows(chart, f"valeurs-nous-{cote}")]
        collectif = [row for cote in cotes for row in list_rows(chart, f"valeurs-collectif-{cote}")]
        assert len(nous) == len(collectif) == 4
        assert {row["texte"] for row in nous} == {"Nous 75\u00a0%"}
        assert {row["texte"] for row in collectif} == {"Collectif 50\u00a0%"}
        # On a phone, two columns under their names.
        etroit = _draw(_build_axes(), noms, taille=320)
        assert list_texts(etroit, "tetes-right") == ["Nous", "Collectif"]
        assert set(list_texts(etroit, "valeurs-nous-right")) == {"75\u00a0%"}
        assert set(list_texts(etroit, "valeurs-collectif-right")) == {"50\u00a0%"}


def test_an_axis_without_an_answer_says_so_beside_the_collectif() -> None:
    axes = list(_build_axes())
    axes[1] = replace(axes[1], nous=build_figure("B", [0, 0, 0, 0, 0], applicables=4))
    etroit = _draw(axes, taille=320)
    assert list_texts(etroit, "manques-right") == [PAS_REPONDU]
    assert len(list_texts(etroit, "valeurs-collectif-right")) == 4


def test_the_collectif_alone_is_drawn_without_us() -> None:
    labels = [build_figure(code, [0, 0, 0, 0, 0]) for code in CODES[:4]]
    chart = _draw(build_axes_collectif(labels, [build_agregat(c, QUART, DEMI, TROIS) for c in "ABC"]), NOMS_COLLECTIF)

    assert not list_rows(chart, "nous")
    assert len(list_rows(chart, "mediane")) == 3 + 1
    assert "n.m." in list_texts(chart, "manques-right")


def test_abbreviations_are_spelled_out_below() -> None:
    axes = list(_build_axes())
    axes[2] = replace(axes[2], nous=build_figure("C", [0, 0, 0, 0, 0], non_concernes=1))

    assert list_texts(_draw(axes), "manques") == ["s.o.\u00a0: sans objet, non concerné"]
    assert list_texts(_draw(_build_axes()), "manques") == []


@pytest.mark.parametrize("taille", [320, 420, 900])
def test_the_picture_is_as_wide_as_asked_and_round(taille: int) -> None:
    specification = _draw(_build_axes(), taille=taille).to_dict()
    x, y = (specification["layer"][0]["encoding"][axe]["scale"]["domain"] for axe in "xy")

    marge = specification["padding"]
    assert specification["width"] + marge["left"] + marge["right"] == taille
    assert specification["autosize"]["type"] == "none"
    assert x[1] - x[0] == specification["width"]
    assert y[0] - y[1] == pytest.approx(specification["height"])


def test_letters_are_large_enough_for_a_phone_and_for_a_wall() -> None:
    projete = build_radar(_build_axes(), taille=900, corps=24)

    assert projete is not None
    assert min(list_sizes(_draw(_build_axes(), taille=320))) >= 13
    assert min(list_sizes(projete)) >= 24


def test_the_title_and_the_note_stand_in_the_picture() -> None:
    chart = build_radar(_build_axes(), titre="Parcours", pied="auto-évaluation, non vérifiée")

    assert chart is not None
    assert list_texts(chart, "titre") == ["Parcours"]
    assert list_texts(chart, "pied") == ["auto-évaluation, non vérifiée"]


def test_numbers_are_written_in_french_before_they_reach_the_chart() -> None:
    texte = json.dumps(_draw(_build_axes()).to_dict())

    assert '"format"' not in texte
    assert "labelExpr" not in texte


def test_what_is_carried_over_is_hollow_and_the_key_says_so() -> None:
    axes = [replace(axe, tenue=tenue) for axe, tenue in zip(_build_axes(3), ((3, 0), (0, 4), (1, 2)), strict=True)]
    chart = _draw(axes)
    # A dot for each, and one of each in the key.
    assert (len(list_rows(chart, "nous")), len(list_rows(chart, "repris"))) == (2 + 1, 1 + 1)
    assert "Repris d’avant" in list_texts(chart, "cle")
    assert "Repris d’avant" not in list_texts(_draw(_build_axes(3)), "cle")
    table = table_axes(axes)
    assert list(table["Données à ce trimestre"]) == [3, 0, 1]
    assert list(table["Reprises d’avant"]) == [0, 4, 2]
    assert "Reprises d’avant" not in table_axes(_build_axes(3)).columns
