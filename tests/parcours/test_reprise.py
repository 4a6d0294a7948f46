"""A past trimestre: its workbook is taken, refused by cell, read, confirmed; then it is told where it is read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.fichiers import bring_classeur, fill_feuille, take_fichier
from tests.parcours.gestes import check_page, read_ecran, wait_ready
from tests.parcours.site import Site

SECONDE = "Collectif A – structure 1"


@pytest.fixture(autouse=True, scope="module")
def passe(site: Site) -> None:
    """The trimestre that is open is the second; the first is over, and was only prepared."""
    site.query("update trimestre set numero = 2")
    site.query(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
        " select collectif_id, 1, thematique, referentiel_id, '2025-09-16', '2026-01-15' from trimestre"
        " where collectif_id = %s",
        site.monde.collectif,
    )


def take(page: Page) -> bytes:
    return take_fichier(page.get_by_role("button", name="Télécharger le classeur", exact=True))


def bring(page: Page, octets: bytes) -> None:
    bring_classeur(page, "reprise-depot", "reprise.xlsx", octets)


@pytest.mark.parametrize("largeur", [1280, 360])
def test_it_is_taken_and_refused_by_cell_then_read(entrer: Entrer, site: Site, largeur: int) -> None:
    anna = entrer("anna", largeur, "/trimestres")
    anna.get_by_role("link", name="Reprendre un trimestre déjà fini").click()
    expect(anna.get_by_role("heading", name="Reprendre le passé")).to_be_visible()
    wait_ready(anna)
    octets = take(anna)
    check_page(anna, f"reprise-{largeur}")
    bring(anna, fill_feuille(octets, SECONDE, {"D4": "Très bien", "D5": "Non concerné"}))
    expect(anna.get_by_text("2 choses à corriger : rien n’est repris.")).to_be_visible()
    expect(anna.get_by_role("heading", name=f"Feuille « {SECONDE} »")).to_be_visible()
    expect(anna.get_by_role("button", name="Reprendre ces réponses")).to_have_count(0)
    check_page(anna, f"reprise-refusee-{largeur}")
    bring(anna, fill_feuille(octets, SECONDE, {"D4": "2 · Organisé", "D5": 3}))
    expect(anna.get_by_text("1 trimestre, 1 structure, 2 réponses")).to_be_visible()
    check_page(anna, f"reprise-relue-{largeur}")
    assert site.query("select count(*) from reponse") == [(0,)]


def test_it_is_confirmed_done_and_told(entrer: Entrer, site: Site) -> None:
    anna = entrer("anna", chemin="/reprise")
    bring(anna, fill_feuille(take(anna), SECONDE, {"D4": "2 · Organisé", "D5": 3}))
    anna.get_by_role("button", name="Reprendre ces réponses", exact=True).click()
    expect(anna.get_by_text("ne changent plus et ne se rouvrent pas")).to_be_visible()
    check_page(anna, "reprise-question")
    assert site.query("select count(*) from reponse") == [(0,)]
    anna.get_by_role("button", name="Oui : reprendre ces réponses").dblclick()
    expect(anna.get_by_text("le trimestre 1 est repris (1 structure, 2 réponses)")).to_be_visible()
    check_page(anna, "reprise-faite")
    assert site.query("select etat, repris_le is not null from trimestre where numero = 1") == [("clos", True)]
    assert site.query("select count(*) from reponse") == [(2,)]
    # The digest of a Monday leaves by itself, whatever is taken over.
    assert site.query("select count(*) from courriel where cle is null or cle not like 'semaine:%%'") == [(0,)]
    bob = entrer("bob", 360, "/resultats?trimestre=1")
    expect(bob.get_by_text("repris le")).to_be_visible()
    read_ecran(bob)
    alice = entrer("alice", 1280, "/resultats?trimestre=1")
    expect(alice.get_by_text("repris le")).to_have_count(0)
