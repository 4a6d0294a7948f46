"""Two lines of the directory become one: what they declared and their binômes follow."""

from __future__ import annotations

from caprse.acces.unite import open_unit
from caprse.carnet.membres.fusion import examine_fusion, merge_structures
from tests.base import count_rows, execute, get_value
from tests.monde import Monde
from tests.progres.binomes.scene import A, B, declare, look, meet, visit


def _merge(monde: Monde) -> list[str]:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        suites = examine_fusion(unit, monde.collectif, *monde.structures).suivent
        merge_structures(unit, monde.collectif, *monde.structures)
    return [suite.replace("\u00a0", " ") for suite in suites]


def test_lists_follow_and_those_of_the_line_that_stays_hold(monde: Monde) -> None:
    declare(monde, "bob", (B,), (A,))
    _merge(monde)
    assert look(monde, "alice").saisie.offre == (B,)


def test_a_binome_of_the_two_is_over_and_its_visits_stay(monde: Monde) -> None:
    visit(monde, meet(monde))
    assert "1 binôme" in _merge(monde)
    assert count_rows("entraide") == 1
    (binome,) = look(monde, "alice").binomes
    assert (binome.etat, len(binome.noms), len(binome.visites)) == ("termine", 1, 1)
    assert binome.dons == ()


def test_a_binome_with_a_third_goes_on(monde: Monde) -> None:
    bob = monde.structures[1]
    execute("insert into structure (collectif_id, nom, types) values (:k, 'Tiers', '{AI}')", k=monde.collectif)
    tiers = get_value("select id from structure where nom = 'Tiers'")
    execute(
        "insert into binome (collectif_id, structures, lieu, etat, accepte_le, dons)"
        " values (:k, cast(:s as uuid[]), 'visio', 'accepte', now(), cast(:d as jsonb))",
        k=monde.collectif,
        s=[bob, tiers],
        d=f'[["{bob}", "{tiers}", ["{A}"]]]',
    )
    _merge(monde)
    (binome,) = look(monde, "alice").binomes
    assert binome.etat == "accepte"
    assert set(binome.noms) == {monde.structures[0], tiers}
    assert [don.de for don in binome.dons] == [monde.structures[0]]
