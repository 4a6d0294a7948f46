"""The bytes of an .xlsx that somebody brought → its sheets. What comes in is measured before it is unpacked."""

from __future__ import annotations

import warnings
from enum import StrEnum
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

DEPLOYE_MAX = 40 * 1024 * 1024
# A spreadsheet declares no XML entity, which can unfold without end; its declaration stands at the head of a piece.
# Each element costs memory and time whatever it weighs packed: of those that are no cells, no workbook has more.
AUTRES_MAX = 50_000
TABLES = ("xl/worksheets/", "xl/sharedStrings")
ENTITES = b"<!DOCTYPE"
ENCODAGES = tuple(ENTITES.decode().encode(nom) for nom in ("utf-8", "utf-16-le", "utf-16-be"))
# A tag, a comment or an instruction that has no end is read again from its beginning at each block: the longest text
# of a cell holds in this, however it is written.
JETON_MAX = 512 * 1024
DISCRETS = tuple(
    (debut.encode(nom), fin.encode(nom))
    for debut, fin in (("<!--", "-->"), ("<?", "?>"))
    for nom in ("utf-8", "utf-16-le", "utf-16-be")
)
# What may come before the first sign of an XML piece, in any of these encodings.
AVANT_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


class Defaut(StrEnum):
    """Why a workbook is refused, for the sentence of whoever asked for it."""

    ABIME = "abime"
    ODS = "ods"
    XLSB = "xlsb"
    AUTRE = "autre"
    MACROS = "macros"
    GROS = "gros"


class ClasseurRefuse(Exception):
    """The workbook is not read, for this one reason."""

    def __init__(self, defaut: Defaut) -> None:
        super().__init__(defaut.value)
        self.defaut = defaut


def open_xlsx(octets: bytes, *, pieces_max: int, balises_max: int, valeurs: bool, macros: bool) -> list[Any]:
    """The sheets of a workbook that hold cells, to be read row by row; macros never run.

    ``balises_max``: how many signs « < » it may hold, four for a filled cell or so: what reading it costs at most.
    ``valeurs``: a formula gives the value that the spreadsheet kept, else itself. ``macros``: a workbook that has some
    is read all the same. Raises ClasseurRefuse.
    """
    try:
        _check_archive(octets, pieces_max, balises_max, macros=macros)
        with warnings.catch_warnings():
            # What openpyxl does not keep (drawings, validations) is of no use here.
            warnings.simplefilter("ignore")
            classeur = load_workbook(BytesIO(octets), read_only=True, data_only=valeurs, keep_links=False)
            return [feuille for feuille in classeur.worksheets if hasattr(feuille, "iter_rows")]
    except ClasseurRefuse:
        raise
    # A damaged workbook can raise almost anything.
    except Exception as erreur:
        raise ClasseurRefuse(Defaut.ABIME) from erreur


def _check_archive(octets: bytes, pieces_max: int, balises_max: int, *, macros: bool) -> None:
    with ZipFile(BytesIO(octets)) as archive:
        pieces = archive.infolist()
        noms = {piece.filename for piece in pieces}
        # The library never unpacks more of a piece than it announces.
        gros = len(pieces) > pieces_max or sum(piece.file_size for piece in pieces) > DEPLOYE_MAX
        if not gros and "mimetype" in noms and b"opendocument" in archive.read("mimetype")[:80]:
            raise ClasseurRefuse(Defaut.ODS)
        if "xl/workbook.bin" in noms:
            raise ClasseurRefuse(Defaut.XLSB)
        if "xl/workbook.xml" not in noms:
            raise ClasseurRefuse(Defaut.AUTRE)
        if not macros and any(nom.endswith("vbaProject.bin") for nom in noms):
            raise ClasseurRefuse(Defaut.MACROS)
        if gros:
            raise ClasseurRefuse(Defaut.GROS)
        for piece in pieces:
            # Whatever its name: a sheet may be any piece.
            texte = archive.read(piece)
            if any(declaration in texte for declaration in ENCODAGES):
                raise ClasseurRefuse(Defaut.ABIME)
            balises = texte.count(b"<")
            balises_max -= balises
            if balises_max < 0 or (balises > AUTRES_MAX and not piece.filename.startswith(TABLES)):
                raise ClasseurRefuse(Defaut.GROS)
            if texte.lstrip(AVANT_XML).startswith(b"<") and _is_interminable(texte):
                raise ClasseurRefuse(Defaut.GROS)


def _is_interminable(texte: bytes) -> bool:
    """Whether one sign of this XML is so long that reading it by blocks would take minutes."""
    if max(map(len, texte.split(b"<"))) > JETON_MAX:
        return True
    # What these hold may have « < » in it.
    for debut, fin in DISCRETS:
        place = texte.find(debut)
        while place >= 0:
            suite = texte.find(fin, place)
            if (len(texte) if suite < 0 else suite) - place > JETON_MAX:
                return True
            place = texte.find(debut, suite) if suite >= 0 else -1
    return False
