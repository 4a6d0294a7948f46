"""Names of places: each person is offered those whose accesses they manage, and no other."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from caprse.acces.lieux import (
    get_lieu,
    get_noms_collectifs,
    get_noms_structures,
    list_collectifs,
    list_structures_gerees,
)
from caprse.acces.unite import open_unit
from caprse.socle.erreurs import Introuvable
from tests.monde import Monde

A0, A1, B0 = "Collectif A – structure 0", "Collectif A – structure 1", "Collectif B – structure 0"
GEREES = {
    "alice": [A0],
    "bob": [A1],
    "anna": [A0, A1],
    "clara": [B0],
    "adam": [A0, A1, B0],
    "ali": [],
    "aya": [],
    "fanny": [],
    "personne": [],
}


def test_each_person_manages_their_own_structures_even_where_others_show_their_name(
    monde: Monde, force: Callable[[str], None]
) -> None:
    force("update structure set montre_son_nom = true")
    for personne, attendu in GEREES.items():
        with open_unit(compte_id=monde.comptes[personne]) as unit:
            assert [lieu.structure for lieu in list_structures_gerees(unit)] == attendu, personne


def test_a_place_is_named_only_to_who_may_see_it(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert get_lieu(unit, monde.collectif, monde.structures[0]).nom == "Collectif A – structure 0"
        assert get_lieu(unit, monde.collectif, None).nom == "Collectif A"
        assert get_lieu(unit, None, None).nom == ""
        for collectif, structure in (
            (monde.collectif, monde.structures[1]),
            (monde.ailleurs, monde.structure_ailleurs),
            (monde.collectif, monde.structure_ailleurs),
            (monde.ailleurs, None),
            (None, monde.structures[0]),
            (uuid4(), None),
        ):
            with pytest.raises(Introuvable):
                get_lieu(unit, collectif, structure)
        assert [lieu.nom for lieu in list_collectifs(unit)] == ["Collectif A"]


def test_names_are_given_by_id_as_far_as_the_person_may_see(monde: Monde) -> None:
    structures = [monde.structures[0], monde.structures[1], monde.structure_ailleurs]
    collectifs = [monde.collectif, monde.ailleurs]
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert get_noms_structures(unit, structures) == {monde.structures[0]: A0}
        assert get_noms_collectifs(unit, collectifs) == {monde.collectif: "Collectif A"}
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert get_noms_structures(unit, structures) == {monde.structures[0]: A0, monde.structures[1]: A1}
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        assert get_noms_collectifs(unit, collectifs) == {monde.collectif: "Collectif A", monde.ailleurs: "Collectif B"}
