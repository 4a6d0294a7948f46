"""Give the fonts a plain zero: theirs is barred, and « 10 ans » then reads « 1Ø ans » to who reads little.

Run once after the fonts are replaced by a newer version: ``PYTHONPATH=. python bin/chiffres.py``. The codes of the
workbook hold neither 0 nor O, so nothing is left to tell apart. The fonts' licence (OFL 1.1) reserves no name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.ttLib.tables.ttProgram import Program

CAPRSE = Path(__file__).parent.parent / "caprse"
DOSSIERS = (CAPRSE / "static/polices", CAPRSE / "socle/imprimerie/polices")


def open_zero(zero: Glyph) -> bool:
    """One ring instead of two half counters: the outer contour, drawn again inside the box of the counters."""
    fins = zero.endPtsOfContours
    if len(fins) != 3:
        return False
    points = list(zero.coordinates)
    bord, vides = points[: fins[0] + 1], points[fins[0] + 1 :]
    (x, y, dx, dy), (vx, vy, vdx, vdy) = _measure(bord), _measure(vides)
    dedans = [(round(vx + (a - x) * vdx / dx), round(vy + (b - y) * vdy / dy)) for a, b in reversed(bord)]
    drapeaux = list(zero.flags[: fins[0] + 1])
    zero.coordinates = type(zero.coordinates)(bord + dedans)
    zero.flags = bytearray(drapeaux + drapeaux[::-1])
    zero.endPtsOfContours = [fins[0], 2 * fins[0] + 1]
    zero.numberOfContours = 2
    zero.program = Program()
    return True


def _measure(points: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def main() -> int:
    """Mend every font of the workbook whose zero is barred."""
    for chemin in sorted(f for d in DOSSIERS for f in d.iterdir() if f.suffix in {".ttf", ".woff2"}):
        police = TTFont(chemin)
        if open_zero(police["glyf"][police.getBestCmap()[ord("0")]]):
            police.save(chemin)
            sys.stdout.write(f"{chemin.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
