"""Colours of the charts: few, safe for colour-blind readers, and never alone (each series has its own mark and dash).

Blue, orange and slate stay apart under protanopia, deuteranopia and tritanopia, and in grey print by their marks.
Series and text keep 3:1, respectively 4.5:1, against white (WCAG 1.4.11 and 1.4.3).
"""

from __future__ import annotations

from caprse.socle.couleurs import compute_contrast, read_channels

POLICE = '"Atkinson Hyperlegible", sans-serif'
FOND = "#FFFFFF"
NOIR = "#000000"
ENCRE = "#1B2430"
ENCRE_DOUCE = "#4A5563"
GRILLE = "#D3D9E0"
GRILLE_FORTE = "#8A94A0"
NOUS = "#0B5CAD"
COLLECTIF = "#A84B00"
ETENDUE = "#F7DDBF"
ETENDUE_CONTOUR = "#B97F3E"
PRECEDENT = "#55606E"
VIDE = "#F4F5F7"
CONTOUR = "#5E7F9E"

_BLEUS = ("#E6F0F9", "#B7D3EA", "#74ACD6", "#2F77B5", "#0A3D73")
_ORANGES = ("#FDF0E1", "#F7D3AC", "#E9A364", "#A84B00", "#6E3000")


def list_shades(combien: int, *, collectif: bool = False) -> tuple[str, ...]:
    """From pale to dark, one hue, ``combien`` even steps (at least two): the ordinal palette of niveaux.

    The hue is that of whose figures they are: one structure's, or the collectif's.
    """
    etapes = _ORANGES if collectif else _BLEUS
    return tuple(_mix(etapes, rang / (combien - 1)) for rang in range(combien))


def get_text_colour(fond: str) -> str:
    """Black or white, whichever reads better on this ground: one of them always reaches 4.5:1, on any colour."""
    return max((NOIR, FOND), key=lambda couleur: compute_contrast(couleur, fond))


def _mix(etapes: tuple[str, ...], part: float) -> str:
    position = part * (len(etapes) - 1)
    rang = min(int(position), len(etapes) - 2)
    reste = position - rang
    paires = zip(read_channels(etapes[rang]), read_channels(etapes[rang + 1]), strict=True)
    return "#" + "".join(f"{round(bas + (haut - bas) * reste):02X}" for bas, haut in paires)
