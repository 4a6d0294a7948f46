"""What a file is, told by its bytes alone, and whether it is whole: pure.

A small check of our own rather than a library: those tell a kind from a few first bytes, and say nothing of what is
cut, protected, hidden behind or renamed.
"""

from __future__ import annotations

import re

from caprse.progres.traces.regles import IMAGES, TEXTES, Defaut, Nature

EST_ARCHIVE = b"PK\x03\x04"
_FIN_ARCHIVE = b"PK\x05\x06"
# The container of the office of before, and of any document that a password protects.
_COFFRE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARQUES_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_BALISE = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?php)\b", re.IGNORECASE)
_CHIFFRE_PDF = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")
_CONTROLE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BORD = 8 * 1024
# The end of an archive stands in its last bytes, before a remark of 64 KB at most.
_BORD_ARCHIVE = 66 * 1024


class FichierRefuse(Exception):
    """The file is not taken, for this one reason."""

    def __init__(self, defaut: Defaut) -> None:
        super().__init__(defaut.value)
        self.defaut = defaut


def find_nature(octets: bytes) -> Nature | None:
    """What these bytes begin as; None for what is no kind of ours. A text and an archive are looked into elsewhere.

    Raises FichierRefuse for what is known and never taken.
    """
    if octets.startswith(b"%PDF-"):
        return Nature.PDF
    if octets.startswith(b"\x89PNG\r\n\x1a\n"):
        return Nature.PNG
    if octets.startswith(b"\xff\xd8\xff"):
        return Nature.JPEG
    if octets.startswith(b"RIFF") and octets[8:12] == b"WEBP":
        return Nature.WEBP
    if octets[4:8] == b"ftyp" and octets[8:12] in _MARQUES_HEIC:
        return Nature.HEIC
    if octets.startswith(_COFFRE):
        raise FichierRefuse(Defaut.PROTEGE)
    return None


def check_whole(octets: bytes, nature: Nature) -> None:
    """That nothing is missing, locked or hidden in a PDF or a text, nor around an image. Raises FichierRefuse."""
    if nature is Nature.PDF:
        _check_pdf(octets)
    elif nature in IMAGES:
        _check_bords(octets)
    elif nature in TEXTES:
        read_texte(octets)


def is_texte(octets: bytes) -> bool:
    """Whether it can be read as a text."""
    try:
        read_texte(octets)
    except FichierRefuse as refus:
        return refus.defaut is Defaut.ACTIF
    return True


def read_texte(octets: bytes) -> str:
    """The text, in the encodings that our spreadsheets write. Raises FichierRefuse."""
    texte = None
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        texte = _decode(octets, "utf-16")
    else:
        for encodage in ("utf-8-sig", "cp1252"):
            if texte is None:
                texte = _decode(octets, encodage)
    if texte is None or _CONTROLE.search(texte):
        raise FichierRefuse(Defaut.ABIME)
    if _BALISE.search(texte.encode()):
        raise FichierRefuse(Defaut.ACTIF)
    return texte


def _decode(octets: bytes, encodage: str) -> str | None:
    try:
        return octets.decode(encodage)
    except UnicodeDecodeError:
        return None


def _check_pdf(octets: bytes) -> None:
    fin = octets.rfind(b"%%EOF")
    if fin < 0 or b"startxref" not in octets[max(0, fin - _BORD) : fin]:
        raise FichierRefuse(Defaut.ABIME)
    if _CHIFFRE_PDF.search(octets):
        raise FichierRefuse(Defaut.PROTEGE)
    # What stands behind the end is read by other programs as another file.
    if octets[fin + 5 :].strip(b"\r\n\t \x00"):
        raise FichierRefuse(Defaut.MELE)
    if _is_archive_aussi(octets) or _BALISE.search(octets[:1024]):
        raise FichierRefuse(Defaut.MELE)


def _check_bords(octets: bytes) -> None:
    debut, bout = octets[:_BORD], octets[-_BORD:]
    if b"%PDF-" in octets[:1024] or _BALISE.search(debut) or _BALISE.search(bout) or _is_archive_aussi(octets):
        raise FichierRefuse(Defaut.MELE)


def _is_archive_aussi(octets: bytes) -> bool:
    """Whether a program that opens archives would find one there."""
    rang = octets.rfind(_FIN_ARCHIVE, max(0, len(octets) - _BORD_ARCHIVE))
    return rang >= 0 and len(octets) - rang >= 22 and EST_ARCHIVE in octets[:rang]
