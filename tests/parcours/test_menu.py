"""Someone in a hurry presses the menu faster than pages come: the last one asked for is shown, nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page, read_ecran, wait_rest
from tests.parcours.site import Site
from tests.parcours.test_saisies import PHRASE, champ, open_action, wait_brouillon

PAS_MS = 100
# Address, and its line in the menu.
PRESSES = {
    "resultats": "Nos résultats",
    "calendrier": "Calendrier",
    "carnet": "Notre carnet",
    "discussion": "Discussions",
    "accueil": "Accueil",
    "chemin": "Notre chemin",
    "transmettre": "Transmettre",
    "chercher": "Chercher",
}


@pytest.fixture(autouse=True)
def rien_encore(site: Site) -> None:
    site.empty("reponse", "brouillon", "acte")
    site.query("update carnet set etat = 'brouillon'")


@pytest.mark.parametrize("tour", [0, 3, 5])
def test_eight_presses_of_the_menu_end_on_the_last_page_and_lose_nothing(
    entrer: Entrer, site: Site, tour: int
) -> None:
    page = entrer("alice", chemin="/actions")
    cle = open_action(page, site)
    expect(champ(page, cle)).to_be_visible()
    wait_rest(page)
    read_ecran(page)
    champ(page, cle).fill(PHRASE)
    presses = [*PRESSES.items()][tour:] + [*PRESSES.items()][:tour]
    menu = page.locator(".cap-menu a")
    for _, nom in presses:
        menu.filter(has_text=nom).first.click(no_wait_after=True)
        page.wait_for_timeout(PAS_MS)
    adresse, nom = presses[-1]
    expect(page).to_have_url(re.compile(rf"/{adresse}(\?|$)"))
    expect(page).to_have_title(f"{nom} · Cahier CAP RSE")
    wait_rest(page)
    expect(page.get_by_test_id("stMain").get_by_role("heading", level=1)).to_be_visible()
    # The page is there, and stays: nothing of those passed by comes back over it.
    read_ecran(page)
    wait_rest(page)
    expect(page).to_have_url(re.compile(rf"/{adresse}(\?|$)"))
    expect(page).to_have_title(f"{nom} · Cahier CAP RSE")
    assert len(page.get_by_test_id("stMain").inner_text()) > 150
    expect(page.get_by_text("Une erreur inattendue")).to_have_count(0)
    check_page(page, f"menu-rapide-{adresse}")
    wait_brouillon(site)
    page.goto(f"{site.adresse}/actions")
    expect(champ(page, cle)).to_have_value(PHRASE)


@pytest.mark.parametrize("nom", ["anna", "alice"])
def test_the_menu_is_seen_whole_with_the_way_out_on_a_small_screen(entrer: Entrer, nom: str) -> None:
    page = entrer(nom, chemin="/tableau" if nom == "anna" else "/accueil")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("new Promise((suite) => requestAnimationFrame(() => requestAnimationFrame(suite)))")
    menu, sortie = page.locator(".cap-menu a"), page.locator(".cap-sortir")
    hauts = [lien.bounding_box() for lien in menu.all()]
    pied = page.locator(".cap-pied").bounding_box()
    bouton = sortie.bounding_box()
    assert pied is not None
    assert bouton is not None
    assert bouton["y"] + bouton["height"] <= 800
    rangs = [boite for boite in hauts if boite is not None]
    assert len(rangs) == len(hauts) > 10
    assert max(boite["y"] + boite["height"] for boite in rangs) <= pied["y"] + 0.5
    # As large as a mouse needs, though the menu is long.
    assert min(boite["height"] for boite in rangs) >= 24


def test_an_address_opens_the_chapter_of_the_guide_that_it_names(entrer: Entrer) -> None:
    page = entrer("anna", 360, "/guide#les-rappels")
    plis = page.locator(".st-key-guide-texte details")
    expect(plis.filter(has_text="Les rappels").filter(has=page.locator("#les-rappels"))).to_have_attribute("open", "")
    expect(plis.filter(has=page.locator("#relire-un-carnet"))).not_to_have_attribute("open", "")
    page.evaluate("location.hash = 'relire-un-carnet'")
    expect(plis.filter(has=page.locator("#relire-un-carnet"))).to_have_attribute("open", "")
    check_page(page, "guide-360")


def test_a_line_of_the_menu_leads_there_keeps_the_keyboard_and_is_marked(entrer: Entrer) -> None:
    page = entrer("alice", chemin="/accueil")
    ligne = page.locator(".cap-menu").get_by_role("link", name="Calendrier", exact=True)
    ici = page.locator(".cap-menu [aria-current=page]")
    expect(ici).to_contain_text("Accueil")
    page.evaluate("window.restee = true")
    ligne.press("Enter")
    expect(page).to_have_title("Calendrier · Cahier CAP RSE")
    wait_rest(page)
    expect(ligne).to_be_focused()
    expect(ici).to_have_count(1)
    expect(ici).to_contain_text("Calendrier")
    page.go_back()
    expect(page).to_have_title("Accueil · Cahier CAP RSE")
    expect(ici).to_contain_text("Accueil")
    assert page.evaluate("window.restee"), "la page entière a été relue"


def test_on_a_phone_the_menu_folds_when_a_line_is_pressed(entrer: Entrer) -> None:
    page = entrer("alice", 360, "/accueil")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.locator(".cap-menu").get_by_role("link", name="Calendrier", exact=True).click()
    expect(page).to_have_title("Calendrier · Cahier CAP RSE")
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
