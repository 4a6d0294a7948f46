"""The figure of a thématique over the cycle, beside the trimestre's and the cycle's earlier ones: one attack each."""

from __future__ import annotations

import pytest

from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.regles import Cadre
from caprse.restitution.publication.regles_cycle import (
    Dite,
    Parts,
    can_keep_cycle,
    can_publish_cycle,
    can_tell_revus,
    list_valeurs,
)

CADRE = Cadre(5, 3)
TOUS = "abcdefghij"


def parts(noms: str = TOUS, *, b: str | None = None, **changes: str) -> Parts:
    """Two enjeux, answered by these (B by ``b`` alone where it is given); ``changes``: who answered A otherwise."""
    return {
        "A": {un: changes.get(un, "v1") for un in noms},
        "B": dict.fromkeys(noms if b is None else b, "v1"),
    }


def cycle(dites: Parts) -> Dite:
    return Dite(list_valeurs(dites), cycle=True)


def edition(dites: Parts, nommees: str = "") -> list[Dite]:
    """What the edition of a trimestre tells: each enjeu, and the whole."""
    valeurs = list_valeurs(dites)
    noms = frozenset(valeur for valeur in valeurs if valeur[0] in nommees)
    lignes = [list_valeurs({axe: qui}) for axe, qui in dites.items()]
    return [*(Dite(ligne, entiere=False, nommees=noms & ligne) for ligne in lignes), Dite(valeurs, nommees=noms)]


@pytest.mark.parametrize(
    ("avant", "apres", "attendu"),
    [
        ("", parts("abcd"), False),  # too few
        ("", parts("abcde"), True),
        ("", parts(), True),
        (parts(), parts(), True),  # nobody looked at anything again: the same figure
        (parts(), parts(a="v2"), False),  # one structure alone revised
        (parts(), parts(a="v2", b=None, c="v2"), False),  # two did
        (parts(), parts(a="v2", c="v2", d="v2"), True),
        (parts(), parts("abcdefghi"), False),  # one left
        (parts("abcdefghi"), parts(), False),  # one came
        (parts("abcdefg"), parts(), True),
        (parts(), parts("abcdefghi", a="v2", c="v2"), True),  # one left and two revised
        ("", parts(b="abcd"), False),  # the whole would tell an enjeu that too few answered
        ("", parts(b=""), True),  # nobody answered it: there is nothing to tell
    ],
)
def test_beside_the_trimestre_or_the_cycle_of_before_what_differs_is_nobody_or_three(
    avant: Parts | str, apres: Parts, attendu: bool
) -> None:
    lignes = edition(avant) if not isinstance(avant, str) else []
    assert can_publish_cycle(apres, lignes, CADRE) is attendu
    seules = [cycle(avant)] if not isinstance(avant, str) else []
    assert can_publish_cycle(apres, seules, CADRE) is attendu


def test_three_cycles_that_differ_by_three_two_by_two_may_still_tell_one_together() -> None:
    lignes = [cycle(parts(noms)) for noms in ("fghij", "abcfghij", "cdefghij")]
    assert not can_publish_cycle(parts("abdefghij"), lignes, CADRE)
    assert can_publish_cycle(parts("abdefghij"), lignes[:1], CADRE)


def test_an_enjeu_published_beside_the_whole_of_the_cycle_leaves_nobody_to_read() -> None:
    """Three moved on one enjeu or the other: by the whole they are enough, by the enjeu one of them is alone."""
    avant = parts()
    apres = {"A": {**avant["A"], "a": "v2"}, "B": {**avant["B"], "c": "v2", "d": "v2", "e": "v2"}}
    # The edition told B again, once three had changed it; the cycle then tells A, where one alone moved.
    lignes = [*edition(avant), Dite(list_valeurs({"B": apres["B"]}), entiere=False)]
    assert can_publish_cycle(apres, edition(avant), CADRE)
    assert not can_publish_cycle(apres, lignes, CADRE)


def test_a_name_given_once_counts_as_known_and_as_unknown() -> None:
    # Its figure of the trimestre was read: what it revised since is not, and it is no cover for two others.
    assert not can_publish_cycle(parts(a="v2", c="v2", d="v2"), edition(parts(), "a"), CADRE)
    assert can_publish_cycle(parts(a="v2", c="v2", d="v2", e="v2"), edition(parts(), "a"), CADRE)
    # Two or three who are not named, beside the names of others.
    assert not can_publish_cycle(parts("abcdefghi"), edition(parts(), "abcdefg"), CADRE)


def test_structures_that_one_account_knows_count_as_one() -> None:
    cadre = Cadre(5, 3, build_unites([{"a", "c"}]))
    assert not can_publish_cycle(parts(a="v2", c="v2", d="v2"), edition(parts()), cadre)
    assert can_publish_cycle(parts(a="v2", c="v2", d="v2", e="v2"), edition(parts()), cadre)
    assert not can_publish_cycle(parts("acdef"), [], cadre)


def test_a_trimestre_opened_again_is_published_anew_only_where_the_cycle_hides_what_moved() -> None:
    anciennes = [*edition(parts()), cycle(parts(a="v2", c="v2", d="v2"))]
    assert can_keep_cycle(edition(parts(e="v3", f="v3", g="v3")), edition(parts()), CADRE)
    # Against the trimestre's own, three moved; against the cycle's, one.
    assert not can_keep_cycle(edition(parts(a="v2", c="v2", d="v2", e="v3")), anciennes, CADRE)
    assert can_keep_cycle(edition(parts(a="v2", c="v2", d="v2")), anciennes, CADRE)
    # A name that comes with it must not open the cycle of before.
    assert not can_keep_cycle(edition(parts(a="v2", c="v2", d="v2"), "cdefg"), anciennes, CADRE)


def test_how_many_were_looked_at_again_is_told_of_nobody_or_of_three() -> None:
    assert can_tell_revus(dict.fromkeys(TOUS, 0), CADRE)
    assert not can_tell_revus({"a": 4, "b": 1, "c": 0}, CADRE)
    assert can_tell_revus({"a": 4, "b": 1, "c": 2}, CADRE)
    assert not can_tell_revus({"a": 4, "b": 1, "c": 2}, Cadre(5, 3, build_unites([{"a", "b"}])))
