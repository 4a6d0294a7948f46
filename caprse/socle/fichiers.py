"""Tables and charts as files: CSV that a French spreadsheet opens, SVG and PNG of the very chart on screen."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from html import escape
from itertools import chain
from numbers import Integral, Real
from typing import IO, Any

import altair as alt
import pandas as pd

from caprse.socle.dates import FUSEAU
from caprse.socle.imprimerie.atelier import ATELIER
from caprse.socle.signes import drop_donnees, drop_signes

# Without it, a spreadsheet reads accents as something else.
MARQUE_UTF8 = b"\xef\xbb\xbf"
NOM_MAX = 100
SUFFIXE = re.compile(r"\.[0-9A-Za-z]{1,8}\Z")
# What Windows keeps for its devices.
RESERVE = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
ECHELLE_PNG = 2.0  # twice the screen: sharp on a wall and in print
ECHELLE_PNG_MAX = 4.0
# A spreadsheet takes such a cell for a formula and may run it (OWASP, « CSV injection »); full-width signs count too.
FORMULE = re.compile("^\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def to_csv(table: pd.DataFrame) -> bytes:
    """The table without its index, for a French spreadsheet: `;`, decimal comma, CRLF, UTF-8 with its mark (BOM).

    Numbers stay numbers, what is missing stays empty, booleans read oui or non, dates are ISO. Text that a spreadsheet
    could take for a formula gets an apostrophe first, headers as well: names and comments are typed by anyone.
    """
    sortie = io.BytesIO(MARQUE_UTF8)
    sortie.seek(0, io.SEEK_END)
    # Column by column: row by row, pandas would turn whole numbers into floats where a row mixes both.
    colonnes = (table.iloc[:, rang] for rang in range(table.shape[1]))
    write_lignes_csv(sortie, chain([table.columns], zip(*colonnes, strict=True)))
    return sortie.getvalue()


def write_lignes_csv(sortie: IO[bytes], lignes: Iterable[Iterable[Any]]) -> None:
    """Rows, as ``to_csv`` writes them, into an open file: a long table goes there so many rows at a time."""
    texte = io.StringIO()
    csv.writer(texte, delimiter=";", lineterminator="\r\n").writerows(map(_write_row, lignes))
    sortie.write(texte.getvalue().encode())


def build_fiche_zip(nom: str, instant: datetime) -> zipfile.ZipInfo:
    """One compressed file of a zip, dated as Paris reads it: the same content twice gives the same bytes."""
    fiche = zipfile.ZipInfo(nom, instant.astimezone(FUSEAU).timetuple()[:6])
    fiche.compress_type = zipfile.ZIP_DEFLATED
    return fiche


def to_svg(chart: alt.LayerChart, description: str = "") -> bytes:
    """The chart as SVG, its text still text. ``description`` is what a screen reader says of the picture.

    Raises DessinImpossible.
    """
    svg = _draw("svg", chart).decode()
    if description:
        # A converted picture loses the description of its chart: it becomes the title of the SVG.
        ouverture, fermeture, reste = svg.partition(">")
        svg = f'{ouverture} role="img"{fermeture}<title>{escape(drop_signes(description))}</title>{reste}'
    return svg.encode()


def to_png(chart: alt.LayerChart, scale: float = ECHELLE_PNG) -> bytes:
    """The chart as PNG on white, ``scale`` times its size on screen. Raises ValueError beyond 0 to 4 times."""
    if not 0 < scale <= ECHELLE_PNG_MAX:
        raise ValueError(f"L’échelle d’une image va de 0 à {ECHELLE_PNG_MAX:.0f}.")
    return _draw("png", chart, echelle=scale)


def _draw(genre: str, chart: alt.LayerChart, **reglages: float) -> bytes:
    """Draws without any network: a chart that names an address is refused (ValueError). Raises DessinImpossible."""
    majeure, mineure, _ = alt.SCHEMA_VERSION.removeprefix("v").split(".")
    # XML holds less than a name does, and the engine ends its process on a sign that XML forbids.
    # Not validated: our charts are our own, and that took a quarter of a document to print.
    dessin = drop_donnees(chart.to_dict(validate=False))
    return ATELIER.draw({"genre": genre, "dessin": dessin, "version": f"{majeure}.{mineure}", **reglages})


def name_fichier(nom: str) -> str:
    """A file name that every system takes, in an archive too: no folder, no sign of its own, no reserved word."""
    net = drop_signes(nom)
    suffixe = SUFFIXE.search(net)
    tronc = re.sub(r"[^\w-]+", "-", net[: suffixe.start()] if suffixe else net).strip("-_")[:NOM_MAX]
    if not tronc or RESERVE.fullmatch(tronc):
        tronc = f"fichier-{tronc}".rstrip("-")
    return tronc + (suffixe[0] if suffixe else "")


def _write_row(cellules: Iterable[Any]) -> list[str]:
    return [_write_cell(cellule) for cellule in cellules]


def _write_cell(cellule: Any) -> str:
    if cellule is None or pd.isna(cellule):
        return ""
    match cellule:
        case bool():
            return "oui" if cellule else "non"
        case Integral():
            return str(int(cellule))
        case Fraction():
            return _write_number(cellule.numerator / cellule.denominator)
        case Decimal():
            return f"{cellule:f}".replace(".", ",")
        case Real():
            return _write_number(float(cellule))
        case datetime():
            return cellule.isoformat(sep=" ", timespec="minutes")
        case date():
            return cellule.isoformat()
    texte = str(cellule)
    # A hidden sign before the first one seen would hide the formula from us, not from a spreadsheet that drops it.
    return f"'{texte}" if FORMULE.match(texte) or FORMULE.match(drop_signes(texte)) else texte


def _write_number(nombre: float) -> str:
    """Digits only, never an exponent, and no `,0` behind a whole number."""
    return f"{Decimal(repr(nombre)):f}".removesuffix(".0").replace(".", ",")
