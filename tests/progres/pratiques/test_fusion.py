"""Two lines of the directory become one: their pratiques follow, and what they said of others'."""

from __future__ import annotations

from caprse.acces.unite import open_unit
from caprse.carnet.membres.fusion import examine_fusion, merge_structures
from tests.base import count_rows
from tests.monde import Monde
from tests.progres.pratiques.scene import find, look, read, share, thank, try_it, write
from tests.progres.traces.scene import bring_lien


def _merge(monde: Monde) -> list[str]:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        suites = examine_fusion(unit, monde.collectif, *monde.structures).suivent
        merge_structures(unit, monde.collectif, *monde.structures)
    return [suite.replace("\u00a0", " ") for suite in suites]


def test_pratiques_follow_with_what_others_made_of_them(monde: Monde) -> None:
    trace = str(bring_lien(monde))
    sienne, ailleurs = share(monde, traces=(trace,)), share(monde, "charlie", partout=True)
    write(monde, "bob", titre="À nous deux")
    de_tous = share(monde, "bob", partout=True, titre="De l’autre")
    try_it(monde, de_tous, "Ici aussi", "charlie")
    for qui in ("alice", "bob"):
        thank(monde, ailleurs, qui)
    assert "2 pratiques" in _merge(monde)
    assert len(find(monde, "alice")) == 4
    assert [t.titre for t in read(monde, sienne, "alice").traces] == ["Charte"]
    assert read(monde, de_tous, "alice").signature == "Collectif A – structure 0"
    assert [r.note for r in read(monde, de_tous, "alice").retours] == ["Ici aussi"]
    # Both had found it useful: it is said once.
    assert [essai.utile for essai in look(monde, "alice").essais] == [True]


def test_what_they_said_of_each_other_falls(monde: Monde) -> None:
    thank(monde, share(monde), "bob")
    thank(monde, share(monde, "bob"), "alice")
    _merge(monde)
    assert count_rows("pratique_retour") == 0
