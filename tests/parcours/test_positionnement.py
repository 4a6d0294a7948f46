"""The starting point: one press a question, one question at a time on a phone, and it ends once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import cadre, check_page, choose, expect_saved, option, read_ecran, reload
from tests.parcours.site import Site, load_referentiel

CHEMIN = "/positionnement"


@pytest.fixture(autouse=True)
def rien_encore(site: Site) -> None:
    site.query("delete from positionnement")
    site.query("update structure set positionne_le = null")


def test_a_telephone_shows_one_question_with_its_answers_on_the_first_screen(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", 360, CHEMIN)
    premiere, deuxieme = (enjeu.code for enjeu in load_referentiel().thematique("GOV").enjeux[:2])
    expect(cadre(page, deuxieme)).to_be_hidden()
    boite = option(page, premiere, 2).bounding_box()
    assert boite is not None
    assert boite["y"] + boite["height"] < 740 - 70
    check_page(page, "positionnement-360")
    choose(page, premiere, 2)
    expect_saved(page, premiere)
    page.locator(".st-key-suivante button").click()
    expect(cadre(page, deuxieme)).to_be_visible()
    expect(cadre(page, premiere)).to_be_hidden()
    # Non concerné takes one press, and asks for nothing more.
    choose(page, deuxieme, "Non concerné")
    expect_saved(page, deuxieme)
    reload(page)
    expect(page.get_by_role("button", name="2 sur 24")).to_be_visible()
    assert site.query("select niveau, non_concerne from positionnement order by modifie_le") == [
        (2, False),
        (None, True),
    ]


def test_it_takes_one_press_a_question_keeps_what_a_cut_line_held_and_ends_once(entrer: Entrer, site: Site) -> None:
    page, ali = entrer("alice", chemin=CHEMIN), entrer("ali", chemin=CHEMIN)
    referentiel = load_referentiel()
    clics = 0
    for rang, code in enumerate(referentiel.ordre, 1):
        expect(page.get_by_text(f"Thématique {rang} sur {len(referentiel.ordre)}")).to_be_visible()
        for enjeu in referentiel.thematique(code).enjeux:
            choose(page, enjeu.code, 3)
            clics += 1
            expect_saved(page, enjeu.code)
        if rang == 1:
            check_page(page, "positionnement-1280")
            # A colleague sees them come.
            expect(option(ali, "GOV-A", 3)).to_be_checked()
        page.locator(".st-key-suivante button").click()
        clics += 1
        read_ecran(page)
    assert clics == 24 + 6
    expect(page.get_by_role("dialog")).to_contain_text("Terminer notre point de départ ?")
    page.locator(".st-key-continuer button").click()
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.route("**/positions**", lambda route: route.abort())
    choose(page, "TER-A", 1)
    expect(option(page, "TER-A", 1)).to_be_checked()
    expect(page.get_by_text("Hors ligne. 1 réponse n’est que sur cet appareil")).to_be_visible()
    page.unroute("**/positions**")
    expect_saved(page, "TER-A")
    assert site.query("select niveau from positionnement where enjeu = 'TER-A'") == [(1,)]

    read_ecran(page)
    page.locator(".st-key-suivante button").click()
    read_ecran(page)
    page.locator(".st-key-terminer button").click()
    expect(page.get_by_text("Merci ! Votre point de départ est enregistré.")).to_be_visible()
    check_page(page, "positionnement-termine")
    # The colleague's page follows by itself, and answers no more.
    expect(ali.get_by_text("Ce que vous pensiez le")).to_be_visible()


def test_the_simple_screen_answers_without_the_control(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin=f"{CHEMIN}?simple=1")
    page.locator(".st-key-position-GOV-A").get_by_text("Organisé").click()
    expect_saved(page, "GOV-A")
    assert site.query("select niveau from positionnement") == [(2,)]
    check_page(page, "positionnement-simple")
