"""Six voices on a critère: two phones without account, one sheet, three accounts; then the direction settles."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from caprse.avis.telephone.mots import CONNUS
from tests.parcours.axe import check_axe
from tests.parcours.conftest import DELAI_MS, Entrer
from tests.parcours.gestes import capture, check_page, measure_overflow, read_ecran, unfold, wait_rest
from tests.parcours.langue import list_fautes, list_intrus
from tests.parcours.site import Site
from tests.parcours.voix import answer_all, open_consultation

PETIT = (320, 640)
CHEMIN = "/plusieurs-voix"


@pytest.fixture
def telephones(navigateur: Browser) -> Iterator[list[Page]]:
    """Two phones of 320 pixels; the first one runs no script."""
    contextes = [
        navigateur.new_context(
            viewport={"width": PETIT[0], "height": PETIT[1]},
            locale="fr-FR",
            has_touch=True,
            java_script_enabled=script,
            timezone_id="Europe/Paris",
        )
        for script in (False, True)
    ]
    pages = [contexte.new_page() for contexte in contextes]
    for page in pages:
        page.set_default_timeout(DELAI_MS)
    yield pages
    for contexte in contextes:
        contexte.close()


def say(page: Page, rang: int) -> None:
    """From an account, on the first critère."""
    unfold(page.locator("[class*=st-key-mes-avis-]").first)
    page.locator("[class*=st-key-mon-avis-]").first.locator("label").filter(has=page.get_by_role("radio")).nth(
        rang
    ).click()
    expect(page.get_by_text("Votre avis est enregistré")).to_be_visible()


def test_six_voices_are_given_unseen_then_the_direction_closes_sees_and_settles(
    entrer: Entrer, site: Site, telephones: list[Page]
) -> None:
    direction = entrer("alice", 1280, CHEMIN)
    check_page(direction, "avis-vide")
    liens = open_consultation(direction)
    check_page(direction, "avis-liens")

    sans_script, avec_script = telephones
    answer_all(sans_script, site.adresse + liens[1], "À explorer")
    answer_all(avec_script, site.adresse + liens[1], "Amorcé")
    avec_script.get_by_role("link", name="Revoir mes réponses").click()
    expect(avec_script.get_by_role("radio", name=re.compile("Amorcé"))).to_be_checked()
    assert measure_overflow(avec_script) == []
    # What sends stays under the thumb, however long the answers.
    expect(avec_script.locator("button.principal")).to_be_in_viewport(ratio=1)
    assert list_fautes(avec_script) == []
    check_axe(avec_script)
    capture(avec_script, "avis-telephone-320")

    for nom, largeur, rang in (("alice", 1280, 1), ("ali", 360, 2), ("aya", 360, 2)):
        page = direction if nom == "alice" else entrer(nom, largeur, CHEMIN)
        say(page, rang)
        if nom == "ali":
            check_page(page, "avis-mien-360")
            assert page.get_by_text("personnes ont participé").count() == 0

    feuilles = unfold(direction.locator("[class*=st-key-avis-papier-]").first)
    champ = feuilles.get_by_label(re.compile("^3 · "))
    champ.fill("1")
    champ.press("Tab")
    wait_rest(direction)
    feuilles.get_by_role("button", name="Enregistrer ces feuilles").click()
    expect(direction.get_by_text("1 feuille enregistrée")).to_be_visible()
    assert site.query("select count(*) from voix")[0][0] >= 5

    direction.get_by_role("button", name="Clore et voir les avis").click()
    read_ecran(direction)
    direction.get_by_role("button", name="Oui : Clore et voir les avis").click()
    expect(direction.get_by_text("C’est clos")).to_be_visible()
    expect(direction.locator(".cap-voix-bande").first).to_be_visible()
    check_page(direction, "avis-resultat")
    assert site.query("select count(*) from voix") == [(0,)]

    avec_script.goto(site.adresse + liens[1])
    expect(avec_script.get_by_text("Cette consultation est close")).to_be_visible()

    premier = direction.locator("[class*=st-key-avis-critere-]").filter(has_text="6 voix")
    premier.get_by_role("button", name="Retenir ce niveau").click()
    direction.wait_for_url(re.compile("/carnet"))
    expect(direction.get_by_text("L’équipe disait : 6")).to_be_visible()
    ((retenu,),) = site.query("select retenu from consultation_critere where retenu is not null")
    assert site.query("select niveau from reponse where modifie_par is not null") == [(retenu,)]


def test_a_phone_of_320_pixels_is_read_in_arabic_from_right_to_left(
    entrer: Entrer, site: Site, telephones: list[Page]
) -> None:
    arabe = CONNUS["ar"]
    direction = entrer("alice", 1280, CHEMIN)
    liens = open_consultation(direction)
    sans_script, avec_script = telephones
    for telephone in telephones:
        telephone.goto(site.adresse + liens[1])
        assert list_fautes(telephone) == []
        telephone.locator("summary").first.click()
        telephone.get_by_role("link", name="العربية").click()
        expect(telephone.locator("html")).to_have_attribute("dir", "rtl")
        for nom in ("accueil", "question"):
            assert measure_overflow(telephone) == []
            assert list_intrus(telephone, "ar", r"\p{Script=Arabic}") == []
            capture(telephone, f"avis-arabe-{nom}-320")
            if nom == "accueil":
                telephone.get_by_role("button", name=arabe.textes["commencer"]).click()
    check_axe(avec_script)
    # What begins a line is on the right: the box to tick, then its words.
    case, mots = avec_script.locator(".choix input").first, avec_script.locator(".choix span").first
    assert case.evaluate("e => e.getBoundingClientRect().left") > mots.evaluate("e => e.getBoundingClientRect().right")
    francais = sans_script.locator("details p")
    expect(francais).to_be_hidden()
    sans_script.locator("summary").click()
    expect(francais).to_be_visible()
    place = sans_script.get_by_role("progressbar")
    premiere = place.get_attribute("value") or ""
    sans_script.locator(".choix").nth(2).click()
    sans_script.get_by_role("button", name=re.compile(f"{arabe.textes['suivant']}|{arabe.textes['terminer']}")).click()
    expect(place).not_to_have_attribute("value", premiere)
    expect(sans_script).to_have_url(re.compile("langue=ar"))
    assert site.query("select niveau from voix") == [(2,)]
