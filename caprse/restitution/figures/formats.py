"""How figures are written, in French, wherever they are shown: one rounding, one spelling."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

INSECABLE = "\u00a0"
MOINS = "\u2212"


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
    return f"{signe}{count(abs(points), 'point')}"


def count(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """`1 critère`, `3 critères`: the number and its noun. In French 0 and 1 are singular."""
    return f"{nombre}{INSECABLE}{agree(nombre, singulier, pluriel)}"


def agree(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """The word in the right number, with a plain -s unless a plural is given."""
    return singulier if nombre < 2 else pluriel or f"{singulier}s"


def quote(texte: str) -> str:
    """`« texte »` with spaces that do not break."""
    return f"«{INSECABLE}{texte}{INSECABLE}»"


def enumerate_words(mots: Sequence[str]) -> str:
    """`A`, `A et B`, `A, B et C`."""
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} et {mots[-1]}"
