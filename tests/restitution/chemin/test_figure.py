"""The path at one glance: an arrow only over the same questions, what moved first, any sign stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from caprse.restitution.chemin.figure import MOUVEMENTS_MAX, build_figure
from caprse.restitution.figures.chemin import ActionFaite, Chemin, CheminThematique, Etape, Mouvement, Point
from tests.restitution.exemples import build_figure as build_chiffre

JOURS = tuple((numero, date(2026, 1, numero), date(2026, 1, numero)) for numero in range(1, 7))
ECRIRE = ActionFaite("Écrire <b>tout</b>", date(2026, 1, 2), ("A-01",))
HAUT = Mouvement("A-01", "Premier <i>critère</i>", 1, 3, ("a", "b", "c", "d"), "", (ECRIRE,))
BAS = replace(HAUT, titre="Second", de=3, vers=2, actions=())


def _point(numero: int, niveau: int, *, lie: bool = True) -> Point:
    return Point(numero, build_chiffre("A", [int(n == niveau) for n in range(5)]), 1, 0, lie)


def _rangee(titre: str, *points: Point, etapes: Sequence[Etape] = ()) -> CheminThematique:
    return CheminThematique(titre, titre, titre, points, tuple(etapes), ())


def _read(*rangees: CheminThematique) -> str:
    return re.sub(r"\s+", " ", build_figure(Chemin(JOURS, None, rangees, ()), {})).replace("\u00a0", " ")


def test_the_start_is_the_first_point_over_the_same_questions_and_none_is_borrowed_from_others() -> None:
    points = (_point(1, 1, lie=False), _point(2, 1), _point(3, 2, lie=False), _point(4, 3))
    assert _rangee("A", *points).debut == points[2]
    assert _rangee("A", *points[:3]).debut is None
    assert _rangee("A").debut is None
    lu = _read(_rangee("A", *points, etapes=[Etape(4, 3, 2, 2, (HAUT,))]))
    assert '<span class="lu">de </span>50 %' in lu
    assert "25 %" not in lu
    # What is not compared has no arrow.
    assert "→" not in _read(_rangee("A", *points[:3]))


def test_what_moved_stands_first_then_by_the_action_before_it_and_the_rest_is_counted() -> None:
    etape = Etape(2, 1, 9, 9, (BAS, *[HAUT] * (MOUVEMENTS_MAX + 1)))
    lu = _read(_rangee("Calme", _point(1, 2)), _rangee("Agit", _point(1, 1), _point(2, 2), etapes=[etape]))
    assert lu.index("Agit") < lu.index("Calme")
    assert f"<b>+{2 * (MOUVEMENTS_MAX + 1)}</b><b>−1</b><span>marches</span>" in lu
    assert "Après : « Écrire &lt;b&gt;tout&lt;/b&gt; »" in lu
    assert "Premier &lt;i&gt;critère&lt;/i&gt;" in lu
    assert "<b>Second</b>" not in lu
    assert "Et 2 autres critères ont bougé." in lu
