"""The collectif over the cycle: what nobody looked at again is drawn hollow, its own state as on its own page."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from caprse.restitution.figures.agregats import Agregat, Quartiles
from caprse.restitution.figures.axes import NOMS_COLLECTIF
from caprse.restitution.figures.bilan import Source
from caprse.restitution.figures.cycle import AgregatCycle
from caprse.restitution.graphiques.series import list_keys
from caprse.restitution.planches.alternatives import alt_axes
from caprse.restitution.planches.vue_cycle import build_axe

MILIEU = Fraction(1, 2)
CYCLE = AgregatCycle(
    Source("1", "1.0.0", "Référentiel"),
    ("a", "b", "c"),
    Agregat("A", "Thématique A", "A", 8, Quartiles(MILIEU, MILIEU, MILIEU, 8), (2, 4, 4)),
    (),
    0,
)


def test_what_nobody_looked_at_again_is_hollow() -> None:
    repris, revu, inconnu = (build_axe(replace(CYCLE, revus=revus), None) for revus in (0, 3, None))
    assert [axe.collectif_repris for axe in (repris, revu, inconnu)] == [True, False, False]
    genres = [cle.genre for cle in list_keys((repris, revu), NOMS_COLLECTIF)]
    assert genres == ["collectif", "collectif_repris", "etendue"]
    assert "(repris d’avant)" in alt_axes((repris,), NOMS_COLLECTIF)
    assert "repris" not in alt_axes((revu,), NOMS_COLLECTIF)
