"""When figures may be published, and what one axis may show to whoever keeps every figure ever shown."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from caprse.restitution.publication.combinaisons import can_isolate
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.regles import (
    Cadre,
    Parue,
    can_add,
    can_publish,
    can_show,
    hides_unnamed,
    list_moved_carnets,
    list_shown,
    split_by_axe,
)

SEUIL, AXE = 5, "X"
CADRE = Cadre(SEUIL, 3)


def parue(noms: str, nommees: str = "", axe: str = AXE, **changes: str) -> Parue:
    """`parue("abc", b="v2")`: a, b, c in their first version, but b in its second, on one axis that is shown."""
    valeurs = {un: changes.get(un, "v1") for un in noms}
    return Parue({axe: valeurs}, frozenset({axe}), {axe: frozenset(nommees)})


@pytest.mark.parametrize(
    ("publie", "candidat", "membres", "cloture", "attendu"),
    [
        ("", "abcd", 10, False, False),  # too few
        ("", "abcd", 4, True, False),  # too few, even at closing
        ("", "abcde", 10, False, True),
        ("", "abcdefgh", 10, False, False),  # two to come: they could only be added by subtraction
        ("", "abcdefghi", 10, False, False),  # one to come
        ("", "abcdefghij", 10, False, True),  # nobody to come
        ("", "abcdefgh", 10, True, True),  # at closing nobody comes any more
        ("abcde", "abcde", 10, False, False),  # nothing new
        ("abcde", "abcdef", 10, False, False),
        ("abcdef", "abcdefgh", 12, False, False),
        ("abcde", "abcdefgh", 12, False, True),
        ("abcdefg", "abcdefghij", 10, False, True),
        ("abcdefg", "abcdefghi", 10, True, False),  # the last publication stays
        ("abcdefg", "abcdefghij", 10, True, True),
        ("abcdefgh", "abcde", 8, True, True),  # three left
        ("abcdefg", "abcde", 8, True, False),  # two left: their answers would be the difference
        ("", "abcdefghijkl", 12, False, True),
    ],
)
def test_when_figures_may_be_published(publie: str, candidat: str, membres: int, cloture: bool, attendu: bool) -> None:
    anciennes = [parue(publie)] if publie else []
    assert can_publish(parue(candidat), anciennes, membres - len(candidat), CADRE, cloture=cloture) is attendu


def test_units_and_not_structures_make_enough() -> None:
    assert not can_publish(parue("abcde"), [], 0, Cadre(SEUIL, 3, build_unites(["ab"])), cloture=True)
    assert can_publish(parue("abcdef"), [], 0, Cadre(SEUIL, 3, build_unites(["ab"])), cloture=True)


def test_what_is_published_shows_something_new() -> None:
    """Three carnets moved, but on an axis that too few answered to be shown."""
    avant = Parue({"X": dict.fromkeys("abcdef", "v1")}, frozenset({"X"}))
    apres = Parue({"X": dict.fromkeys("abcdef", "v1"), "Y": dict.fromkeys("abc", "v1")}, frozenset({"X"}))
    assert list_moved_carnets(avant, apres) == set("abc")
    assert not can_publish(apres, [avant], 0, CADRE, cloture=False)


@pytest.mark.parametrize(
    ("anciennes", "nouvelle", "groupes", "k", "attendu"),
    [
        ([], parue("abcde"), [], 3, True),
        ([parue("abcdefg")], parue("abcdefghij"), [], 3, True),
        ([parue("abcdefg")], parue("abcdefgh"), [], 3, False),
        ([parue("abcdefg")], parue("abcdefg"), [], 3, True),
        # Names, in the new edition or in the old one.
        ([parue("abcdefg")], parue("abcdefghij", "hi"), [], 3, False),
        ([parue("abcdefghij", "ab")], parue("abcdefghij", a="v2", b="v2", c="v2"), [], 3, False),
        ([parue("abcdefghij", "ab")], parue("abcdefghij", "ab", a="v2", b="v2"), [], 3, True),
        # Named before, silent now: what it changed to is its own.
        ([parue("abcdefghij", "ab")], parue("abcdefghij", a="v2"), [], 3, False),
        # Named now, silent before: what it was is its own.
        ([parue("abcdefghij")], parue("abcdefghij", "a", a="v2"), [], 3, False),
        # Named once is named for ever: people remember.
        ([parue("abcdefghij", "a"), parue("abcdefghij")], parue("abcdefghij", a="v2", b="v2", c="v2"), [], 3, False),
        # Too many names beside a figure over all.
        ([], parue("abcdef", "abc"), [], 3, False),
        ([], parue("abcdef", "ab"), [], 3, True),
        ([], parue("abcdef", "abcdef"), [], 3, True),
        ([], parue("abcdefg", "abc"), ["de"], 3, False),
        # A new name that would open an older figure.
        ([parue("abcdef", "ab")], parue("abcdefghi", "c"), [], 3, False),
        # Shared accounts.
        ([parue("abcdefg")], parue("abcdefghij"), ["hi"], 3, False),
        ([parue("abcdef")], parue("abcdefghij"), ["hi"], 3, True),
        # The number of the collectif.
        ([parue("abcdefg")], parue("abcdefghij"), [], 4, False),
        ([parue("abcdef")], parue("abcdefghij"), [], 4, True),
        # Back to an earlier set, but for one.
        (
            [parue("abcdefghij"), parue("abcdefghij", a="v2", b="v2", c="v2")],
            parue("abcdefghij", d="v2"),
            [],
            3,
            False,
        ),
        ([parue("abcdefghij"), parue("abcdefghij", a="v2", b="v2", c="v2")], parue("abcdefghij"), [], 3, True),
        # Three editions together.
        ([parue("fghij"), parue("abcfghij"), parue("cdefghij")], parue("abdefghij"), [], 3, False),
        ([parue("fghij"), parue("abcfghij"), parue("cdefghij")], parue("abcdefghij"), [], 3, False),
        ([parue("fghij"), parue("abcfghij"), parue("cdefghij")], parue("fghijklm"), [], 3, True),
    ],
)
def test_what_one_axis_may_show(
    anciennes: list[Parue], nouvelle: Parue, groupes: list[str], k: int, attendu: bool
) -> None:
    assert can_add(AXE, nouvelle, anciennes, Cadre(SEUIL, k, build_unites(groupes))) is attendu


def test_an_axis_that_an_edition_did_not_show_tells_nothing_of_it() -> None:
    avant = Parue({"X": dict.fromkeys("abc", "v1")}, frozenset())
    assert can_add(AXE, parue("abcdef"), [avant], CADRE)
    assert not can_add(AXE, parue("abcdef"), [parue("abcde")], CADRE)


@pytest.mark.parametrize(
    ("reprises", "nouvelle", "attendu"),
    [
        ("", "abcdefgh", True),
        ("a", "abcdefgh", False),
        ("", "abcdefg", False),  # one left: it is the difference of what was split
        ("a", "abcdefghijk", True),  # three came for sure
        ("a", "abcdefghij", False),
    ],
)
def test_across_questions_that_changed_whoever_may_have_moved_waits_for_enough_who_did(
    reprises: str, nouvelle: str, attendu: bool
) -> None:
    avant = Parue(
        {"X (avant)": dict.fromkeys("abcdefgh", "v1")},
        frozenset({"X (avant)"}),
        semblables=frozenset(),
        comptees=frozenset("abcdefgh"),
        reprises=frozenset(reprises),
    )
    assert can_add(AXE, parue(nouvelle), [avant], CADRE) is attendu


def test_so_many_ways_to_combine_that_none_is_tried_is_no() -> None:
    """Forty structures that each moved otherwise: with ten to hide among, the answer is to wait."""
    lignes = [{f"s{n}": "v1" for n in range(40) if n >> rang & 1 or n % 7 == rang} for rang in range(6)]
    assert can_isolate(lignes[:-1], lignes[-1], (), {}, 10)


@pytest.mark.parametrize(
    ("presentes", "montres"),
    [
        ({"T": "abcdefg", "A": "abcdefg", "B": "abcdefg"}, {"T", "A", "B"}),
        ({"T": "abcdefg", "A": "abcdefg", "B": "abcd"}, {"A"}),
        ({"T": "abcdefg", "A": "abcdefg"}, {"T", "A"}),  # nobody answered B: the total is A
        ({"T": "abcd", "A": "abcd", "B": "abc"}, set()),
        ({"T": "abcdefg", "A": "abcdefg", "B": "abcdefg", "Z": "ab"}, {"T", "A", "B"}),  # another block
    ],
)
def test_a_total_stands_only_beside_all_that_it_adds_up(presentes: Mapping[str, str], montres: set[str]) -> None:
    assert list_shown(presentes, "T", ("A", "B"), CADRE) == montres


@pytest.mark.parametrize(
    ("n", "inclus", "attendu"),
    [(5, False, True), (4, False, False), (6, True, True), (5, True, False), (0, False, False)],
)
def test_a_figure_needs_five_others(n: int, inclus: bool, attendu: bool) -> None:
    assert can_show(n, inclus, SEUIL) is attendu


@pytest.mark.parametrize(
    ("presentes", "connues", "attendu"),
    [
        ("abcdefghi", "abcdefghi", True),
        ("abcdefghi", "abcdefgh", False),
        ("abcdefghi", "abcdefg", False),
        ("abcdefghi", "abcdef", False),  # each of the three knows itself besides
        ("abcdefghi", "abcde", True),
        ("ab", "", True),
        ("", "", True),
        ("abc", "z", True),
    ],
)
def test_names_are_shown_only_when_the_unnamed_stay_hidden(presentes: str, connues: str, attendu: bool) -> None:
    assert hides_unnamed(presentes, set(connues), CADRE) is attendu


def test_fingerprints_are_read_axis_by_axis() -> None:
    assert split_by_axe({"a": "X:1 Y:2", "b": "Y:2", "c": ""}) == {"X": {"a": "1"}, "Y": {"a": "2", "b": "2"}}
