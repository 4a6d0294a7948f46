"""Files of every kind, whole ones and damaged ones, made here."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import Workbook
from PIL import Image
from pillow_heif import from_pillow

from caprse.progres.traces.regles import OCTETS_MAX, TYPES_MIME, Nature

PAGE_WEB = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
COFFRE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def build_image(
    genre: str = "JPEG", taille: tuple[int, int] = (640, 400), exif: bool = False, teinte: int = 0
) -> bytes:
    """A picture; ``exif``: with a place, a device and a turned camera."""
    image = Image.new("RGB", taille, (40 + teinte, 120, 90))
    image.paste((200, 60, 20), (0, 0, taille[0] // 2, taille[1] // 2))
    sortie = BytesIO()
    dits = Image.Exif()
    if exif:
        dits[0x0110], dits[0x0112] = "Téléphone de Camille", 6
        dits.get_ifd(0x8825).update({1: "N", 2: (43.0, 36.0, 16.0), 3: "E", 4: (1.0, 26.0, 38.0)})
    if genre == "HEIF":
        from_pillow(image).save(sortie, format="HEIF", exif=dits.tobytes() if exif else None)
    else:
        image.save(sortie, genre, **({"exif": dits} if exif else {}))
    return sortie.getvalue()


def build_pdf(corps: bytes = b"", chiffre: bool = False) -> bytes:
    """A PDF of one empty page."""
    morceaux = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>" + corps,
    ]
    texte, places = b"%PDF-1.4\n", []
    for rang, morceau in enumerate(morceaux, 1):
        places.append(len(texte))
        texte += b"%d 0 obj\n%s\nendobj\n" % (rang, morceau)
    debut = len(texte)
    texte += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    secret = b" /Encrypt 9 0 R" if chiffre else b""
    return texte + b"trailer\n<< /Size 4 /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (secret, debut)


def build_archive(pieces: Mapping[str, bytes], commentaire: bytes = b"") -> bytes:
    sortie = BytesIO()
    with ZipFile(sortie, "w", ZIP_DEFLATED) as archive:
        for nom, contenu in pieces.items():
            archive.writestr(nom, contenu, ZIP_STORED if nom == "mimetype" else ZIP_DEFLATED)
        archive.comment = commentaire
    return sortie.getvalue()


def build_docx(texte: str = "Charte", autres: Mapping[str, bytes] | None = None) -> bytes:
    return build_archive(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f"<document>{texte}</document>".encode(),
            **(autres or {}),
        }
    )


def build_ouvert(nature: Nature, manifeste: bytes = b"<manifest/>") -> bytes:
    return build_archive(
        {
            "mimetype": TYPES_MIME[nature].encode(),
            "content.xml": b"<office/>",
            "META-INF/manifest.xml": manifeste,
        }
    )


def build_xlsx() -> bytes:
    classeur, sortie = Workbook(), BytesIO()
    feuille = classeur.active
    assert feuille is not None
    feuille["A1"] = "Consommation"
    classeur.save(sortie)
    return sortie.getvalue()


def build_png_geant(cote: int = 30_000) -> bytes:
    """A picture of a few bytes that unfolds into nine hundred million points."""

    def pack(genre: bytes, corps: bytes) -> bytes:
        return struct.pack(">I", len(corps)) + genre + corps + struct.pack(">I", zlib.crc32(genre + corps))

    entete = struct.pack(">IIBBBBB", cote, cote, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + pack(b"IHDR", entete)
        + pack(b"IDAT", zlib.compress(b"\0" * 90_000))
        + pack(b"IEND", b"")
    )


def lock_pieces(archive: bytes) -> bytes:
    """The same archive, each piece said to be under a password."""
    octets = bytearray(archive)
    for marque, ou in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        rang = -1
        while (rang := octets.find(marque, rang + 1)) >= 0:
            octets[rang + ou] |= 1
    return bytes(octets)


def spoil(octets: bytes, rang: int) -> bytes:
    """One byte turned into another."""
    return octets[:rang] + bytes([octets[rang] ^ 0xFF]) + octets[rang + 1 :]


ENTIERS: dict[str, bytes] = {
    "rapport.pdf": build_pdf(),
    "photo.jpg": build_image(),
    "photo.JPEG": build_image(exif=True),
    "affiche.png": build_image("PNG"),
    "affiche.webp": build_image("WEBP"),
    "telephone.heic": build_image("HEIF", exif=True),
    "charte.odt": build_ouvert(Nature.ODT),
    "suivi.ods": build_ouvert(Nature.ODS),
    "charte.docx": build_docx(),
    "suivi.xlsx": build_xlsx(),
    "suivi.csv": "Année;Énergie\n2025;12,5\n".encode("cp1252"),
    "note.txt": "Réunion d’équipe du 12 mars.\n".encode(),
    "note-ancienne.txt": "Réunion".encode("utf-16"),
}

# The name given, the bytes, what the one sentence speaks of.
ABIMES: dict[str, tuple[str, bytes, str]] = {
    "empty": ("photo.jpg", b"", "vide"),
    "a text of spaces": ("note.txt", b"  \n \t", "vide"),
    "too large": ("rapport.pdf", build_pdf(b"%" * OCTETS_MAX), "10\u00a0Mo"),
    "no ending": ("rapport", build_pdf(), "genre de fichier"),
    "a program": ("calcul.exe", b"MZ" + b"\0" * 200, "genre de fichier"),
    "a web page": ("page.html", PAGE_WEB, "genre de fichier"),
    "a drawing that runs": ("logo.svg", SVG, "genre de fichier"),
    "an animation": ("rire.gif", b"GIF89a" + b"\0" * 40, "genre de fichier"),
    "an old Word": ("charte.doc", COFFRE, "genre de fichier"),
    "an ending behind an ending": ("rapport.pdf.exe", build_pdf(), "genre de fichier"),
    "a page named text": ("page.txt", PAGE_WEB, "programme"),
    "a drawing named table": ("logo.csv", SVG, "programme"),
    "a page named picture": ("logo.png", PAGE_WEB, "n’en est pas un"),
    "a picture named PDF": ("rapport.pdf", build_image(), "« .jpeg »"),
    "a PNG named JPEG": ("photo.jpg", build_image("PNG"), "« .png »"),
    "a program named text": ("note.txt", b"MZ\x90\x00\x03" + b"\0" * 200, "n’en est pas un"),
    "a Word named Excel": ("suivi.xlsx", build_docx(), "« .docx »"),
    "a plain archive named Word": ("charte.docx", build_archive({"a.txt": b"a"}), "genre de fichier"),
    "a PDF cut short": ("rapport.pdf", build_pdf()[:-40], "abîmé"),
    "a JPEG cut short": ("photo.jpg", build_image()[:-900], "abîmé"),
    "a PNG cut short": ("photo.png", build_image("PNG")[:-30], "abîmé"),
    "a PNG with a false sum": ("photo.png", spoil(build_image("PNG"), 60), "abîmé"),
    "a photo of a phone cut short": ("photo.heic", build_image("HEIF")[:-300], "abîmé"),
    "a WEBP cut short": ("photo.webp", build_image("WEBP")[:60], "abîmé"),
    "the head of a JPEG and nothing": ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "abîmé"),
    "a Word cut short": ("charte.docx", build_docx()[:-30], "abîmé"),
    "a Word with a false sum": (
        "charte.docx",
        spoil(build_docx("x" * 500), build_docx("x" * 500).index(b"word/document.xml") + 20),
        "abîmé",
    ),
    "a PDF under a password": ("rapport.pdf", build_pdf(chiffre=True), "mot de passe"),
    "a Word under a password": ("charte.docx", COFFRE, "mot de passe"),
    "pieces under a password": ("charte.docx", lock_pieces(build_docx()), "mot de passe"),
    "an OpenDocument under a password": (
        "charte.odt",
        build_ouvert(Nature.ODT, b"<manifest:encryption-data/>"),
        "mot de passe",
    ),
    "a Word that unfolds": ("charte.docx", build_docx(autres={"word/media": b"\0" * (70 * 1024 * 1024)}), "énorme"),
    "a Word of very many pieces": (
        "charte.docx",
        build_archive({f"p{rang}": b"" for rang in range(2100)}),
        "énorme",
    ),
    "a Word with macros": ("charte.docx", build_docx(autres={"word/vbaProject.bin": b"x"}), "programme"),
    "a Word with a page inside": ("charte.docx", build_docx(autres={"word/a.html": b"x"}), "programme"),
    "entities that unfold": ("charte.docx", build_docx('<!ENTITY a "b">'), "programme"),
    "a piece that climbs out": ("charte.docx", build_docx(autres={"../../etc/a": b"x"}), "abîmé"),
    "a picture of thirty thousand by thirty thousand": ("photo.png", build_png_geant(), "immense"),
    "a JPEG that is an archive too": ("photo.jpg", build_image() + build_docx(), "caché"),
    "a JPEG that is a page too": ("photo.jpg", build_image() + PAGE_WEB, "caché"),
    "a PDF that is an archive too": ("rapport.pdf", build_pdf() + build_docx(), "caché"),
    "a Word behind a picture": ("charte.docx", build_image() + build_docx(), "« .jpeg »"),
    "a Word with a page behind": ("charte.docx", build_docx() + PAGE_WEB, "caché"),
    "a Word with a remark": (
        "charte.docx",
        build_archive({"[Content_Types].xml": b"", "word/document.xml": b""}, PAGE_WEB),
        "caché",
    ),
    "a PNG that is a PDF too": ("photo.png", build_image("PNG")[:8] + build_pdf(), "caché"),
}
