"""Office documents: archives that are opened to the last byte before they are kept, within bounds. Pure."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from caprse.progres.traces.formes import FichierRefuse
from caprse.progres.traces.regles import MO, TYPES_MIME, Defaut, Nature

PIECES_MAX = 2000
DEPLOYE_MAX = 60 * MO
_MORCEAU = 256 * 1024
_REPERES = {Nature.DOCX: "word/document.xml", Nature.XLSX: "xl/workbook.xml"}
_OUVERTS = (Nature.ODT, Nature.ODS)
# What a program of a document is kept in, and what no document needs to hold.
_PROGRAMMES = ("basic/", "scripts/")
_FINS_ACTIVES = (
    "vbaproject.bin",
    "vbadata.xml",
    ".js",
    ".vbs",
    ".exe",
    ".dll",
    ".bat",
    ".cmd",
    ".ps1",
    ".html",
    ".htm",
)


def open_bureau(octets: bytes) -> Nature:
    """Which document an archive is, once all of it was read. Raises FichierRefuse."""
    try:
        with ZipFile(BytesIO(octets)) as archive:
            pieces = archive.infolist()
            _check_pieces(pieces)
            nature = _find_nature(archive)
            _check_bords(octets, archive, pieces)
            for piece in pieces:
                _read_piece(archive, piece)
            return nature
    except FichierRefuse:
        raise
    # A damaged archive can raise almost anything.
    except (
        BadZipFile,
        zlib.error,
        ValueError,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        KeyError,
    ) as erreur:
        raise FichierRefuse(Defaut.ABIME) from erreur


def _check_pieces(pieces: list[ZipInfo]) -> None:
    """What the archive says of itself, before anything is unpacked."""
    if any(piece.flag_bits & 1 for piece in pieces):
        raise FichierRefuse(Defaut.PROTEGE)
    if len(pieces) > PIECES_MAX or sum(piece.file_size for piece in pieces) > DEPLOYE_MAX:
        raise FichierRefuse(Defaut.DEPLOYE)
    noms = [piece.filename for piece in pieces]
    bas = [nom.lower() for nom in noms]
    if len(set(bas)) < len(bas) or any(nom.startswith("/") or ".." in nom.split("/") or "\\" in nom for nom in noms):
        raise FichierRefuse(Defaut.ABIME)
    if any(piece.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for piece in pieces):
        raise FichierRefuse(Defaut.ABIME)
    if any(nom.startswith(_PROGRAMMES) or nom.endswith(_FINS_ACTIVES) for nom in bas):
        raise FichierRefuse(Defaut.ACTIF)


def _find_nature(archive: ZipFile) -> Nature:
    noms = set(archive.namelist())
    if "mimetype" in noms and "content.xml" in noms:
        dit = archive.read("mimetype").decode("ascii", "replace").strip()
        for nature in _OUVERTS:
            if dit == TYPES_MIME[nature]:
                if "META-INF/manifest.xml" in noms and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise FichierRefuse(Defaut.PROTEGE)
                return nature
    for nature, repere in _REPERES.items():
        if repere in noms and "[Content_Types].xml" in noms:
            if b"macroEnabled" in archive.read("[Content_Types].xml"):
                raise FichierRefuse(Defaut.ACTIF)
            return nature
    raise FichierRefuse(Defaut.GENRE)


def _check_bords(octets: bytes, archive: ZipFile, pieces: list[ZipInfo]) -> None:
    """That the archive is the whole file: nothing before it, nothing behind."""
    if archive.comment or octets[-22:-18] != b"PK\x05\x06" or min(piece.header_offset for piece in pieces):
        raise FichierRefuse(Defaut.MELE)


def _read_piece(archive: ZipFile, piece: ZipInfo) -> None:
    """Read a piece to its end, where its sum is checked; an XML that declares entities could unfold without end."""
    lus, texte = 0, piece.filename.lower().endswith((".xml", ".rels", ".rdf"))
    avant = b""
    with archive.open(piece) as flux:
        while morceau := flux.read(_MORCEAU):
            lus += len(morceau)
            if lus > DEPLOYE_MAX:
                raise FichierRefuse(Defaut.DEPLOYE)
            if texte and b"<!ENTITY" in (avant + morceau).replace(b"\x00", b""):
                raise FichierRefuse(Defaut.ACTIF)
            avant = morceau[-32:]
