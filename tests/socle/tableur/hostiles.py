"""Workbooks that weigh little and cost much to whoever opens them, or that lie about what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

M = 1_000_000
FEUILLE = "xl/worksheets/sheet1.xml"
NOMS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
UN = b"<row><c><v>1</v></c></row>"


@cache
def build_sain(feuilles: int = 1) -> bytes:
    classeur = Workbook()
    for _ in range(1, feuilles):
        classeur.create_sheet()
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def repack(pieces: dict[str, bytes], sain: bytes = b"") -> bytes:
    """A healthy workbook with these pieces in the place of its own, packed as small as can be."""
    flux = BytesIO()
    with ZipFile(BytesIO(sain or build_sain())) as avant, ZipFile(flux, "w", ZIP_DEFLATED, compresslevel=9) as apres:
        for nom in avant.namelist():
            if nom not in pieces:
                apres.writestr(nom, avant.read(nom))
        for nom, octets in pieces.items():
            apres.writestr(nom, octets)
    return flux.getvalue()


def sheet(dedans: bytes) -> bytes:
    return b"<worksheet " + NOMS + b"><sheetData>" + dedans + b"</sheetData></worksheet>"


def fill(dedans: bytes) -> bytes:
    """The one sheet holds this."""
    return repack({FEUILLE: sheet(dedans)})


def _share() -> bytes:
    genre = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    with ZipFile(BytesIO(build_sain())) as archive:
        types = archive.read("[Content_Types].xml")
    dit = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + genre + b'"/></Types>'
    textes = b"<sst " + NOMS + b">" + b"<si><t/></si>" * M + b"</sst>"
    return repack({"[Content_Types].xml": types.replace(b"</Types>", dit), "xl/sharedStrings.xml": textes})


def _repeat(feuilles: int, dedans: bytes) -> bytes:
    pieces = {f"xl/worksheets/sheet{rang}.xml": sheet(dedans) for rang in range(1, feuilles + 1)}
    return repack(pieces, build_sain(feuilles))


def _names() -> bytes:
    nom = b'<definedName name="a">Sheet!$A$1</definedName>'
    return repack({"xl/workbook.xml": b"<workbook " + NOMS + b"><definedNames>" + nom * 300_000 + b"</definedNames>"})


def list_hostiles() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each by its name, with what makes it."""
    yield "a million lines", partial(fill, UN * M)
    yield "a hundred thousand lines", partial(fill, UN * 100_000)
    yield "a hundred thousand empty lines", partial(fill, b"<row/>" * 100_000)
    yield "three thousand lines of 256 cells", partial(fill, (b"<row>" + b"<c><v>1</v></c>" * 256 + b"</row>") * 3000)
    yield "one line of a million cells", partial(fill, b"<row>" + b"<c><v>1</v></c>" * M + b"</row>")
    yield "formulas everywhere", partial(fill, (b"<row>" + b"<c><f>1</f></c>" * 80 + b"</row>") * 3000)
    yield "a last line a million below", partial(fill, b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    yield "a line of no number", partial(fill, b'<row r="' + b"9" * 5000 + b'"><c><v>1</v></c></row>')
    yield "a column of no letter", partial(fill, b'<row r="1"><c r="' + b"A" * 5000 + b'1"><v>1</v></c></row>')
    yield "a text of 36 million signs", partial(fill, b'<row><c t="str"><v>' + b"A" * 36 * M + b"</v></c></row>")
    yield "a tag of 36 million signs", partial(fill, b'<row><c s="' + b"9" * 36 * M + b'"><v>1</v></c></row>')
    yield "36 million spaces in a tag", partial(fill, b"<row" + b" " * 36 * M + b"/>")
    yield "a remark of 36 million signs", partial(fill, b"<!--" + b"-" * 36 * M + b"-->" + UN)
    yield "a remark full of tags", partial(fill, b"<!--" + (b"<" + b"a" * 400_000) * 80 + b"-->" + UN)
    yield "an instruction without end", partial(fill, b"<?a " + (b"<" + b"a" * 400_000) * 80)
    yield "five million tags, none closed", partial(fill, b"<a>" * 5 * M)
    yield "a hundred thousand floors", partial(fill, b"<a>" * 190_000 + b"</a>" * 190_000)
    yield (
        "four million styles",
        lambda: repack(
            {"xl/styles.xml": b"<styleSheet " + NOMS + b"><cellXfs>" + b"<xf/>" * 4 * M + b"</cellXfs></styleSheet>"}
        ),
    )
    yield "a million shared texts", _share
    yield "three hundred thousand names", _names
    yield "sixty sheets of three thousand lines", partial(_repeat, 60, UN * 3000)
    yield "sixty sheets that begin far below", partial(_repeat, 60, b'<row r="3001"><c><v>1</v></c></row>')
    yield "in UTF-16", partial(repack, {FEUILLE: sheet(b"<!--" + b"a" * 18 * M + b"-->").decode().encode("utf-16")})


HOSTILES = dict(list_hostiles())
