"""The outline that draws itself when a carnet has left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

import pytest

from caprse.restitution.figures.axes import Axe
from caprse.restitution.resultats.rose import build_rose
from tests.restitution.exemples import build_figure

PLEIN = [0, 1, 0, 2, 0]


def build_axes(reponses: Sequence[Sequence[int]]) -> list[Axe]:
    figures = [build_figure("ABCDEFGHIJ"[rang], niveaux, applicables=3) for rang, niveaux in enumerate(reponses)]
    return [Axe(figure.code, figure.titre, figure.titre_court, figure) for figure in figures]


def list_paths(rose: str, classe: str) -> list[str]:
    return re.findall(rf'<path class="{classe}"[^>]*? d="([^"]+)"', unquote(rose))


def test_each_axis_has_its_side_and_its_figure_over_the_picture() -> None:
    rose = build_rose(build_axes([PLEIN] * 4))
    assert len(list_paths(rose, "trace")) == 4
    assert len(list_paths(rose, "vient")) == 1
    assert len(re.findall(r"<b>58\s%</b>", rose)) == 4
    assert 'alt="Court A : 58' in rose


def test_an_axis_without_a_score_leaves_a_gap_and_says_why() -> None:
    rose = build_rose(build_axes([PLEIN, PLEIN, PLEIN, [0] * 5]))
    assert len(list_paths(rose, "trace")) == 2
    # No ground under an outline that is open.
    assert list_paths(rose, "vient") == []
    assert "Court D : sans réponse" in rose
    assert "<br>sans réponse</span>" in rose


@pytest.mark.parametrize(
    "reponses", [[PLEIN] * 2, [PLEIN] * 10, [PLEIN, PLEIN, [0] * 5, [0] * 5]], ids=["few", "many", "unanswered"]
)
def test_there_is_none_where_no_outline_would_be_legible(reponses: Sequence[Sequence[int]]) -> None:
    assert build_rose(build_axes(reponses)) == ""


def test_a_title_never_becomes_markup() -> None:
    axes = build_axes([PLEIN] * 3)
    mechant = Axe("M", "<b>", '"><img src=x onerror=alert(1)>', axes[0].nous)
    rose = build_rose([mechant, *axes[1:]])
    assert "<img src=x" not in rose
    assert "<img src=x" not in unquote(rose)
