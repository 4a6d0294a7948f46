"""The figures of the workbook's fonts: a zero is a ring, on screen and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import caprse

POLICES = sorted(f for f in Path(caprse.__file__).parent.rglob("polices/*") if f.suffix in {".ttf", ".woff2"})


def test_the_fonts_are_found() -> None:
    assert len(POLICES) == 6


@pytest.mark.parametrize("chemin", POLICES, ids=lambda chemin: chemin.name)
def test_a_zero_is_not_barred(chemin: Path) -> None:
    police = TTFont(chemin)
    signes = police.getBestCmap()
    zero, o = (police["glyf"][signes[ord(signe)]] for signe in "0O")
    assert zero.numberOfContours == o.numberOfContours == 2
