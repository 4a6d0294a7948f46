"""Two figures of the collectif are compared when they count the same answers, and where that is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caprse.restitution.figures.comptages import Comptage, can_compare

COMPTAGE = Comptage("v1", "les mêmes", 5)


def test_the_same_structures_on_the_same_questions_compare() -> None:
    assert can_compare(COMPTAGE, COMPTAGE)
    assert can_compare(replace(COMPTAGE, suivi=True), replace(COMPTAGE, source="v2", suivi=True))


@pytest.mark.parametrize(
    "autre",
    [
        replace(COMPTAGE, population="d’autres"),
        replace(COMPTAGE, population=None),
        replace(COMPTAGE, niveaux=4),
        replace(COMPTAGE, source="v2", suivi=True),
    ],
)
def test_anything_else_does_not(autre: Comptage) -> None:
    assert not can_compare(COMPTAGE, autre)
    assert not can_compare(autre, COMPTAGE)


def test_two_figures_of_which_nobody_knows_whom_they_count_do_not_compare() -> None:
    inconnu = replace(COMPTAGE, population=None)
    assert not can_compare(inconnu, inconnu)
