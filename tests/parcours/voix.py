"""Phones without account in front of a consultation, and the direction that opens it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.parcours.gestes import check_page, wait_rest


def open_consultation(direction: Page) -> list[str]:
    """Ask on the first enjeu, in two clicks; the links of the groups, in their order."""
    direction.locator(".st-key-avis-demander button").click()
    direction.locator(".st-key-avis-enjeux button").nth(1).click()
    wait_rest(direction)
    check_page(direction, "avis-ouverture")
    direction.locator(".st-key-avis-ouvrir button").click()
    liens = direction.get_by_test_id("stCode")
    expect(liens).to_have_count(3)
    code = direction.locator("img.cap-qr").first
    expect(code).to_be_visible()
    assert code.evaluate("image => image.naturalWidth > 0"), "a code that no phone could photograph"
    return [re.sub(r"^.*(?=/avis/)", "", texte.strip()) for texte in liens.all_inner_texts()]


def start_answering(telephone: Page, adresse: str) -> int:
    """Follow the link to its first question; how many there are."""
    telephone.goto(adresse)
    telephone.get_by_role("button", name="Commencer").click()
    return int(telephone.get_by_role("progressbar").get_attribute("max") or 0)


def answer_one(telephone: Page, rang: int, niveau: str) -> None:
    """The question of this rank, awaited: between two pages a phone shows neither."""
    expect(telephone.get_by_role("progressbar")).to_have_attribute("value", str(rang))
    telephone.locator(".choix", has_text=re.compile(f"^\\s*{niveau}")).first.click()
    telephone.get_by_role("button", name=re.compile("Suivant|Terminer")).click()


def answer_all(telephone: Page, adresse: str, niveau: str) -> None:
    """Every question of the link, the same answer to each."""
    for rang in range(1, start_answering(telephone, adresse) + 1):
        answer_one(telephone, rang, niveau)
    expect(telephone.get_by_role("heading", name="Merci, c’est fini")).to_be_visible()
