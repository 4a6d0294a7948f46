"""The network at a glance: what each collectif has closed, and who answered."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from caprse.restitution.federation.evolution import list_evolutions
from caprse.restitution.federation.synthese import build_cartes
from tests.restitution.federation.test_evolution import build_collectif, read


def test_a_card_says_what_is_closed_and_who_answered() -> None:
    collectif = replace(
        build_collectif(Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)), traitees=frozenset({"T0", "T1", "AUTRE"})
    )
    corps = build_cartes([collectif], list_evolutions([collectif], "DEM"), ["T0", "T1", "T2"], ["Collectif <A>"])
    assert "Collectif &lt;A&gt;" in corps
    lu = read(corps).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Thématiques closes 2 sur 3" in lu
    assert "Structures qui ont répondu 8 au trimestre 3" in lu


def test_a_collectif_without_figures_says_what_it_has_closed() -> None:
    collectif = replace(build_collectif(Fraction(1, 4)), publications=(), numeros=(), traitees=frozenset())
    assert "Thématique close 0 sur 1" in read(build_cartes([collectif], (), ["T0"], ["A"]))
