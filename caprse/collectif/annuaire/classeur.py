"""An Excel workbook (.xlsx) → the rows of each of its sheets. What comes in is measured before it is unpacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from caprse.collectif.annuaire.abimes import find_abimes
from caprse.collectif.annuaire.texte import clean
from caprse.socle.tableur.ouverture import ClasseurRefuse, Defaut, open_xlsx

EST_CLASSEUR = b"PK\x03\x04"
PIECES_MAX, BALISES_MAX = 500, 2_000_000
FEUILLES_MAX = 30
LIGNES_MAX, COLONNES_MAX = 20_050, 200
COMMENT = "Enregistrez ce tableau au format « Classeur Excel (.xlsx) » ou « CSV UTF-8 », puis recommencez."
ABIME = f"Ce classeur ne s’ouvre pas : il est abîmé ou protégé. {COMMENT}"
PHRASES = {
    Defaut.ABIME: ABIME,
    Defaut.ODS: f"C’est un classeur LibreOffice (.ods), que le cahier ne lit pas. {COMMENT}",
    Defaut.XLSB: f"C’est un classeur Excel binaire (.xlsb), que le cahier ne lit pas. {COMMENT}",
    Defaut.AUTRE: f"Ce fichier compressé n’est pas un classeur Excel. {COMMENT}",
    Defaut.GROS: f"Ce classeur est trop gros une fois déployé : gardez la feuille de l’annuaire. {COMMENT}",
}


def open_classeur(octets: bytes) -> list[Callable[[], Iterator[tuple[int, tuple[str, ...]]]]]:
    """The sheets of a workbook, each as a way to read its rows; those that are hidden come last.

    Formulas give the values that the spreadsheet kept, macros are left alone. Raises ValueError with a sentence.
    """
    try:
        feuilles = open_xlsx(octets, pieces_max=PIECES_MAX, balises_max=BALISES_MAX, valeurs=True, macros=True)
    except ClasseurRefuse as refus:
        raise ValueError(PHRASES[refus.defaut]) from refus
    feuilles = feuilles[:FEUILLES_MAX]
    feuilles.sort(key=lambda feuille: getattr(feuille, "sheet_state", "visible") != "visible")
    return [partial(_read_feuille, feuille) for feuille in feuilles]


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
