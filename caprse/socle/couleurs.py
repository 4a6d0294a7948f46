"""Colours ``#RRGGBB``: how well one reads on another, and paler shades of one."""

from __future__ import annotations

BLANC = "#FFFFFF"
LISIBLE = 4.5  # WCAG 2.2, 1.4.3: text against its ground


def compute_contrast(une: str, autre: str) -> float:
    """The contrast ratio of two colours ``#RRGGBB``, from 1 to 21, as WCAG 2.2 defines it."""
    clair, sombre = sorted((_compute_luminance(une), _compute_luminance(autre)), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


def _compute_luminance(couleur: str) -> float:
    rouge, vert, bleu = (
        canal / 12.92 if canal <= 0.04045 else ((canal + 0.055) / 1.055) ** 2.4
        for canal in (valeur / 255 for valeur in read_channels(couleur))
    )
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def read_channels(couleur: str) -> tuple[int, int, int]:
    """Red, green and blue, from 0 to 255."""
    return int(couleur[1:3], 16), int(couleur[3:5], 16), int(couleur[5:7], 16)


def lighten(couleur: str, part: float) -> str:
    """A colour laid on white with this share of itself, from 0 (white) to 1."""
    return "#" + "".join(f"{round(255 - (255 - canal) * part):02X}" for canal in read_channels(couleur))
