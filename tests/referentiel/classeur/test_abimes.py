"""A hundred damaged workbooks: never a traceback, nothing read, a clear French sentence for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from caprse.referentiel.classeur.ecriture import write_classeur
from caprse.referentiel.classeur.verification import read_classeur
from caprse.referentiel.classeur.vide import write_classeur_vide
from tests.fabrique import build_referentiel

ANGLAIS = re.compile(r"Traceback|Error|Exception|\bNone\b|\b(the|not|file|invalid|missing)\b")


@cache
def build_sain() -> bytes:
    return write_classeur(build_referentiel(themes=2, criteres=5))


def change(geste: Callable[[Any], object]) -> bytes:
    classeur = load_workbook(BytesIO(build_sain()))
    geste(classeur)
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def put(feuille: str, case: str, valeur: object) -> bytes:
    def geste(classeur: Any) -> None:
        classeur[feuille][case] = valeur

    return change(geste)


def repack(pieces: dict[str, bytes | None], *, ajoute: bool = True) -> bytes:
    """The healthy workbook with these pieces changed, or taken away."""
    flux = BytesIO()
    with ZipFile(BytesIO(build_sain())) as avant, ZipFile(flux, "w", ZIP_DEFLATED) as apres:
        for nom in avant.namelist():
            if nom not in pieces:
                apres.writestr(nom, avant.read(nom))
        for nom, octets in pieces.items():
            if octets is not None and ajoute:
                apres.writestr(nom, octets)
    return flux.getvalue()


def list_abimes() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each by its name, with what makes it."""
    for rang in range(1, 21):
        yield f"tronqué {rang}", partial(_cut, rang)
    yield "vide", bytes
    yield "csv renommé", lambda: b"code;titre\nPAR;Parcours\n"
    yield "page html", lambda: b"<html><body>Bonjour</body></html>"
    yield "chiffré", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)
    yield "image", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500)
    yield "trop lourd", lambda: build_sain() + Random(11).randbytes(5 * 1024 * 1024)
    yield "zip sans classeur", lambda: _zip({"lisez.txt": b"bonjour"})
    yield "ods", lambda: _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})
    yield "xlsb", lambda: _zip({"xl/workbook.bin": b"\0" * 50})
    yield "macros", lambda: repack({"xl/vbaProject.bin": b"\0" * 100})
    yield "bombe", lambda: repack({"xl/sharedStrings.xml": b" " * (60 * 1024 * 1024)})
    yield "mille pièces", lambda: repack({f"xl/media/{rang}.bin": b"x" for rang in range(1000)})
    bombe = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
        f'<!ENTITY a{n} "{f"&a{n - 1 if n else chr(0)};" * 10}">'.replace("\0", "").encode() for n in range(12)
    )
    yield "entités", lambda: repack({"xl/worksheets/sheet3.xml": bombe + b"]><worksheet>&a11;</worksheet>"})
    for piece in ("xl/worksheets/sheet5.xml", "xl/workbook.xml", "xl/worksheets/sheet3.xml", "[Content_Types].xml"):
        yield f"sans {piece}", partial(repack, {piece: None})
        yield f"{piece} illisible", partial(repack, {piece: b"<a><b></a>"})
        yield f"{piece} au hasard", partial(repack, {piece: Random(11).randbytes(300)})
    for nom in ("Référentiel", "Échelle", "Thématiques", "T01", "TRA", "Renvois", "Familles"):
        yield f"sans la feuille {nom}", partial(change, partial(_remove, nom))
        yield f"feuille {nom} renommée", partial(change, partial(_rename, nom))
    for nom in ("Échelle", "Thématiques", "T01", "T02", "Lois", "Variantes", "Renvois"):
        yield f"titre faux dans {nom}", partial(put, nom, "B1", "N’importe quoi")
        yield f"titre double dans {nom}", partial(_double, nom)
        yield f"formule dans {nom}", partial(put, nom, "B2", "=1+1")
        yield f"signe invisible dans {nom}", partial(put, nom, "C2", "bon\u202ejour")
    for case, valeur in {"B4": "pas un code", "A4": "Autre", "C4": None, "D4": "de trop", "G4": "x" * 2001}.items():
        yield f"T01 {case}", partial(put, "T01", case, valeur)
    yield "fusion", lambda: change(lambda classeur: classeur["T01"].merge_cells("B2:G4"))
    yield "deux feuilles d’un même nom", lambda: change(lambda classeur: classeur.create_sheet("Échelle "))
    yield "cent mille lignes", _build_long
    yield "deux fois le critère", lambda: put("T01", "B4", "T01-01")
    yield "erreur de calcul", lambda: put("T01", "C4", "#REF!")
    yield "loi d’un critère inconnu", lambda: put("Lois", "A2", "T09-99")
    yield "jour impossible", lambda: put("Lois", "G3", "2026-02-30")
    yield "niveau en lettres", lambda: put("Échelle", "A2", "zéro")
    yield "feuille masquée", lambda: change(partial(_hide, "T02", "hidden"))
    yield "feuille très masquée", lambda: change(partial(_hide, "Lois", "veryHidden"))
    yield "feuille masquée que rien ne cite", lambda: change(_hide_autre)
    yield "lien vers un autre classeur", _link
    yield "lien vers un autre classeur, sans la pièce", lambda: put("T01", "C3", "=[1]Feuil1!$A$1")
    yield "lien qui appelle un programme", lambda: put("T01", "C3", '=DDE("cmd";"/c calc";"x")')
    for encodage in ("utf-8", "utf-16"):
        declaration = f'<?xml version="1.0" encoding="{encodage}"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
        yield (
            f"entité externe en {encodage}",
            partial(repack, {"xl/worksheets/sheet3.xml": declaration.encode(encodage)}),
        )
    yield "entité dans un dessin", lambda: repack({"xl/media/a.svg": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"})
    yield "pièce chiffrée", _encrypt
    yield "pièce en double", _double_piece
    yield "texte partagé absent", lambda: _replace("xl/worksheets/sheet3.xml", rb"<v>\d+</v>", b"<v>999999</v>")
    yield "ligne sans fin", lambda: _replace("xl/worksheets/sheet3.xml", rb'r="2"', b'r="99999999999999999999"')
    yield "nombre infini", lambda: put("Échelle", "A2", float("1e308"))
    yield "vrai ou faux dans un titre", lambda: put("T01", "B3", True)
    yield "un jour dans un code", lambda: put("T01", "B3", date(2026, 1, 2))
    yield "tableau croisé à la place d’une feuille", lambda: change(_chart)
    yield "soixante et une feuilles", lambda: change(lambda classeur: [classeur.create_sheet() for _ in range(61)])
    yield "cent colonnes", lambda: put("T01", "CZ2", "loin")
    yield "classeur dans un classeur", lambda: _zip({"essai.xlsx": build_sain()})
    yield "texte de 40 000 signes", lambda: put("T01", "E3", "mot " * 8_100)
    yield "le classeur vide", write_classeur_vide
    yield "un classeur neuf", lambda: _save(Workbook())


def _hide(nom: str, etat: str, classeur: Any) -> None:
    classeur[nom].sheet_state = etat


def _hide_autre(classeur: Any) -> None:
    feuille = classeur.create_sheet("Brouillon")
    feuille["A1"] = "à ne pas publier"
    feuille.sheet_state = "hidden"


def _link() -> bytes:
    lie = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    avec = load_workbook(BytesIO(put("T01", "C3", "='[1]Feuil1'!$A$1")))
    flux = BytesIO()
    avec.save(flux)
    with ZipFile(flux, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", lie)
    return flux.getvalue()


def _encrypt() -> bytes:
    """Each piece says that it is encrypted, as a .zip with a password does."""
    octets = bytearray(build_sain())
    for entete, drapeau in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = octets.find(entete)
        while place >= 0:
            octets[place + drapeau] |= 1
            place = octets.find(entete, place + 4)
    return bytes(octets)


def _double_piece() -> bytes:
    flux = BytesIO(build_sain())
    with ZipFile(flux, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet3.xml", b"<worksheet/>")
    return flux.getvalue()


def _replace(piece: str, motif: bytes, par: bytes) -> bytes:
    with ZipFile(BytesIO(build_sain())) as archive:
        return repack({piece: re.sub(motif, par, archive.read(piece))})


def _chart(classeur: Any) -> None:
    classeur.remove(classeur["Échelle"])
    classeur.create_chartsheet("Échelle")


def _cut(rang: int) -> bytes:
    sain = build_sain()
    return sain[: len(sain) * rang // 21]


def _double(nom: str) -> bytes:
    return put(nom, "B1", load_workbook(BytesIO(build_sain()))[nom]["A1"].value)


def _remove(nom: str, classeur: Any) -> None:
    classeur.remove(classeur[nom])


def _rename(nom: str, classeur: Any) -> None:
    classeur[nom].title = "Autre"


def _zip(pieces: dict[str, bytes]) -> bytes:
    flux = BytesIO()
    with ZipFile(flux, "w") as archive:
        for nom, octets in pieces.items():
            archive.writestr(nom, octets)
    return flux.getvalue()


def _save(classeur: Any) -> bytes:
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def _build_long() -> bytes:
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet("T01")
    for rang in range(100_000):
        feuille.append([rang])
    return _save(classeur)


ABIMES = dict(list_abimes())


def test_there_are_a_hundred_of_them_and_the_healthy_one_is_read() -> None:
    assert len(ABIMES) >= 100
    assert read_classeur(build_sain()).constats == ()


@pytest.mark.parametrize("nom", ABIMES)
def test_a_damaged_workbook_is_refused_in_clear_sentences(nom: str) -> None:
    lu = read_classeur(ABIMES[nom]())

    assert lu.referentiel is None
    assert lu.constats
    for constat in lu.constats:
        assert not ANGLAIS.search(str(constat)), str(constat)
        assert str(constat).endswith((".", "?", ").")), str(constat)
        assert "\n" not in str(constat)
