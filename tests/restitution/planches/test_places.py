"""The lines that set a structure beside its collectif: its own figure always, the other only where it is shown."""

from __future__ import annotations

import re
from fractions import Fraction

from caprse.restitution.figures.axes import NOMS_COLLECTIF, NOMS_COLLECTIF_ET_NOUS, build_axes
from caprse.restitution.planches.places import build_ensemble, build_places
from tests.restitution.exemples import build_agregat, build_figure

QUARTS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))


def read(html: str) -> str:
    return re.sub(r"<[^>]+>", "|", html).replace("\u00a0", " ")


def test_two_figures_and_one_track_stand_on_a_line() -> None:
    figure, agregat = build_figure("A", (0, 0, 0, 2, 0)), build_agregat("A", *QUARTS)
    html = build_places(build_axes([figure], [agregat]), NOMS_COLLECTIF_ET_NOUS, "Essai")
    assert "Nous |75 %|" in read(html)
    assert "Collectif |50 %|" in read(html)
    assert 'class="etendue" style="--q1:25;--q3:75"' in html
    assert 'class="collectif" style="--v:50"' in html
    assert 'class="nous" style="--v:75"' in html


def test_what_is_not_published_has_neither_figure_nor_mark() -> None:
    html = build_places(build_axes([build_figure("A", (0, 0, 0, 2, 0))]), NOMS_COLLECTIF_ET_NOUS, "Essai")
    assert "Collectif |non montré|" in read(html)
    assert "etendue" not in html
    assert html.count("--v:") == 1, "ours alone"


def test_a_structure_that_did_not_answer_says_why_in_two_words() -> None:
    lignes = [build_ensemble("Tout", None, build_agregat("A", *QUARTS))]
    assert "Nous |—|" in read(build_places(lignes, NOMS_COLLECTIF_ET_NOUS, "Essai"))
    assert "Nous" not in read(build_places(lignes, NOMS_COLLECTIF, "Essai"))


def test_a_title_may_hold_any_sign() -> None:
    lignes = [build_ensemble("<b>A & B", None, None)]
    assert "&lt;b&gt;A &amp; B" in build_places(lignes, NOMS_COLLECTIF_ET_NOUS, "Essai")
