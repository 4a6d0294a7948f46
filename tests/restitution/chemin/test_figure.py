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


def test_the_start_is_the_first_point_and_only_where_all_compare_with_it() -> None:
    points = (_point(1, 1, lie=False), _point(2, 1), _point(3, 2, lie=False), _point(4, 3))
    assert _rangee("A", *points[:2]).debut == points[0]
    assert _rangee("A", *points[:1]).debut is None
    assert _rangee("A").debut is None
    # Other questions in between: the marches of all steps are not those from one end to the other.
    assert _rangee("A", *points).debut is None
    lu = _read(_rangee("A", *points, etapes=[Etape(4, 3, 2, 2, (HAUT,))]))
    assert '<span class="lu">de </span>' not in lu
    assert "<b>75 %</b>" in lu
    suivis = (_point(1, 1, lie=False), _point(2, 2))
    assert '<span class="lu">de </span>25 %' in _read(_rangee("A", *suivis, etapes=[Etape(2, 1, 2, 2, (HAUT,))]))


def _move(critere: str, de: int, vers: int, *actions: ActionFaite, mot: str = "") -> Mouvement:
    return replace(HAUT, critere=critere, titre=f"Critère {critere}", de=de, vers=vers, actions=actions, mot=mot)


def test_what_moved_stands_first_then_by_the_action_before_it_and_the_rest_is_counted() -> None:
    autres = [_move(f"A-{rang:02d}", 1, 2) for rang in range(2, MOUVEMENTS_MAX + 3)]
    etape = Etape(2, 1, 9, 9, (HAUT, *autres))
    lu = _read(_rangee("Calme", _point(1, 2)), _rangee("Agit", _point(1, 1), _point(2, 2), etapes=[etape]))
    assert lu.index("Agit") < lu.index("Calme")
    assert "Après : « Écrire &lt;b&gt;tout&lt;/b&gt; »" in lu
    assert "Premier &lt;i&gt;critère&lt;/i&gt;" in lu
    assert lu.index("Premier") < lu.index("Critère A-05")
    assert "Et 2 autres critères ont bougé." in lu
    assert "5 critères ont bougé" in lu


def test_a_critere_that_moved_twice_is_one_from_its_first_niveau_to_its_last() -> None:
    etapes = [
        Etape(2, 1, 3, 3, (_move("A-01", 0, 1, ECRIRE), _move("A-02", 1, 2), _move("A-03", 2, 3))),
        Etape(3, 2, 3, 3, (_move("A-01", 1, 3), _move("A-02", 2, 1), _move("A-03", 3, 1, mot="Deux départs"))),
    ]
    rangee = _rangee("A", _point(1, 1, lie=False), _point(2, 2), _point(3, 2), etapes=etapes)
    assert [(b.critere, b.de, b.vers) for b in rangee.bouges] == [("A-03", 2, 1), ("A-02", 1, 1), ("A-01", 0, 3)]
    lu = _read(rangee)
    assert "3 critères ont bougé" in lu
    assert "0 · a → 3 · d" in lu
    assert "revenu à 1 · b" in lu
    # What fell back says why, at first glance.
    assert "Raison : « Deux départs »" in lu
    assert '<span class="dit">Raison' in lu, "the tick of an action stands before no reason"
