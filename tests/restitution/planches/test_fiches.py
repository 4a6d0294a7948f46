"""The heatmap as cards, for a phone: one per structure, its figures side by side."""

from __future__ import annotations

import re

from caprse.restitution.figures.axes import LigneCarte
from caprse.restitution.planches.fiches import build_fiches
from tests.restitution.exemples import build_figure

A = build_figure("A", [0, 0, 1, 1, 1])
B = build_figure("B", [1, 0, 0, 0, 0])


def _list_titres(lignes: list[LigneCarte]) -> list[str]:
    return re.findall(r"<h3>(.*?)</h3>", build_fiches(lignes))


def test_each_structure_has_one_card_with_a_cell_per_axis() -> None:
    une = [LigneCarte("L’atelier <b>", (A, B))]
    assert _list_titres(une) == ["L’atelier &lt;b&gt;"]
    assert build_fiches(une).count("<li>") == 2
    plusieurs = [LigneCarte(f"Structure {rang}", (A, B) if rang else (A,)) for rang in range(3)]
    assert _list_titres(plusieurs) == ["Structure 0", "Structure 1", "Structure 2"]
    corps = build_fiches(plusieurs)
    assert corps.count("<li>") == 6
    # A name once, the title of an axis above all and in each card, and what the shades stand for.
    assert corps.count("Structure 1") == 1
    assert corps.count("Court A") == 4
    avant, _, apres = corps.partition("<section>")
    assert "Court A" in avant
    assert "Part des marches franchies" in apres
    assert "50 à 74\u00a0%" in apres


def test_several_structures_are_lines_that_open_and_two_are_seen_whole() -> None:
    lignes = [
        LigneCarte(
            f"Structure {rang}", (A, B), etat="Transmis", suite=("Relire <ce> carnet", f"/relecture?carnet={rang}")
        )
        for rang in range(3)
    ]
    assert "<details>" not in build_fiches(lignes[:2])
    corps = build_fiches(lignes)
    assert corps.count("<summary><h3>") == 3
    assert corps.count("<small>Transmis</small>") == 3
    # The shades of the line are not read aloud: its figures are, once it is open.
    assert corps.count('class="bande" aria-hidden="true"><i ') == 3
    assert '<a href="/relecture?carnet=1" target="_self">Relire &lt;ce&gt; carnet</a>' in corps
