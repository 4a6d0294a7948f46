"""The catalogue of offres: its workbook is taken, refused by cell, read, confirmed; then a structure reads it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from caprse.relecture.offres.classeur import OFFRES
from tests.parcours.conftest import Entrer
from tests.parcours.fichiers import bring_classeur, fill_feuille, take_fichier
from tests.parcours.gestes import check_page, wait_ready
from tests.parcours.site import Site


@pytest.fixture(autouse=True)
def catalogue(site: Site) -> None:
    """Two examples, as an installation begins."""
    site.query("delete from offre")
    site.query(
        "insert into offre (collectif_id, code, titre, resume, demi_journees, criteres, ordre, illustrative)"
        " values (%s, 'tri', 'Trier les déchets', '', 1, '{}', 0, true),"
        " (%s, 'ca', 'Préparer un conseil d’administration', '', 1, '{}', 1, true)",
        site.monde.collectif,
        site.monde.collectif,
    )


def take(page: Page) -> bytes:
    return take_fichier(page.get_by_role("button", name="Télécharger le classeur", exact=True))


def bring(page: Page, octets: bytes) -> None:
    bring_classeur(page, "offres-depot", "offres.xlsx", octets)


@pytest.mark.parametrize("largeur", [1280, 360])
def test_it_is_taken_refused_by_cell_read_then_replaced(entrer: Entrer, site: Site, largeur: int) -> None:
    anna = entrer("anna", largeur, "/appuis-collectif")
    anna.get_by_role("link", name="Catalogue des offres").click()
    expect(anna.get_by_role("heading", name="Catalogue des offres")).to_be_visible()
    wait_ready(anna)
    octets = take(anna)
    check_page(anna, f"offres-{largeur}")
    bring(anna, fill_feuille(octets, OFFRES, {"C2": 99, "D3": "Z99-01"}))
    expect(anna.get_by_text("2 choses à corriger : rien n’est remplacé.")).to_be_visible()
    expect(anna.get_by_role("heading", name="Feuille « Offres »")).to_be_visible()
    expect(anna.get_by_role("button", name="Remplacer le catalogue")).to_have_count(0)
    check_page(anna, f"offres-refusees-{largeur}")
    bring(anna, fill_feuille(octets, OFFRES, {"C2": 2, "A3": "Écrire sa charte", "E3": None}))
    for dit in ("1 nouvelle offre", "1 offre changée", "1 offre retirée"):
        expect(anna.get_by_role("heading", name=dit)).to_be_visible()
    check_page(anna, f"offres-relues-{largeur}")
    anna.get_by_role("button", name="Remplacer le catalogue", exact=True).click()
    expect(anna.get_by_text("dès maintenant")).to_be_visible()
    check_page(anna, f"offres-question-{largeur}")
    assert site.query("select count(*) from offre where not illustrative") == [(0,)]
    anna.get_by_role("button", name="Oui : remplacer le catalogue").dblclick()
    expect(anna.get_by_text("2 offres au catalogue, 1 retirée")).to_be_visible()
    check_page(anna, f"offres-faites-{largeur}")
    alice = entrer("alice", largeur, "/appuis")
    alice.get_by_text("Tout le catalogue (2)").click()
    expect(alice.get_by_role("button", name="Demander : Écrire sa charte")).to_be_visible()
    expect(alice.get_by_text("en attendant le catalogue")).to_have_count(0)
