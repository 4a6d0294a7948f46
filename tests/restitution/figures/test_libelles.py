"""One figure in words, or why there is none."""

from __future__ import annotations

from caprse.restitution.figures.libelles import format_reponses


def test_no_figure_has_no_answers() -> None:
    assert format_reponses(None) == ""
