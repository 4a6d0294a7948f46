"""On a phone no page slides sideways, what slides is seen to slide, and a list begins in the first screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import measure_overflow, show_page
from tests.parcours.pages import VISITEURS, list_pages
from tests.parcours.site import Site

TELEPHONE = 360
# Where the first line of each list begins, in px from the top of the window.
DEBUT_MAX = 400
# Two questions come before those of whom one is reminded.
DEBUTS = {"rappels": 520}
LISTES = {
    "structures": '[class*="st-key-structure-ligne-"]',
    "equipes": '[class*="st-key-liste-equipe-"]',
    "plans": '[class*="st-key-rang-plan-"]',
    "appuis-collectif": '[class*="st-key-rang-appui-"]',
    "rappels": '[class*="st-key-personne-"]',
}


def list_sans_fondu(page: Page) -> list[str]:
    """The rows of choices that slide without a fade at their edge: nothing would say that there is more."""
    fautes: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMain"] *')]
            .filter((e) => e.scrollWidth > e.clientWidth + 1)
            .filter((e) => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
            .filter((e) => e.querySelector('button, [role="tab"]') && !e.closest('table, .cap-tableau'))
            .filter((e) => getComputedStyle(e).maskImage === 'none')
            .map((e) => `${e.className} : ${e.textContent.trim().slice(0, 60)}`)"""
    )
    return fautes


@pytest.mark.parametrize("nom", VISITEURS)
def test_no_page_of_anyone_slides_sideways(entrer: Entrer, site: Site, nom: str) -> None:
    premiere, *autres = list_pages(nom)
    page = entrer(nom, TELEPHONE, f"/{premiere}")
    fautes = {}
    for adresse in (premiere, *autres):
        if adresse != premiere:
            show_page(page, f"{site.adresse}/{adresse}")
        if debords := [*measure_overflow(page), *list_sans_fondu(page)]:
            fautes[adresse] = debords
    assert fautes == {}


def test_the_first_line_of_a_list_stands_in_the_first_screen(entrer: Entrer, site: Site) -> None:
    site.empty("acte")
    page = entrer("anna", TELEPHONE, "/structures")
    tops = {}
    for adresse, ligne in LISTES.items():
        show_page(page, f"{site.adresse}/{adresse}")
        if page.locator(ligne).count() and (boite := page.locator(ligne).first.bounding_box()):
            tops[adresse] = boite["y"]
    assert {"structures", "equipes", "rappels"} <= set(tops)
    assert {adresse: y for adresse, y in tops.items() if y > DEBUTS.get(adresse, DEBUT_MAX)} == {}
