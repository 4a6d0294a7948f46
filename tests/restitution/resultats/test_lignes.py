"""The line beside the picture: a figure that says when it may still move."""

from __future__ import annotations

import re

from tests.ecran import open_page
from tests.monde import Monde
from tests.restitution.scene import answer, send


def _read_lignes(monde: Monde) -> str:
    page = open_page(monde, "alice", "resultats")
    # The rest has its own lines, under a fold.
    lignes, *_ = [html.proto.body for html in page.get("html") if html.proto.body.startswith('<ul class="cap-lignes"')]
    return " ".join(re.sub(r"<[^>]+>", " ", lignes).split())


def test_a_figure_is_provisional_until_all_is_filled_or_the_carnet_has_left(monde: Monde) -> None:
    answer(monde.carnets[0], {"T01-01": 3})
    assert re.search(
        r"Marches franchies 75 % provisoire 1 réponse sur \d+ critères de la thématique\.", _read_lignes(monde)
    )
    send(monde.carnets[0])
    assert re.search(r"Marches franchies 75 % 1 réponse sur \d+ critères de la thématique\.", _read_lignes(monde))
    assert "provisoire" not in _read_lignes(monde)
