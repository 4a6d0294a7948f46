"""The network at a glance: what each collectif has closed, and who answered."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from caprse.restitution.federation.evolution import list_evolutions
from caprse.restitution.federation.page import build_evolution, explain_ruptures
from caprse.restitution.federation.synthese import build_legende
from tests.restitution.federation.test_evolution import build_collectif, read


def test_a_line_says_what_is_closed_and_who_answered() -> None:
    collectif = replace(
        build_collectif(Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)), traitees=frozenset({"T0", "T1", "AUTRE"})
    )
    corps = build_legende([collectif], list_evolutions([collectif], "DEM"), ["T0", "T1", "T2"], ["Collectif <A>"])
    assert "Collectif &lt;A&gt;" in corps
    lu = read(corps).replace("\u00a0", " ").replace("\u202f", " ")
    assert "2 thématiques sur 3 · 8 structures" in lu


@pytest.mark.parametrize("population", ["d’autres", None])
def test_no_change_is_told_between_other_structures_or_where_nobody_knows(population: str | None) -> None:
    """As the path of the collectif: it joins no such points."""
    collectif = build_collectif(Fraction(1, 3), Fraction(2, 5), population=population)
    [evolution] = list_evolutions([collectif], "DEM")
    assert [etape.lie for etape in evolution.etapes] == [False, False]
    corps = build_legende([collectif], [evolution], ["T0"], ["A"])
    assert "après" not in corps
    lu = read(build_evolution([evolution])).replace("\u00a0", " ")
    assert "Trimestre 1" in lu
    assert lu.count("ne se compare pas au chiffre d’avant") == 1
    assert "d’autres réponses" in explain_ruptures([evolution])


def test_a_collectif_without_figures_says_what_it_has_closed() -> None:
    collectif = replace(build_collectif(Fraction(1, 4)), publications=(), numeros=(), traitees=frozenset())
    lu = read(build_legende([collectif], (), ["T0"], ["A"])).replace("\u00a0", " ")
    assert "0 thématique sur 1" in lu
