"""What a room reads, where strangers stumbled: a number that contradicts its reason, points without their unit."""

from __future__ import annotations

import re

import pytest

from caprse.seance.contenus.tours import CauseTu, ResultatTu
from caprse.seance.image.figures import draw_figure
from caprse.seance.regles import GenreTour
from caprse.seance.vote.phrases import explain_tu
from tests.seance.compte_rendu.test_lignes import build_vote


@pytest.mark.parametrize("votes", [1, 5])
def test_too_few_votes_names_a_number_that_was_not_reached(votes: int) -> None:
    phrase = explain_tu(ResultatTu(votes, 5, CauseTu.VOTES))
    dits = [int(nombre) for nombre in re.findall(r"au moins (\d+) votes", phrase)]
    assert dits
    assert dits[0] > votes


def test_points_are_drawn_with_their_unit() -> None:
    dessin = draw_figure(build_vote(GenreTour.POINTS, (3, 9, 2)))
    assert "9 points (64" in dessin
    assert "2 points (14" in dessin
