"""An Excel workbook (.xlsx) → the rows of each of its sheets. What comes in is measured before it is unpacked."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from caprse.collectif.annuaire.abimes import find_abimes
from caprse.collectif.annuaire.texte import clean

EST_CLASSEUR = b"PK\x03\x04"
DEPLOYE_MAX = 40 * 1024 * 1024
PIECES_MAX = 500
FEUILLES_MAX = 30
LIGNES_MAX, COLONNES_MAX = 20_050, 200
COMMENT = "Enregistrez ce tableau au format « Classeur Excel (.xlsx) » ou « CSV UTF-8 », puis recommencez."
ABIME = f"Ce classeur ne s'ouvre pas : il est abîmé ou protégé. {COMMENT}"


def open_classeur(octets: bytes) -> list[Callable[[], Iterator[tuple[int, tuple[str, ...]]]]]:
    """The sheets of a workbook, each as a way to read its rows; those that are hidden come last.

    Formulas give the values that the spreadsheet kept, macros are left alone. Raises ValueError with a sentence.
    """
    _check_archive(octets)
    try:
        with warnings.catch_warnings():
            # What openpyxl does not keep (drawings, validations) is of no use here.
            warnings.simplefilter("ignore")
            classeur = load_workbook(BytesIO(octets), read_only=True, data_only=True, keep_links=False)
    # A damaged workbook can raise almost anything.
    except Exception as erreur:
        raise ValueError(ABIME) from erreur
    feuilles = [feuille for feuille in classeur.worksheets if hasattr(feuille, "iter_rows")][:FEUILLES_MAX]
    feuilles.sort(key=lambda feuille: getattr(feuille, "sheet_state", "visible") != "visible")
    return [partial(_read_feuille, feuille) for feuille in feuilles]


def _check_archive(octets: bytes) -> None:
    try:
        with ZipFile(BytesIO(octets)) as archive:
            pieces = archive.infolist()
            noms = set(archive.namelist())
            genre = archive.read("mimetype")[:80] if "mimetype" in noms else b""
    except (BadZipFile, ValueError, OverflowError, EOFError, NotImplementedError, RuntimeError, OSError) as erreur:
        raise ValueError(ABIME) from erreur
    if b"opendocument" in genre:
        raise ValueError(f"C'est un classeur LibreOffice (.ods), que le cahier ne lit pas. {COMMENT}")
    if "xl/workbook.xml" not in noms and "xl/workbook.bin" not in noms:
        raise ValueError(f"Ce fichier compressé n'est pas un classeur Excel. {COMMENT}")
    if "xl/workbook.bin" in noms:
        raise ValueError(f"C'est un classeur Excel binaire (.xlsb), que le cahier ne lit pas. {COMMENT}")
    # The library never unpacks more of a piece than it announces.
    if len(pieces) > PIECES_MAX or sum(piece.file_size for piece in pieces) > DEPLOYE_MAX:
        raise ValueError(f"Ce classeur est trop gros une fois déployé : gardez la feuille de l'annuaire. {COMMENT}")


def _read_feuille(feuille: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    # What the file says of its dimensions may be wrong, or huge.
    feuille.reset_dimensions()
    try:
        for rang, cases in enumerate(feuille.iter_rows(max_row=LIGNES_MAX, max_col=COLONNES_MAX, values_only=True), 1):
            rangee = tuple(_read_case(case) for case in cases)
            for erreur in find_abimes(" ; ".join(rangee)):
                raise ValueError(erreur.replace("Ligne 1 :", f"Ligne {rang} :", 1))
            yield rang, rangee
    except ValueError:
        raise
    except Exception as erreur:
        raise ValueError(ABIME) from erreur


def _read_case(case: Any) -> str:
    match case:
        case None:
            return ""
        case bool():
            return "oui" if case else "non"
        case float() if case.is_integer():
            return str(int(case))
        case datetime() | date():
            return case.isoformat()
    return clean(str(case))
