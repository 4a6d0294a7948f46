"""The colours: contrast as WCAG defines it, shades that stay apart."""

from __future__ import annotations

from itertools import pairwise

import pytest

from caprse.restitution.graphiques import palette
from caprse.socle.couleurs import compute_contrast


def test_contrast_is_that_of_wcag() -> None:
    assert compute_contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert compute_contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    "couleur", [palette.NOUS, palette.COLLECTIF, palette.PRECEDENT, palette.ETENDUE_CONTOUR, palette.CONTOUR]
)
def test_series_and_edges_stand_out_from_white(couleur: str) -> None:
    assert compute_contrast(couleur, palette.FOND) >= 3


@pytest.mark.parametrize("couleur", [palette.ENCRE, palette.ENCRE_DOUCE, palette.NOUS, palette.COLLECTIF])
def test_text_is_read_on_white(couleur: str) -> None:
    assert compute_contrast(couleur, palette.FOND) >= 4.5


@pytest.mark.parametrize("combien", range(2, 7))
def test_every_shade_carries_legible_text(combien: int) -> None:
    for fond in (*palette.list_shades(combien), palette.VIDE):
        assert compute_contrast(palette.get_text_colour(fond), fond) >= 4.5


@pytest.mark.parametrize("combien", range(2, 7))
def test_shades_darken_step_by_step(combien: int) -> None:
    clartes = [compute_contrast(fond, palette.FOND) for fond in palette.list_shades(combien)]

    assert len(clartes) == combien
    assert all(suivante >= 1.25 * clarte for clarte, suivante in pairwise(clartes))
