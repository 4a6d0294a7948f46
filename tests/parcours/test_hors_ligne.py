"""A carnet leaves as a workbook, a colleague answers meanwhile, it comes back: read, chosen, recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from caprse.referentiel.page_classeur import TYPE_CLASSEUR
from tests.echanges.classeur.gestes import change
from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page, wait_rest
from tests.parcours.site import Site

CHEMIN = "/hors-ligne"


def fill(octets: bytes, niveaux: list[str]) -> bytes:
    """As a person does: the first niveaux, one after another."""
    reste = list(niveaux)

    def geste(classeur: Any) -> None:
        for feuille in classeur.worksheets:
            for ligne in feuille.iter_rows(max_col=2):
                if reste and ligne[0].value == "Notre niveau":
                    ligne[1].value = reste.pop(0)

    return change(octets, geste)


@pytest.mark.parametrize("largeur", [1280, 360])
def test_a_carnet_filled_without_network_meets_what_a_colleague_answered(
    entrer: Entrer, site: Site, largeur: int
) -> None:
    site.query("delete from reponse")
    ali = entrer("ali", largeur, CHEMIN)
    check_page(ali, f"hors-ligne-{largeur}")
    with ali.expect_download() as attendu:
        ali.get_by_role("button", name="Télécharger notre carnet").click()
    octets = fill(Path(attendu.value.path()).read_bytes(), ["2 · Organisé", "3 · Ancré"])
    premier = site.query("select critere from reponse")
    assert premier == []
    site.query(
        "insert into reponse (collectif_id, carnet_id, structure_id, critere, niveau, version, modifie_par)"
        " select c.collectif_id, c.id, c.structure_id, 'GOV-01', 1, 1, a.id from carnet c, compte a"
        " where c.id = %s and a.courriel like 'alice@%%'",
        site.monde.carnets[0],
    )
    classeur: FilePayload = {"name": "carnet.xlsx", "mimeType": TYPE_CLASSEUR, "buffer": octets}
    ali.locator('input[type="file"]').set_input_files([classeur])
    wait_rest(ali)
    expect(ali.get_by_text("1 réponse change · 1 choix à faire")).to_be_visible()
    enregistrer = ali.get_by_role("button", name="Enregistrer ces réponses")
    expect(enregistrer).to_be_disabled()
    ali.locator("label").filter(has_text="Le classeur : 2 · Organisé").click()
    expect(enregistrer).to_be_enabled()
    check_page(ali, f"hors-ligne-relire-{largeur}")
    enregistrer.click()
    expect(ali.get_by_text("2 réponses enregistrées depuis le classeur.")).to_be_visible()
    assert [niveau for (niveau,) in site.query("select niveau from reponse order by critere")] == [2, 3]
