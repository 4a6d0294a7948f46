"""A real double click, quick or slow, on real screens: one act, and what it says stays said."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import read_ecran, type_in, wait_rest
from tests.parcours.site import Site

ECARTS_MS = (60, 120, 250)


@pytest.fixture(autouse=True)
def rien_encore(site: Site) -> None:
    site.query("delete from reponse")
    site.query("update carnet set etat = 'brouillon'")


def press_twice(page: Page, cle: str, ecart: int) -> None:
    """Press a button twice where it stands, as a hand does: the second time, whatever is there by then."""
    bouton = page.locator(f".st-key-{cle} button")
    # A page that was just opened comes back to its top once it is drawn: the button is looked for after that.
    read_ecran(page)
    wait_rest(page)
    bouton.scroll_into_view_if_needed()
    read_ecran(page)
    boite = bouton.bounding_box()
    assert boite is not None
    x, y = boite["x"] + boite["width"] / 2, boite["y"] + boite["height"] / 2
    page.mouse.click(x, y)
    page.wait_for_timeout(ecart)
    page.mouse.click(x, y)


def count(site: Site, table: str) -> int:
    return int(site.query(f"select count(*) from {table}")[0][0])


@pytest.mark.parametrize("ecart", ECARTS_MS)
def test_the_next_step_is_the_next_one(entrer: Entrer, ecart: int) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    expect(page.get_by_text("Étape 1 sur")).to_be_visible()
    press_twice(page, "suivante", ecart)
    expect(page.get_by_text("Étape 2 sur")).to_be_visible()
    page.wait_for_timeout(700)
    expect(page.get_by_text("Étape 2 sur")).to_be_visible()
    # And whoever has read the page goes on.
    page.locator(".st-key-suivante button").click()
    expect(page.get_by_text("Étape 3 sur")).to_be_visible()


@pytest.mark.parametrize("ecart", ECARTS_MS)
def test_a_message_is_sent_once(entrer: Entrer, site: Site, ecart: int) -> None:
    avant = count(site, "message")
    page = entrer("alice", chemin=f"/discussion?carnet={site.monde.carnets[0]}")
    cle = f"{site.monde.carnets[0]}-carnet"
    # The thread of the whole carnet stands open: whoever comes here comes to write.
    type_in(page, f"fil-texte-{cle}", f"Bonjour à tous ({ecart})")
    press_twice(page, f"fil-envoyer-{cle}", ecart)
    expect(page.get_by_text("Message enregistré.")).to_be_visible()
    page.wait_for_timeout(700)
    expect(page.get_by_text("Message enregistré.")).to_be_visible()
    expect(page.get_by_text("Écrivez un message")).to_have_count(0)
    assert count(site, "message") == avant + 1


@pytest.mark.parametrize("ecart", ECARTS_MS)
def test_a_decision_is_noted_once(entrer: Entrer, site: Site, ecart: int) -> None:
    site.query("delete from decision")
    site.query("delete from rencontre")
    ((rencontre,),) = site.query(
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour)"
        " values (%s, %s, 'visio', 'Point', current_date) returning id",
        site.monde.collectif,
        site.monde.trimestre,
    )
    page = entrer("anna", chemin=f"/rencontre?rencontre={rencontre}")
    noter = page.get_by_text("Noter une décision")
    if noter.count():
        noter.first.click()
    type_in(page, f"quoi-{rencontre}", "Acheter ensemble")
    press_twice(page, f"decision-enregistrer-{rencontre}", ecart)
    expect(page.get_by_text("La décision est enregistrée.")).to_be_visible()
    page.wait_for_timeout(700)
    expect(page.get_by_text("La décision est enregistrée.")).to_be_visible()
    assert count(site, "decision") == 1


@pytest.mark.parametrize("ecart", ECARTS_MS)
def test_an_action_is_written_once(entrer: Entrer, site: Site, ecart: int) -> None:
    site.query("delete from action")
    page = entrer("alice", chemin="/actions")
    page.locator(".st-key-ajouter button").click()
    type_in(page, "action-nouvelle-quoi", "Trier le papier")
    press_twice(page, "action-nouvelle-enregistrer", ecart)
    expect(page.get_by_text("L’action est enregistrée.")).to_be_visible()
    page.wait_for_timeout(700)
    expect(page.get_by_text("L’action est enregistrée.")).to_be_visible()
    assert count(site, "action") == 1
