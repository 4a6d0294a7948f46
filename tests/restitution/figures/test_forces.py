"""What stands strongest and what comes next: never the same niveau praised here and lamented there."""

from __future__ import annotations

import pytest
from hypothesis import given

from caprse.restitution.figures.forces import A_MONTRER, rank_forces
from caprse.restitution.figures.notation import Cotation
from tests.restitution.exemples import build_thematique, cotations_for, cote

CRITERES = build_thematique().criteres


def _rank(*niveaux: int | None) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Codes without prefix and niveaux of both lists, for answers in the order of the référentiel."""
    cotations = {critere.code: Cotation(n) for critere, n in zip(CRITERES, niveaux, strict=False) if n is not None}
    rangs = rank_forces(CRITERES, 4, cotations)
    forces, a_travailler = (
        [(cote.code[-2:], cote.niveau) for cote in liste] for liste in (rangs.forces, rangs.a_travailler)
    )
    return forces, a_travailler


def test_the_three_highest_and_the_three_lowest_are_shown() -> None:
    forces, a_travailler = _rank(2, 4, 0, 3, 1, 2, 4, 1, 2, 2)

    assert forces == [("02", 4), ("07", 4), ("04", 3)]
    assert a_travailler == [("03", 0), ("05", 1), ("08", 1)]


def test_ties_follow_the_referentiel_and_are_counted() -> None:
    rangs = rank_forces(CRITERES, 4, {c.code: Cotation(4 if c.code < "PAR-06" else 1) for c in CRITERES})

    assert [cote.code for cote in rangs.forces] == ["PAR-01", "PAR-02", "PAR-03"]
    assert [cote.code for cote in rangs.a_travailler] == ["PAR-06", "PAR-07", "PAR-08"]
    assert (rangs.forces_ex_aequo, rangs.a_travailler_ex_aequo) == (2, 2)


def test_each_critere_to_work_on_comes_with_its_next_descriptor() -> None:
    rangs = rank_forces(CRITERES, 4, cote(PAR_01=1, PAR_02=4))

    assert [cote.suivant for cote in rangs.a_travailler] == ["PAR-01 au niveau 2"]
    assert [cote.suivant for cote in rangs.forces] == [None]


def test_it_comes_with_the_first_step_to_that_niveau_where_one_is_written() -> None:
    pas = {1: "Commencer.", 3: "Vérifier."}
    criteres = [critere.model_copy(update={"premiers_pas": pas}) for critere in CRITERES]
    rangs = rank_forces(criteres, 4, cote(PAR_01=0, PAR_02=1, PAR_03=2, PAR_04=3, PAR_05=4, PAR_06=4))

    assert [(c.niveau, c.premier_pas) for c in rangs.a_travailler] == [(0, "Commencer."), (1, None), (2, "Vérifier.")]


@pytest.mark.parametrize(
    ("niveaux", "forces", "a_travailler"),
    [
        ((), [], []),
        ((4,), [("01", 4)], []),
        ((2,), [], [("01", 2)]),
        ((0, 0, 0, 0), [], [("01", 0), ("02", 0)]),
        ((4, 4, 4, 4), [("01", 4), ("02", 4), ("03", 4)], []),
        ((2, 2, 2, 2, 2, 2), [], [("01", 2), ("02", 2), ("03", 2)]),
        ((0, 2, 3), [("03", 3), ("02", 2)], [("01", 0)]),
        ((None, 3, None, 1), [("02", 3)], [("04", 1)]),
        ((3, 3, 3, 3, 2, 3), [("01", 3), ("02", 3), ("03", 3)], [("05", 2)]),
        ((3, 2, 2, 2, 2, 1), [("01", 3)], [("06", 1), ("02", 2), ("03", 2)]),
    ],
)
def test_few_or_equal_answers(
    niveaux: tuple[int | None, ...], forces: list[tuple[str, int]], a_travailler: list[tuple[str, int]]
) -> None:
    assert _rank(*niveaux) == (forces, a_travailler)


@given(cotations_for(CRITERES))
def test_whatever_the_answers(cotations: dict[str, Cotation]) -> None:
    rangs = rank_forces(CRITERES, 4, cotations)
    forces, a_travailler = {c.code for c in rangs.forces}, {c.code for c in rangs.a_travailler}
    repondus = {code for code, cotation in cotations.items() if cotation.niveau is not None}

    assert not forces & a_travailler
    assert forces | a_travailler <= repondus
    assert len(forces) <= A_MONTRER
    assert len(a_travailler) <= A_MONTRER
    assert all(cote.niveau < 4 and cote.suivant for cote in rangs.a_travailler)
    assert all(cote.niveau > 0 for cote in rangs.forces)
    assert all(fort.niveau > faible.niveau for fort in rangs.forces for faible in rangs.a_travailler)
    assert bool(repondus) == bool(forces | a_travailler)
    assert bool(forces) == (len({cotations[code].niveau for code in repondus}) > 1 or _all_at_top(cotations))


def _all_at_top(cotations: dict[str, Cotation]) -> bool:
    return {cotation.niveau for cotation in cotations.values() if cotation.niveau is not None} == {4}
