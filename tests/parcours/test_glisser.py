"""A finger that slides sideways, on a phone: the next critère, or the one before; on a text it does nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.parcours.conftest import COOKIE, DELAI_MS
from tests.parcours.gestes import cadre, expect_saved, open_details, option, read_ecran, show_page
from tests.parcours.site import Site, jeton

PREMIER, SECOND = "GOV-01", "GOV-02"


@pytest.fixture
def telephone(navigateur: Browser, site: Site) -> Iterator[Page]:
    """A carnet at its first critère, under a finger."""
    site.empty("reponse", "conflit", "brouillon")
    site.query("update carnet set etat = 'brouillon'")
    contexte = navigateur.new_context(
        viewport={"width": 360, "height": 740},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    )
    contexte.add_cookies([{"name": COOKIE, "value": jeton("alice"), "url": site.adresse}])
    page = contexte.new_page()
    page.set_default_timeout(DELAI_MS)
    show_page(page, f"{site.adresse}/carnet?etape=GOV-A")
    expect(cadre(page, PREMIER)).to_be_visible()
    read_ecran(page)
    yield page
    contexte.close()


def slide(page: Page, de: tuple[float, float], vers: tuple[float, float]) -> None:
    """A finger put down, drawn along, lifted: events of the browser itself, as a hand makes them."""
    lien: CDPSession = page.context.new_cdp_session(page)
    for rang in range(9):
        x, y = (debut + (fin - debut) * rang / 8 for debut, fin in zip(de, vers, strict=True))
        genre = "touchMove" if rang else "touchStart"
        lien.send("Input.dispatchTouchEvent", {"type": genre, "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(16)
    lien.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    lien.detach()
    read_ecran(page)


def test_a_finger_goes_on_and_back(telephone: Page) -> None:
    slide(telephone, (300, 420), (80, 425))
    expect(cadre(telephone, SECOND)).to_be_visible()
    expect(cadre(telephone, PREMIER)).to_be_hidden()
    slide(telephone, (60, 420), (290, 415))
    expect(cadre(telephone, PREMIER)).to_be_visible()
    # Before the first there is nothing: one stays.
    slide(telephone, (60, 420), (290, 415))
    expect(cadre(telephone, PREMIER)).to_be_visible()


def test_what_was_answered_is_kept_by_the_way(telephone: Page) -> None:
    option(telephone, PREMIER, 2).locator("xpath=ancestor-or-self::label").tap()
    expect_saved(telephone, PREMIER)
    slide(telephone, (300, 420), (80, 425))
    expect(cadre(telephone, SECOND)).to_be_visible()
    slide(telephone, (60, 420), (290, 425))
    expect(option(telephone, PREMIER, 2)).to_be_checked()


@pytest.mark.parametrize(
    ("de", "vers"),
    [((200, 560), (190, 300)), ((230, 420), (190, 422)), ((300, 560), (120, 380))],
    ids=["to scroll", "a tremor", "aslant"],
)
def test_a_finger_that_does_something_else_stays_on_the_critere(
    telephone: Page, de: tuple[float, float], vers: tuple[float, float]
) -> None:
    slide(telephone, de, vers)
    expect(cadre(telephone, PREMIER)).to_be_visible()
    expect(cadre(telephone, SECOND)).to_be_hidden()


def test_a_finger_on_a_text_moves_in_the_text(telephone: Page) -> None:
    open_details(telephone, PREMIER)
    champ = cadre(telephone, PREMIER).locator("textarea").first
    champ.scroll_into_view_if_needed()
    boite = champ.bounding_box()
    assert boite is not None
    milieu = boite["y"] + boite["height"] / 2
    slide(telephone, (300, milieu), (90, milieu))
    expect(cadre(telephone, PREMIER)).to_be_visible()
    expect(cadre(telephone, SECOND)).to_be_hidden()
