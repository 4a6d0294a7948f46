from __future__ import annotations

import csv
import io
import struct
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import altair as alt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caprse.restitution.figures.axes import LigneCarte, Progres, build_axes
from caprse.restitution.graphiques.carte import build_carte
from caprse.restitution.graphiques.points import build_points
from caprse.restitution.graphiques.progres import build_progres
from caprse.restitution.graphiques.radar import build_radar
from caprse.restitution.graphiques.repartition import build_repartition
from caprse.restitution.planches.tableaux import table_axes
from caprse.socle.fichiers import to_csv, to_png, to_svg
from tests.restitution.exemples import NIVEAUX, build_figure

FIGURES = [build_figure(code, [0, 1, 0, 2, 0]) for code in "ABCD"]
PIED = "Référentiel essai 1.2.3 · auto-évaluation, non vérifiée"


def _read(contenu: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(contenu.decode("utf-8-sig"), newline=""), delimiter=";"))


def _cell(valeur: Any) -> str:
    return _read(to_csv(pd.DataFrame({"Valeur": pd.Series([valeur], dtype=object), "Autre": ["x"]})))[1][0]


def test_a_french_spreadsheet_opens_it() -> None:
    contenu = to_csv(pd.DataFrame({"Enjeu": ["Égalité ; respect"], "Nous (%)": [66.5]}))

    assert contenu == '\ufeffEnjeu;Nous (%)\r\n"Égalité ; respect";66,5\r\n'.encode()


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (3, "3"),
        (-3, "-3"),
        (-2.5, "-2,5"),
        (3.0, "3"),
        (1e-7, "0,0000001"),
        (Decimal("1.50"), "1,50"),
        (Fraction(1, 4), "0,25"),
        (True, "oui"),
        (False, "non"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (date(2026, 3, 14), "2026-03-14"),
        (datetime(2026, 3, 14, 9, 5), "2026-03-14 09:05"),  # noqa: DTZ001
        ("Accueillir sans trier", "Accueillir sans trier"),
    ],
)
def test_each_kind_of_value_is_written_its_way(valeur: Any, texte: str) -> None:
    assert _cell(valeur) == texte


@pytest.mark.parametrize(
    "texte",
    [
        "=1+1",
        "+33 6 12",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "＝1",
        '=HYPERLINK("http://x")',
    ],
)
def test_text_that_a_spreadsheet_could_run_is_disarmed(texte: str) -> None:
    assert _cell(texte) == f"'{texte}"


def test_headers_are_disarmed_too() -> None:
    assert _read(to_csv(pd.DataFrame({"=cmd()": [1]})))[0] == ["'=cmd()"]


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20), max_size=6))
def test_whatever_is_typed_comes_back_and_starts_no_formula(textes: list[str]) -> None:
    rangees = _read(to_csv(pd.DataFrame({"Texte": pd.Series(textes, dtype=object), "Fin": ["x"] * len(textes)})))[1:]

    assert [rangee[0].removeprefix("'") for rangee in rangees] == [texte.removeprefix("'") for texte in textes]
    assert not [rangee for rangee in rangees if rangee[0].lstrip().startswith(("=", "+", "-", "@"))]


def test_whole_numbers_stay_whole_beside_what_is_missing() -> None:
    table = table_axes(build_axes([FIGURES[0], build_figure("B", [0, 0, 0, 0, 0], applicables=1)]))
    [entete, premiere, seconde] = _read(to_csv(table))
    colonne = entete.index("Nous (%)")

    assert (premiere[colonne], seconde[colonne]) == ("58", "")


def test_an_empty_table_keeps_its_headers() -> None:
    assert to_csv(pd.DataFrame({"Enjeu": [], "Nous (%)": []})) == b"\xef\xbb\xbfEnjeu;Nous (%)\r\n"


def test_two_columns_of_the_same_name_are_both_written() -> None:
    assert _read(to_csv(pd.DataFrame([[1, 2]], columns=["T1", "T1"]))) == [["T1", "T1"], ["1", "2"]]


def _list_charts() -> list[alt.LayerChart]:
    radar = build_radar(build_axes(FIGURES), titre="Parcours", pied=PIED)
    assert radar is not None
    return [
        radar,
        build_points(build_axes(FIGURES), titre="Parcours", pied=PIED),
        build_progres(
            [Progres(f.code, f.titre, f.titre_court, (f, f), frozenset({1})) for f in FIGURES],
            ["T1", "T2"],
            titre="Parcours",
            pied=PIED,
        ),
        build_repartition(FIGURES, NIVEAUX, titre="Parcours", pied=PIED),
        build_carte([LigneCarte("Une structure", tuple(FIGURES))], titre="Parcours", pied=PIED),
    ]


@pytest.mark.parametrize("rang", range(5))
def test_every_chart_becomes_an_svg_with_its_text_title_and_note(rang: int) -> None:
    svg = to_svg(_list_charts()[rang], "Score < médiane & plus").decode()

    assert svg.startswith("<svg")
    assert ">Parcours<" in svg
    assert f">{PIED}<" in svg
    assert "Court A" in svg or "Enjeu A" in svg
    assert 'role="img"><title>Score &lt; médiane &amp; plus</title>' in svg
    assert 'fill="#FFFFFF"' in svg


@pytest.mark.parametrize("rang", range(5))
def test_every_chart_becomes_a_png_at_the_scale_asked_for(rang: int) -> None:
    chart = _list_charts()[rang]
    simple, double = to_png(chart, scale=1), to_png(chart, scale=2)

    assert simple.startswith(b"\x89PNG\r\n")
    largeur, hauteur = struct.unpack(">II", simple[16:24])
    assert (largeur, hauteur) == (chart["width"] + 16, chart["height"] + 16)
    assert struct.unpack(">II", double[16:24]) == (largeur * 2, hauteur * 2)


@pytest.mark.parametrize("scale", [0, -1, 4.5, float("nan")])
def test_an_unreasonable_size_is_refused(scale: float) -> None:
    with pytest.raises(ValueError, match="échelle"):
        to_png(_list_charts()[0], scale=scale)


@pytest.mark.parametrize("convertir", [to_svg, to_png])
def test_a_chart_that_names_an_address_is_refused(convertir: Any) -> None:
    chart = alt.layer(alt.Chart(alt.UrlData("https://exemple.invalid/x.csv")).mark_point())

    with pytest.raises(ValueError, match="not allowed"):
        convertir(chart)
