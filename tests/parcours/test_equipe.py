"""A team makes up its mind: a critère is given to a colleague who answers it, then a meeting settles a question."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.parcours.conftest import DELAI_MS, Entrer
from tests.parcours.gestes import (
    cadre,
    capture,
    check_page,
    choose,
    expect_saved,
    measure_overflow,
    open_details,
    read_ecran,
    wait_rest,
)
from tests.parcours.site import Site
from tests.parcours.voix import answer_one, open_consultation, start_answering

MOT = "Tu étais à la réunion, moi non."


@pytest.fixture
def telephones(navigateur: Browser) -> Iterator[list[Page]]:
    """Six phones without account."""
    contextes = [
        navigateur.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", timezone_id="Europe/Paris")
        for _ in range(6)
    ]
    pages = [contexte.new_page() for contexte in contextes]
    for page in pages:
        page.set_default_timeout(DELAI_MS)
    yield pages
    for contexte in contextes:
        contexte.close()


def give(page: Page, code: str, nom: str) -> None:
    """Ask a colleague, with a word."""
    open_details(page, code)
    page.locator(f".st-key-a-voir-avec-qui-{code} button").click()
    qui = page.locator(f".st-key-a-voir-compte-{code}")
    expect(qui).to_be_visible()
    wait_rest(page)
    qui.get_by_role("combobox").click()
    page.get_by_role("option", name=nom).click()
    expect(qui.get_by_role("combobox")).to_have_value(nom)
    champ = page.locator(f".st-key-a-voir-note-{code}").get_by_role("textbox")
    champ.fill(MOT)
    champ.press("Tab")
    wait_rest(page)
    check_page(page, "a-voir-demander")
    page.locator(f".st-key-a-voir-demander-{code} button").click()
    expect(page.locator(f".st-key-a-voir-avec-{code}")).to_contain_text(f"À voir avec {nom}")


def test_a_critere_given_to_a_colleague_is_found_on_accueil_and_ends_with_their_answer(
    entrer: Entrer, site: Site
) -> None:
    code = site.monde.criteres[1]
    alice = entrer("alice", 1280, f"/carnet?critere={code}")
    give(alice, code, "Ali")
    assert site.query("select note, rendu_le from a_voir") == [(MOT, None)]

    ali = entrer("ali", 360, "/accueil")
    attente = ali.locator("[class*=st-key-attente-a-voir-]")
    expect(attente).to_contain_text("Alice vous demande de voir")
    check_page(ali, "a-voir-accueil-360")
    attente.get_by_role("link").click()
    demande = ali.locator(f".st-key-a-voir-moi-{code}")
    expect(demande).to_contain_text(MOT)
    wait_rest(ali)
    check_page(ali, "a-voir-carnet-360")
    choose(ali, code, 2)
    expect_saved(ali, code)
    ali.goto(f"{site.adresse}/accueil")
    expect(ali.get_by_role("heading", level=1)).to_be_visible()
    wait_rest(ali)
    expect(attente).to_have_count(0)

    alice.reload()
    expect(cadre(alice, code)).to_be_visible()
    expect(alice.get_by_text(re.compile("Ali l’a vu le"))).to_be_visible()


def test_a_team_meeting_hides_the_voices_shows_them_and_settles(
    entrer: Entrer, site: Site, telephones: list[Page]
) -> None:
    direction = entrer("alice", 1280, "/plusieurs-voix")
    adresse = site.adresse + open_consultation(direction)[1]
    direction.locator("[class*=st-key-avis-reunion-] button").click()
    compte = direction.locator(".st-key-reunion-compte")
    expect(compte).to_contain_text("0")
    *assez, retard = telephones
    for rang, telephone in enumerate(assez):
        start_answering(telephone, adresse)
        answer_one(telephone, 1, "Amorcé" if rang % 2 else "À explorer")
    start_answering(retard, adresse)
    # The count moves by itself; what was said does not show.
    expect(compte).to_contain_text(re.compile(r"5\s+voix"))
    expect(direction.locator(".cap-barres")).to_have_count(0)
    check_page(direction, "reunion-cachee")

    montrer = direction.locator("[class*=st-key-reunion-montrer-] button")
    montrer.first.click()
    read_ecran(direction)
    direction.get_by_role("button", name="Oui : Montrer").click()
    expect(direction.locator(".cap-barres").first).to_be_visible()
    check_page(direction, "reunion-montree")
    # Whoever was about to answer is told, and the others go on.
    answer_one(retard, 1, "Amorcé")
    expect(retard.get_by_role("heading", name="Cette question est close")).to_be_visible()
    expect(retard.get_by_role("link", name="Continuer")).to_be_visible()
    assert measure_overflow(retard) == []
    capture(retard, "reunion-telephone-tard-360")
    answer_one(assez[0], 2, "Amorcé")

    direction.locator("[class*=st-key-reunion-decider-] button").click()
    expect(direction.get_by_text("Question 2 sur")).to_be_visible()
    premier = site.monde.criteres[0]
    ((retenu,),) = site.query("select retenu from consultation_critere where critere = %s", premier)
    assert retenu is not None
    assert site.query("select niveau from reponse where critere = %s and niveau is not null", premier) == [(retenu,)]
    assert site.query("select count(*) from voix where critere = %s", premier) == [(0,)]
    assert site.query("select count(*) from voix") == [(1,)]

    # On a phone the meeting is led as well.
    telephone = entrer("alice", 360, f"/plusieurs-voix?{direction.url.partition('?')[2]}")
    expect(telephone.get_by_text("Question 2 sur")).to_be_visible()
    check_page(telephone, "reunion-360")
