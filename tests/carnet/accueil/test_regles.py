"""What the home of a structure tells: minutes, the path, which steps of it are drawn."""

from __future__ import annotations

import pytest

from caprse.carnet.accueil.regles import Pas, choose_etapes, compute_minutes, get_pas
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre


@pytest.mark.parametrize(("criteres", "minutes"), [(0, 0), (1, 5), (2, 10), (7, 30), (14, 60)])
def test_an_hour_holds_the_fourteen_criteres_of_a_trimestre(criteres: int, minutes: int) -> None:
    assert compute_minutes(criteres) == minutes


@pytest.mark.parametrize(
    ("etat", "carnet", "pas"),
    [
        (EtatTrimestre.PREPARE, None, Pas.A_VENIR),
        (EtatTrimestre.OUVERT, EtatCarnet.BROUILLON, Pas.ICI),
        (EtatTrimestre.OUVERT, EtatCarnet.TRANSMIS, Pas.TRANSMIS),
        (EtatTrimestre.CLOS, EtatCarnet.RELU, Pas.FAIT),
        (EtatTrimestre.CLOS, EtatCarnet.TRANSMIS, Pas.FAIT),
        # Closed before it was transmitted, or before the structure came: over, and not said to be done.
        (EtatTrimestre.CLOS, EtatCarnet.BROUILLON, Pas.PASSE),
        (EtatTrimestre.CLOS, None, Pas.PASSE),
    ],
)
def test_a_step_is_done_only_when_its_carnet_was_transmitted(
    etat: EtatTrimestre, carnet: EtatCarnet | None, pas: Pas
) -> None:
    assert get_pas(etat, carnet) is pas


def test_a_long_path_is_drawn_around_where_one_is() -> None:
    assert choose_etapes([Pas.FAIT] * 6) == range(6)
    longue = [Pas.FAIT] * 20 + [Pas.ICI] + [Pas.A_VENIR] * 19
    montrees = choose_etapes(longue)
    assert len(montrees) == 8
    assert 20 in montrees
    assert choose_etapes([Pas.FAIT] * 20)[-1] == 19
    assert choose_etapes([Pas.A_VENIR] * 20) == range(8)
