"""The colour of a theme on a wall: as it is on a light ground, brighter on a dark one until it reads. Pure."""

from __future__ import annotations

import colorsys
import re

from caprse.referentiel.schema import PART_DU_FOND
from caprse.socle.couleurs import BLANC, LISIBLE, compute_contrast, lighten, read_channels

COULEUR = re.compile(r"[0-9A-Fa-f]{6}")
FOND_SOMBRE = "#0d1418"
MAISON = "#0B5C6B"
TERRES = (25, 70)  # degrees: where a colour dark enough to be read is brown
VIVE, GRIS = 0.55, 0.05  # a dull colour would look grey on the dark; a grey stays one


def lighten_for_dark(couleur: str) -> str:
    """The deepest shade of a colour that reads on the dark wall, from afar: well above what a page asks for."""
    teinte, clarte, vive = colorsys.rgb_to_hls(*(canal / 255 for canal in read_channels(couleur)))
    vive = max(vive, VIVE) if vive > GRIS else 0
    tons = (_build(teinte, part / 100, vive) for part in range(round(clarte * 100), 101, 2))
    return next((ton for ton in tons if compute_contrast(ton, FOND_SOMBRE) >= LISIBLE + 3), BLANC)


def _build(teinte: float, clarte: float, vive: float) -> str:
    return "#" + "".join(f"{round(canal * 255):02X}" for canal in colorsys.hls_to_rgb(teinte, clarte, vive))


def turn_from_brown(couleur: str) -> str:
    """The colour as a white wall writes it: a yellow dark enough to be read there is mud, the house's own is not."""
    teinte, _, vive = colorsys.rgb_to_hls(*(canal / 255 for canal in read_channels(couleur)))
    return MAISON if TERRES[0] <= teinte * 360 <= TERRES[1] and vive > GRIS else couleur


def build_feuille(couleur: str) -> str:
    """What the wall's own sheet leaves to the theme, for ``#RRGGBB``."""
    franche = turn_from_brown(couleur)
    fond, clair = lighten(franche, PART_DU_FOND), lighten_for_dark(couleur)
    return f":root {{ --theme-franc: {franche}; --theme-clair: {clair}; --theme-fond: {fond}; }}\n"
