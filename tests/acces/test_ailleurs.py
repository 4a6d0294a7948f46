"""Two devices and one form: what each of them changed stands, what both changed otherwise is offered."""

from __future__ import annotations

from typing import Any

import pytest

from caprse.acces.ailleurs import PLACE_MAX, list_autres, merge, name_ailleurs
from caprse.acces.brouillons import Ecrit

VU = {"quoi": "", "qui": "Ana", "gens": []}
Champs = dict[str, Any]


@pytest.mark.parametrize(
    ("ici", "connus", "base", "champs", "autres"),
    [
        ({"quoi": "a"}, {}, {}, {"quoi": "a"}, {}),
        ({}, {}, {"quoi": "b"}, {"quoi": "b"}, {}),
        ({"qui": "Bob"}, {}, {"quoi": "b"}, {"qui": "Bob", "quoi": "b"}, {}),
        ({"quoi": "a"}, {}, {"quoi": "b"}, {"quoi": "a"}, {"quoi": "b"}),
        ({"quoi": "b, puis a"}, {}, {"quoi": "b"}, {"quoi": "b, puis a"}, {}),
        ({"quoi": "a"}, {"quoi": "a"}, {}, {}, {}),
        ({"quoi": "a2"}, {"quoi": "a"}, {"quoi": "a"}, {"quoi": "a2"}, {}),
        ({"gens": ["x"]}, {}, {"gens": ["y"]}, {"gens": ["x"]}, {"gens": ["y"]}),
        # A form of another day named another field: it is left alone.
        ({"quoi": "a"}, {}, {"disparu": "b"}, {"quoi": "a"}, {}),
    ],
    ids=[
        "only here",
        "only elsewhere",
        "two fields",
        "one field, two texts",
        "the one goes on from the other",
        "taken back elsewhere",
        "nothing elsewhere since",
        "two choices",
        "a field that is no more",
    ],
)
def test_each_side_keeps_what_it_changed(
    ici: Champs, connus: Champs, base: Champs, champs: Champs, autres: Champs
) -> None:
    fusion = merge(ici, connus, base, VU)
    assert (fusion.champs, fusion.autres) == (champs, autres)


def test_what_the_fields_say_already_is_not_offered() -> None:
    ailleurs = Ecrit({"quoi": "Trier", "qui": "Bob", "disparu": "x"}, VU)
    assert list_autres(ailleurs, {"quoi": "Trier le papier", "qui": "Ana"}) == {"qui": "Bob"}
    assert list_autres(None, {"quoi": ""}) == {}


def test_the_other_version_has_a_place_that_the_base_takes() -> None:
    assert name_ailleurs("action/nouvelle") != "action/nouvelle"
    assert len(name_ailleurs("x" * PLACE_MAX)) <= PLACE_MAX
