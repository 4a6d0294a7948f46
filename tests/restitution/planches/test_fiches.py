"""The heatmap as cards, for a phone: a few structures have one each, many are listed under each axis."""

from __future__ import annotations

import re

from caprse.restitution.figures.axes import LigneCarte
from caprse.restitution.planches.fiches import build_fiches
from tests.restitution.exemples import build_figure

A = build_figure("A", [0, 0, 1, 1, 1])
B = build_figure("B", [1, 0, 0, 0, 0])


def _list_titres(lignes: list[LigneCarte]) -> list[str]:
    return re.findall(r"<h3>(.*?)</h3>", build_fiches(lignes))


def test_a_few_structures_have_a_card_each_and_many_stand_under_each_axis() -> None:
    une = [LigneCarte("L’atelier <b>", (A, B))]
    assert _list_titres(une) == ["L’atelier &lt;b&gt;"]
    assert build_fiches(une).count("<li>") == 2
    plusieurs = [LigneCarte(f"Structure {rang}", (A, B) if rang else (A,)) for rang in range(3)]
    assert _list_titres(plusieurs) == ["Court A", "Court B"]
    assert build_fiches(plusieurs).count("<li>") == 6
