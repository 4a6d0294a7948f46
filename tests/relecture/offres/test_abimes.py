"""Damaged catalogues: nothing of them is taken, and each gets its French sentences in a moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

import pytest

from caprse.acces.unite import open_unit
from caprse.relecture.offres.choix import Offre
from caprse.relecture.offres.classeur import read_classeur, write_classeur
from caprse.relecture.offres.lecture import FICHIER_MAX, read_catalogue
from caprse.relecture.offres.service import take_catalogue
from tests.base import count_rows
from tests.monde import Monde
from tests.relecture.offres.test_classeur import write
from tests.socle.tableur.hostiles import HOSTILES, fill

ANGLAIS = re.compile(r"Traceback|Error|Exception|\bNone\b|\b(the|not|file|invalid|missing|expected|found)\b")
SECONDES = 15
TITRES = {"T01-01": "Un critère"}
SAIN = write_classeur([Offre("tri", "Trier", "", 1, ("T01-01",))], TITRES)
UNE = b"- {code: tri, titre: Trier}\n"
PLEIN = FICHIER_MAX - 40


def list_textes() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "another writing", "offres: [é]".encode("utf-16")
    yield "a control sign", b"offres: [\x07]"
    yield "an invisible sign", "offres:\n- {code: tri, titre: Tri\u202eer}".encode()
    yield "no list", b"offres: tri"
    yield "a list alone", UNE
    yield "two documents", b"offres:\n" + UNE + b"---\noffres:\n" + UNE
    yield "a key twice", b"offres:\n" + UNE + b"offres:\n" + UNE
    yield "a tab", b"offres:\n\t- code: tri"
    yield "quotes that never close", b'offres: [{code: tri, titre: "Trier}]'
    yield "cut short", b"offres:\n- {code: tri, titre:"
    yield "another table", b"code;titre\ntri;Trier\n"
    yield "a page", b"<html><body>Bonjour</body></html>"
    yield "an anchor", b"offres:\n- &a {code: tri, titre: Trier}\n- *a\n"
    yield (
        "a bomb of aliases",
        b"a0: &a0 [x, x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (rang, rang, b",".join([b"*a%d" % (rang - 1)] * 9)) for rang in range(1, 30)),
    )
    yield "thousands of aliases", b"a: &a [x]\n" + b"".join(b"b%d: [*a,*a,*a]\n" % rang for rang in range(6000))
    yield "a program", b"offres: !!python/object/apply:os.system ['true']"
    yield "thousands of programs", b"offres: [" + b"!!python/name:a 'x'," * 4000 + b"]"
    for nom, signe in (("brackets", b"["), ("braces", b"{a: "), ("dashes", b"- "), ("questions", b"? ")):
        yield (
            f"a floor on a floor of {nom}",
            b"offres: "[: 0 if signe in (b"- ", b"? ") else None] + signe * (PLEIN // len(signe)),
        )
    yield "twenty thousand offres", b"offres:\n" + b"- {}\n" * 19_000
    yield "twenty thousand critères", b"offres:\n- {code: a, titre: T, criteres: [" + b"Z-1," * 19_000 + b"]}"
    yield "ten thousand keys", b"offres: {" + b"a: 1," * 19_000 + b"}"
    yield "one text without end", b"offres:\n- {code: tri, titre: " + b"a" * PLEIN + b"}"
    yield "one number without end", b"offres:\n- {code: tri, titre: T, demi_journees: " + b"9" * (PLEIN - 40) + b"}"
    yield "one key without end", b"a" * PLEIN + b": 1"
    yield "only escapes", b'offres: "' + b"\\x41" * 30_000
    yield "an escape of no sign", b'offres: "\\UFFFFFFFF"'
    yield "an infinite half-day", b"offres:\n- {code: tri, titre: T, demi_journees: .inf}"
    yield "a heavy one", b"#" * (FICHIER_MAX + 1)


def _cut(rang: int) -> bytes:
    return SAIN[: len(SAIN) * rang // 10]


def list_classeurs() -> Iterator[tuple[str, Callable[[], bytes]]]:
    for rang in range(1, 9):
        yield f"cut at {rang} tenths", partial(_cut, rang)
    yield "one byte wrong", lambda: SAIN[:300] + bytes([SAIN[300] ^ 255]) + SAIN[301:]
    yield "a huge cell", lambda: write(("T" * 32_767,))
    yield "ten thousand lines", lambda: write(*[(f"Offre {rang}",) for rang in range(10_000)])
    yield "an error of a sheet", lambda: write(("#REF!",))
    yield "a program", lambda: write(('=DDE("cmd";"/c calc";"x")',))
    yield "no cell at all", partial(fill, b"")
    yield from HOSTILES.items()


TEXTES, CLASSEURS = dict(list_textes()), dict(list_classeurs())


def test_there_are_enough_of_them_and_the_healthy_ones_are_read() -> None:
    assert len(TEXTES) >= 30
    assert len(CLASSEURS) >= 30
    assert read_catalogue("o.yaml", b"offres:\n" + UNE).catalogue is not None
    assert read_classeur(SAIN, TITRES).catalogue is not None


@pytest.mark.parametrize("nom", TEXTES)
def test_a_damaged_text_is_refused_in_french_in_a_moment(nom: str) -> None:
    avant = process_time()
    lecture = read_catalogue("offres.yaml", TEXTES[nom], TITRES)
    assert process_time() - avant < SECONDES
    assert lecture.catalogue is None
    assert lecture.erreurs
    for erreur in lecture.erreurs[:300]:
        assert not ANGLAIS.search(str(erreur)), str(erreur)


@pytest.mark.parametrize("nom", CLASSEURS)
def test_a_damaged_workbook_is_refused_in_french_in_a_moment(nom: str) -> None:
    octets = CLASSEURS[nom]()
    avant = process_time()
    lecture = read_classeur(octets, TITRES)
    assert process_time() - avant < SECONDES
    assert lecture.catalogue is None
    assert lecture.erreurs
    for erreur in lecture.erreurs[:300]:
        assert not ANGLAIS.search(str(erreur)), str(erreur)


def test_nothing_of_them_is_kept(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        take_catalogue(unit, monde.collectif, "o.yaml", b"offres:\n" + UNE)
    avant = [count_rows(table) for table in ("offre", "journal")]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for octets in TEXTES.values():
            take_catalogue(unit, monde.collectif, "o.yaml", octets)
    assert [count_rows(table) for table in ("offre", "journal")] == avant
