"""What stands beside the collectif's path: enough structures in each line, the rule of moves, all lines or none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from caprse.restitution.autour.regles import Ligne, can_publish_lignes
from caprse.restitution.figures.effet import Compte, Effet
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.regles import Cadre, split_by_axe

CADRE = Cadre(5, 3)
UN = Effet(Compte(2, 1), Compte(3, 1))
SANS = Effet(Compte(), Compte(3, 1))


def build(noms: str, effet: Effet = UN, **autres: Effet) -> Mapping[str, Ligne]:
    return split_by_axe({un: autres.get(un, effet).empreinte for un in noms})


def test_too_few_structures_are_not_told_of() -> None:
    assert not can_publish_lignes(build("abcd"), [], CADRE)
    assert can_publish_lignes(build("abcde"), [], CADRE)
    assert not can_publish_lignes(build("abcde"), [], Cadre(5, 3, build_unites([{"a", "b"}])))
    assert not can_publish_lignes({}, [], CADRE)


def test_one_line_alone_would_tell_of_the_other_beside_all_that_was_looked_at_again() -> None:
    assert not can_publish_lignes(build("abcdefgh", SANS, g=UN, h=UN), [], CADRE)
    assert can_publish_lignes(build("abcdef", SANS), [], CADRE)


def test_nobody_then_one_structure_is_a_move_of_one() -> None:
    assert not can_publish_lignes(build("abcdef", SANS, a=UN), [build("abcdef", SANS)], CADRE)


def test_a_line_that_goes_away_is_a_move_of_all_that_it_counted() -> None:
    avant = build("abcdefgh", SANS, **dict.fromkeys("abcde", UN))
    assert can_publish_lignes(build("abcdefgh", SANS), [avant], CADRE)
    assert not can_publish_lignes(build("abcdefgh", SANS), [avant], Cadre(5, 6))


@pytest.mark.parametrize(("bouges", "attendu"), [("a", False), ("ab", False), ("abc", True), ("", True)])
@pytest.mark.parametrize("apres", [Effet(Compte(4, 2), Compte(4, 2)), Effet(Compte(2, 2), Compte(3, 2))])
def test_counts_move_by_three_structures_at_least(bouges: str, attendu: bool, apres: Effet) -> None:
    """Also where as many critères were looked at, of which more went up."""
    nouvelle = build("abcdefgh", UN, **dict.fromkeys(bouges, apres))
    assert can_publish_lignes(nouvelle, [build("abcdefgh")], CADRE) is attendu


def test_three_closings_together_tell_of_nobody() -> None:
    """Two by two three moved at least; the first and the second less the third are twice c."""
    cadre = Cadre(3, 3)
    assert can_publish_lignes(build("cde"), [build("abc")], cadre)
    assert not can_publish_lignes(build("abde"), [build("abc"), build("cde")], cadre)
