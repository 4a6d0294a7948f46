"""Two hundred damaged workbooks: never a traceback, and a French sentence for each that is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from caprse.carnet.regles import Saisie
from caprse.echanges.classeur.ecriture import SCEAU
from caprse.echanges.classeur.lecture import build_saisies, read_classeur
from caprse.referentiel.classeur.ouverture import ClasseurIllisible
from caprse.restitution.reprise.gabarit import list_choix
from tests.echanges.classeur.gestes import build_pris, change, find_case, list_etapes, write
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=1)
CRITERES = [critere for enjeu in list_etapes(REFERENTIEL) for critere in enjeu.criteres]
REPONSES = {CRITERES[0].code: Saisie(niveau=1, commentaire="D’avant")}
ANGLAIS = re.compile(r"Traceback|Error|Exception|\bNone\b|\b(the|not|file|invalid|missing)\b")


@cache
def build_sain() -> bytes:
    return write(REFERENTIEL, REPONSES)


def repack(modifie: Callable[[str, bytes], bytes | None], ajouts: dict[str, bytes] | None = None) -> bytes:
    """The healthy workbook, each piece as ``modifie`` leaves it (None: without it), and pieces added."""
    flux = BytesIO()
    with ZipFile(BytesIO(build_sain())) as avant, ZipFile(flux, "w", ZIP_DEFLATED) as apres:
        for nom in avant.namelist():
            if (octets := modifie(nom, avant.read(nom))) is not None:
                apres.writestr(nom, octets)
        for nom, octets in (ajouts or {}).items():
            apres.writestr(nom, octets)
    return flux.getvalue()


def cut(graine: int) -> bytes:
    return build_sain()[: Random(graine).randrange(len(build_sain()))]


def flip(graine: int) -> bytes:
    """Some bytes of the file itself are others."""
    hasard, octets = Random(graine), bytearray(build_sain())
    for _ in range(hasard.randrange(1, 40)):
        octets[hasard.randrange(len(octets))] = hasard.randrange(256)
    return bytes(octets)


def gnaw(graine: int) -> bytes:
    """A piece of the archive lost a part of its text, or all of it."""
    hasard = Random(graine)
    with ZipFile(BytesIO(build_sain())) as archive:
        victime = hasard.choice(archive.namelist())

    def modifie(nom: str, octets: bytes) -> bytes | None:
        if nom != victime:
            return octets
        debut = hasard.randrange(len(octets) + 1)
        return octets[:debut] + octets[debut + hasard.randrange(1, 200) :] if hasard.random() < 0.8 else None

    return repack(modifie)


def put(valeur: object, feuille: str | None = None, case: str | None = None) -> bytes:
    ici = find_case(REFERENTIEL, CRITERES[0].code, "commentaire")

    def geste(classeur: Any) -> None:
        classeur[feuille or ici[0]][case or ici[1]] = valeur

    return change(build_sain(), geste)


def grow(classeur: Any) -> None:
    classeur[find_case(REFERENTIEL, CRITERES[0].code, "niveau")[0]].cell(100_000, 1).value = "x"


def list_abimes() -> Iterator[tuple[str, Callable[[], bytes]]]:
    for graine in range(60):
        yield f"tronqué {graine}", partial(cut, graine)
        yield f"octets changés {graine}", partial(flip, graine)
        yield f"pièce rongée {graine}", partial(gnaw, graine)
    yield "vide", bytes
    yield "csv renommé", lambda: b"code;niveau\nGOV-01;2\n"
    yield "html", lambda: b"<html><table><tr><td>1</td></tr></table></html>"
    yield "chiffré", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000)
    yield "lourd", lambda: build_sain() + Random(1).randbytes(6 * 1024 * 1024)
    yield "bombe", lambda: repack(lambda _, octets: octets, {"xl/media/b.bin": bytes(60 * 1024 * 1024)})
    yield "mille pièces", lambda: repack(lambda _, o: o, {f"xl/p{rang}.xml": b"<a/>" for rang in range(1000)})
    yield "macros", lambda: repack(lambda _, octets: octets, {"xl/vbaProject.bin": b"\0" * 40})
    yield "xlsb", lambda: repack(lambda _, octets: octets, {"xl/workbook.bin": b"\0" * 40})
    yield "entités", lambda: repack(lambda nom, o: b"<!DOCTYPE a>" + o if nom.endswith("sheet2.xml") else o)
    yield "sans sceau", lambda: change(build_sain(), lambda c: c.remove(c[SCEAU]))
    yield "sceau vidé", lambda: put(None, SCEAU, "A2")
    yield "cent mille lignes", lambda: change(build_sain(), grow)
    yield "formule", lambda: put("=cmd|' /C calc'!A0")
    yield "erreur de calcul", lambda: put("#REF!")
    yield "signe invisible", lambda: put("a\u202eb")
    yield "texte trop long", lambda: put("x" * 5000)
    yield "booléen", lambda: put(True)
    yield "niveau négatif", lambda: put(-1, *find_case(REFERENTIEL, CRITERES[0].code, "niveau"))
    yield "niveau à virgule", lambda: put(2.5, *find_case(REFERENTIEL, CRITERES[0].code, "niveau"))


ABIMES = dict(list_abimes())
# These change nothing that is read: a byte of a style, a drawing.
PEUT_SE_LIRE = re.compile(r"^(octets changés|pièce rongée|tronqué|booléen)")


def test_there_are_two_hundred() -> None:
    assert len(ABIMES) >= 200


@pytest.mark.parametrize("nom", ABIMES)
def test_a_damaged_workbook_is_refused_in_french_or_says_what_it_said(nom: str) -> None:
    try:
        rapporte = read_classeur(ABIMES[nom]())
        lues, constats = build_saisies(
            rapporte, build_pris(REPONSES), CRITERES, list_choix(REFERENTIEL), REFERENTIEL.niveau_max
        )
    except ClasseurIllisible as refus:
        phrases = [str(refus)]
    else:
        assert constats or PEUT_SE_LIRE.match(nom), "it was taken as if nothing were wrong"
        assert lues.keys() == {critere.code for critere in CRITERES}
        phrases = [constat.phrase for constat in constats]
    for phrase in phrases:
        assert phrase.endswith((".", "»")), phrase
        assert not ANGLAIS.search(phrase), phrase
