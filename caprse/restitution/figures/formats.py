"""How figures are written, in French, wherever they are shown: one rounding, one spelling."""

from __future__ import annotations

from fractions import Fraction

from caprse.socle.francais import agree

INSECABLE = "\u00a0"
MOINS = "\u2212"
DEUX_POINTS = f"{INSECABLE}: "
POINT_VIRGULE = f"{INSECABLE}; "


def round_pourcent(score: Fraction) -> int:
    """The score in whole per cent, halves up; 0 and 100 are kept for what is exactly nothing or everything."""
    if score in (0, 1):
        return int(score) * 100
    return min(99, max(1, int(score * 100 + Fraction(1, 2))))


def format_pourcent(score: Fraction) -> str:
    """`67 %`, with a space that does not break."""
    return f"{round_pourcent(score)}{INSECABLE}%"


def compute_points(avant: Fraction, apres: Fraction) -> int:
    """The difference of two scores in points of per cent: between the percentages shown, so that they tally."""
    return round_pourcent(apres) - round_pourcent(avant)


def format_points(points: int) -> str:
    """`+12 points`, `−1 point`, `0 point`."""
    signe = "+" if points > 0 else MOINS if points < 0 else ""
    return f"{signe}{abs(points)}{INSECABLE}{agree(abs(points), 'point')}"


def quote(texte: str) -> str:
    """`« texte »` with spaces that do not break."""
    return f"«{INSECABLE}{texte}{INSECABLE}»"
