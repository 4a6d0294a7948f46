"""Who meets whom: everyone gives and receives when that is possible, the same whatever the order, stable."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from itertools import combinations, islice, permutations
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from caprse.progres.binomes.affectation import TOUTES, propose_groupes
from caprse.progres.binomes.regles import Declaree, Groupe, Lieu, Rencontre, build_groupe, find_lieu

CODES = [f"T01-0{rang}" for rang in range(1, 7)]
ENJEUX = {code: "T01-A" if rang < 3 else "T01-B" for rang, code in enumerate(CODES)}
_listes = st.lists(st.sampled_from([*CODES, "T01-A", "T01-B"]), max_size=3, unique=True).map(tuple)


def _name(rang: int) -> UUID:
    return UUID(int=rang)


@st.composite
def declarations(draw: st.DrawFn, maximum: int = 7) -> list[Declaree]:
    return [
        Declaree(
            _name(rang),
            f"Structure {rang}",
            draw(_listes),
            draw(_listes),
            draw(st.sampled_from(list(Rencontre))),
            draw(st.sampled_from(["", "Valbrune", "Rivecombe"])),
            draw(st.sampled_from(["", "30", "34"])),
        )
        for rang in range(draw(st.integers(0, maximum)))
    ]


def _offer(rang: int, offre: str, cherche: str, commune: str = "", departement: str = "") -> Declaree:
    return Declaree(_name(rang), f"S{rang}", (offre,), (cherche,), Rencontre.LES_DEUX, commune, departement)


def _read(groupes: Iterable[Groupe]) -> list[set[int]]:
    return [{cle.int for cle in groupe.membres} for groupe in groupes]


def _cover(declarees: Sequence[Declaree]) -> int:
    """The most structures that pairs and threes can hold, found by trying all of them."""
    bons = [
        frozenset(groupe.membres)
        for taille in (2, 3)
        for siennes in combinations(declarees, taille)
        if all(find_lieu(une, autre) is not None for une, autre in combinations(siennes, 2))
        and (groupe := build_groupe(siennes, ENJEUX)).complet
    ]

    def search(rang: int, prises: frozenset[UUID]) -> int:
        if rang == len(bons):
            return len(prises)
        sans = search(rang + 1, prises)
        return sans if bons[rang] & prises else max(sans, search(rang + 1, prises | bons[rang]))

    return search(0, frozenset())


@settings(max_examples=60, deadline=None)
@given(declarations(maximum=6))
def test_as_many_as_possible_give_and_receive(declarees: list[Declaree]) -> None:
    groupes = propose_groupes(declarees, ENJEUX)
    assert all(groupe.complet for groupe in groupes)
    membres = [membre for groupe in groupes for membre in groupe.membres]
    assert len(membres) == len(set(membres)) == _cover(declarees)


@settings(max_examples=40, deadline=None)
@given(declarations(), st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_given_changes_nothing(declarees: list[Declaree], hasard: object) -> None:
    melees = list(declarees)
    hasard.shuffle(melees)  # type: ignore[attr-defined]
    assert propose_groupes(melees, ENJEUX) == propose_groupes(declarees, ENJEUX)


def test_those_that_are_worth_the_same_are_paired_the_same_whatever_the_order() -> None:
    pareilles = [_offer(rang, CODES[rang % 2], CODES[1 - rang % 2]) for rang in range(6)]
    attendus = propose_groupes(pareilles, ENJEUX)
    assert len(attendus) == 3
    assert all(propose_groupes(melees, ENJEUX) == attendus for melees in islice(permutations(pareilles), 0, 720, 13))


@settings(max_examples=40, deadline=None)
@given(declarations())
def test_what_was_proposed_stays_when_nothing_changed(declarees: list[Declaree]) -> None:
    groupes = propose_groupes(declarees, ENJEUX)
    tenus = {groupe.cles for groupe in groupes}
    assert propose_groupes(declarees, ENJEUX, tenus=tenus) == groupes


@settings(max_examples=40, deadline=None)
@given(declarations())
def test_what_was_refused_is_in_no_group(declarees: list[Declaree]) -> None:
    refuses = {groupe.cles for groupe in propose_groupes(declarees, ENJEUX)[:1]}
    for groupe in propose_groupes(declarees, ENJEUX, refuses=refuses):
        assert not any(refuse <= groupe.cles for refuse in refuses)


def test_three_in_a_circle_each_give_and_receive() -> None:
    cercle = [_offer(0, CODES[0], CODES[1]), _offer(1, CODES[1], CODES[2]), _offer(2, CODES[2], CODES[0])]
    assert _read(propose_groupes(cercle, ENJEUX)) == [{0, 1, 2}]


def test_pairs_before_threes_and_the_nearest_first() -> None:
    ici, la = ("Valbrune", "30"), ("Rivecombe", "34")
    quatre = [
        _offer(0, CODES[0], CODES[1], *ici),
        _offer(1, CODES[1], CODES[0], *la),
        _offer(2, CODES[1], CODES[0], *ici),
        _offer(3, CODES[0], CODES[1], *la),
    ]
    groupes = propose_groupes(quatre, ENJEUX)
    assert _read(groupes) == [{0, 2}, {1, 3}]
    assert {groupe.lieu for groupe in groupes} == {Lieu.COMMUNE}


def test_a_large_collectif_is_served_in_a_bearable_time() -> None:
    """Beyond so many, the best exchanges of each are looked at, and nearly everyone still has someone."""
    combien = TOUTES * 4
    foule = [
        _offer(rang, CODES[rang % 6], CODES[(rang + (1 if rang // 6 % 2 else -1)) % 6]) for rang in range(combien)
    ]
    groupes = propose_groupes(foule, ENJEUX)
    assert sum(len(groupe.membres) for groupe in groupes) >= combien * 0.9


def test_the_solver_says_nothing_where_it_runs() -> None:
    """What the server writes is its own log: a library that introduces itself there does not speak of the workbook."""
    programme = """
from uuid import UUID
from caprse.progres.binomes.affectation import choose_disjoint
un, deux, trois = (UUID(int=rang) for rang in range(3))
assert choose_disjoint([(un, deux), (deux, trois), (un, deux, trois)], [2, 2, 3]) == [2]
"""
    fait = subprocess.run([sys.executable, "-c", programme], capture_output=True, timeout=120)
    assert (fait.returncode, fait.stdout, fait.stderr) == (0, b"", b"")
