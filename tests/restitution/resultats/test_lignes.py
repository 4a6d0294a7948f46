"""The lines beside the picture: what is strong, what comes next, and a figure that says when it may still move."""

from __future__ import annotations

import re

import pytest

from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.phrases import ENJEU
from caprse.restitution.resultats.lignes import say_extremes
from tests.ecran import open_page
from tests.monde import Monde
from tests.restitution.exemples import build_figure
from tests.restitution.scene import answer, send

A, B, C = build_figure("A", [0, 0, 1, 1, 1]), build_figure("B", [1, 1, 0, 0, 0]), build_figure("C", [0, 1, 0, 0, 0])
VIDE = build_figure("V", [0, 0, 0, 0, 0], applicables=2)


@pytest.mark.parametrize(
    ("figures", "dits"),
    [
        ([A, B, C], [("Votre force", "Enjeu A, 75 %"), ("À faire avancer", "Enjeu B, 13 %")]),
        ([A, A, B, VIDE], [("Vos forces", "Enjeu A et Enjeu A, 75 %"), ("À faire avancer", "Enjeu B, 13 %")]),
        ([A, B, B, B], [("Votre force", "Enjeu A, 75 %"), ("À faire avancer", "3 enjeux, 13 %")]),
        ([A, A], []),
        ([A, VIDE], []),
        ([VIDE], []),
        ([], []),
    ],
)
def test_what_is_strong_and_what_comes_next_are_said_where_they_differ(
    figures: list[Figure], dits: list[tuple[str, str]]
) -> None:
    lus = [(nom, dit.replace("\u00a0", " ").replace("\u202f", " ")) for nom, dit in say_extremes(figures, ENJEU)]
    assert lus == dits


def _read_lignes(monde: Monde) -> str:
    page = open_page(monde, "alice", "resultats")
    # Those of the fold stand under the picture; those that tell extremes have no figure.
    _, lignes, *_ = [html.proto.body for html in page.get("html") if "cap-lignes" in html.proto.body]
    return " ".join(re.sub(r"<[^>]+>", " ", lignes).split())


def test_a_figure_is_provisional_until_all_is_filled_or_the_carnet_has_left(monde: Monde) -> None:
    answer(monde.carnets[0], {"T01-01": 3})
    assert re.search(
        r"Marches franchies 75 % Provisoire : 1 réponse sur \d+ critères de la thématique\.", _read_lignes(monde)
    )
    send(monde.carnets[0])
    assert re.search(r"Marches franchies 75 % 1 réponse sur \d+ critères de la thématique\.", _read_lignes(monde))
    assert "Provisoire" not in _read_lignes(monde)
