"""Which series may be told of several trimestres: the same block, of the same version, asked at least twice."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from caprse.restitution.figures.agregats import Agregat, Quartiles
from caprse.restitution.figures.bilan import Source
from caprse.restitution.publication.edition import Edition
from caprse.restitution.publication.trimestres import TrimestreMontre, list_transversal

SOURCE = Source("essai", "0.1.0", "Référentiel d’essai")
DEMI = Quartiles(Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 6)


def show(numero: int, source: Source = SOURCE, quartiles: Quartiles | None = DEMI) -> TrimestreMontre:
    bloc = Agregat("DEM", "Démarche", "Démarche", 6, quartiles, (0, 0, 6, 0, 0))
    edition = Edition(source, ("0", "1", "2", "3", "4"), "T01", "DEM", (bloc,), ())
    return TrimestreMontre(numero, f"Trimestre {numero}", "clos", None, edition)


def list_numeros(*montres: TrimestreMontre) -> list[int]:
    return [montre.numero for montre, _ in list_transversal(montres)]


def test_a_block_asked_twice_is_a_series() -> None:
    assert list_numeros(show(1), show(2), show(3)) == [1, 2, 3]


def test_once_is_no_series_and_what_is_not_shown_leaves_a_gap() -> None:
    assert list_numeros(show(1)) == []
    assert list_numeros(show(1), show(2, quartiles=None), show(3)) == [1, 3]
    assert list_numeros(show(1), replace(show(2), edition=None)) == []


def test_another_version_is_another_instrument() -> None:
    suivante = replace(SOURCE, version="0.2.0")
    assert list_numeros(show(1), show(2), show(3, suivante)) == []
    assert list_numeros(show(1), show(2, suivante), show(3, suivante)) == [2, 3]
