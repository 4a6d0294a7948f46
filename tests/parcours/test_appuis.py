"""From an offre that fits to an appui for two structures: asked on a phone, joined on a desk, read on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page, read_ecran, unfold, wait_rest
from tests.parcours.site import Site


@pytest.fixture(autouse=True)
def catalogue(site: Site) -> None:
    """Alice's structure stands at 1 on the first critère, for which there is an offre; there is another beside it."""
    # At once: what is shared and its parts go together.
    site.query("with parts as (delete from appui) delete from appui_collectif")
    site.empty("offre", "brouillon")
    site.query(
        "insert into offre (collectif_id, code, titre, resume, criteres, ordre, illustrative) values"
        " (%s, 'trier', 'Trier à plusieurs', 'Une demi-journée sur place.', array[%s], 0, true),"
        " (%s, 'charte', 'Écrire sa charte', '', '{}', 1, true)",
        site.monde.collectif,
        site.monde.criteres[0],
        site.monde.collectif,
    )
    for structure in site.monde.structures[:2]:
        site.query(
            "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau)"
            " select collectif_id, id, %s, structure_id, 1 from carnet where structure_id = %s"
            " on conflict (collectif_id, carnet_id, critere) do update set niveau = 1, cible = null",
            site.monde.criteres[0],
            structure,
        )


def test_two_structures_ask_for_an_offre_and_share_one_appui(entrer: Entrer, site: Site) -> None:
    for nom in ("alice", "bob"):
        page = entrer(nom, 360, "/appuis")
        expect(page.locator(".st-key-offres-proposees")).to_contain_text("Trier à plusieurs")
        expect(page.get_by_text("Des exemples, en attendant")).to_be_visible()
        check_page(page, f"appuis-offres-360-{nom}")
        page.locator(".st-key-offre-pour-trier button").click()
        expect(page.get_by_text("La demande est envoyée")).to_be_visible()
        wait_rest(page)
        expect(page.locator(".st-key-offres-proposees")).to_be_hidden()
    page = entrer("anna", 1280, "/appuis-collectif")
    expect(page.locator(".st-key-a-reunir-trier")).to_contain_text("2 demandes")
    check_page(page, "appuis-a-reunir-1280")
    page.locator(".st-key-reunir-trier button").click()
    wait_rest(page)
    expect(page.locator(".st-key-groupe-neuf")).to_be_visible()
    jour = page.locator(".st-key-groupe-trier-jour")
    jour.get_by_role("spinbutton").first.click()
    page.keyboard.type("20042026")
    page.keyboard.press("Tab")
    wait_rest(page)
    check_page(page, "appuis-reunir-1280")
    read_ecran(page)
    page.get_by_role("button", name="Réunir et prévenir").click()
    expect(page.get_by_text("L’appui collectif est prévu : 2\u00a0structures le voient.")).to_be_visible()
    wait_rest(page)
    check_page(page, "appuis-collectif-1280")
    assert site.query("select g.demi_journees, g.parts, g.jour::text from appui_collectif g") == [(2, 2, "2026-04-20")]
    assert site.query("select etat, demi_journees from appui") == [("planifie", 1)] * 2
    page = entrer("bob", 360, "/appuis")
    expect(page.get_by_text("Appui collectif avec 1\u00a0autre structure")).to_be_visible()
    expect(page.get_by_text("1\u00a0demi-journée", exact=False).filter(visible=True).first).to_be_visible()
    check_page(page, "appuis-part-360")


def test_the_whole_catalogue_is_searched(entrer: Entrer) -> None:
    page = entrer("alice", 360, "/appuis")
    liste = unfold(page.locator(".st-key-offres-catalogue"))
    expect(liste).to_contain_text("Écrire sa charte")
    check_page(page, "appuis-catalogue-360")
    read_ecran(page)
    page.locator(".st-key-offre-tout-charte button").click()
    expect(page.get_by_text("La demande est envoyée")).to_be_visible()
