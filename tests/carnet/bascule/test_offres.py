"""An offre is tied to critères: it goes where they go, when the collectif takes another version."""

from __future__ import annotations

from caprse.acces.unite import open_unit
from caprse.relecture.offres.schema import Catalogue, OffreEcrite
from caprse.relecture.offres.service import replace_catalogue
from tests.base import execute
from tests.monde import Monde
from tests.progres.binomes.test_bascule import change


def test_an_offre_follows_its_criteres_and_one_that_is_left_with_none_stays(monde: Monde) -> None:
    offres = {"mixte": ("T01-03", "T01-02", "T01-01"), "retiree": ("T01-04",), "autre": ("T02-01",), "sans": ()}
    catalogue = Catalogue(
        offres=tuple(OffreEcrite(code=code, titre=code, criteres=criteres) for code, criteres in offres.items())
    )
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        replace_catalogue(unit, monde.collectif, catalogue)
    change(monde)
    assert {ligne.code: ligne.criteres for ligne in execute("select code, criteres from offre")} == {
        "mixte": ["T01-03", "T01-06", "T01-01"],
        "retiree": [],
        "autre": ["T02-01"],
        "sans": [],
    }
