"""A browser that speaks English: the dates, the hours and the pages of the workbook are French all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from caprse.facade.textes import TEXTES
from tests.parcours.conftest import COOKIE, DELAI_MS
from tests.parcours.gestes import show_page, wait_ready
from tests.parcours.langue import ATTRIBUTS, list_fautes
from tests.parcours.site import Site, jeton
from tests.parcours.surveillance import Surveillance

ANGLAIS = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Today|Selected|Choose|Previous|Next|month|day|year|hour|yyyy|Empty|of)\b"
)


@pytest.fixture
def anglaise(navigateur: Browser, site: Site) -> Iterator[Page]:
    """Anna, who animates, in an English browser."""
    contexte = navigateur.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    surveillance = Surveillance(site.adresse)
    surveillance.watch(contexte)
    contexte.add_cookies([{"name": COOKIE, "value": jeton("anna"), "url": site.adresse}])
    page = contexte.new_page()
    page.set_default_timeout(DELAI_MS)
    yield page
    contexte.close()
    surveillance.check()


def hear(zone: Locator) -> list[str]:
    """What is seen and heard of a part of the page, its own name included."""
    dits: list[str] = zone.evaluate(
        """(zone, attributs) => [zone, ...zone.querySelectorAll("*")].flatMap((element) => [
            ...attributs.map((nom) => element.getAttribute(nom)),
            ...[...element.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.nodeValue),
        ]).filter(Boolean)""",
        [*ATTRIBUTS, "aria-valuetext", "aria-roledescription"],
    )
    return dits


def check_francais(zone: Locator) -> str:
    """Everything that is said of it, which holds no English word."""
    dits = hear(zone)
    assert not [dit for dit in dits if dit.strip() in TEXTES or ANGLAIS.search(dit)], dits
    return " ".join(dits)


def test_a_date_an_hour_and_the_pages_of_a_list_are_said_in_french(anglaise: Page, site: Site) -> None:
    show_page(anglaise, site.adresse + "/calendrier")
    anglaise.get_by_role("button", name="Ajouter une rencontre").first.click()
    wait_ready(anglaise)
    champ = anglaise.get_by_test_id("stDateInput").first
    expect(champ).to_be_visible()
    check_francais(champ)
    check_francais(anglaise.get_by_test_id("stTimeInput").first)
    champ.get_by_role("button").last.click()
    calendrier = anglaise.get_by_role("dialog")
    expect(calendrier).to_be_visible()
    dits = check_francais(calendrier)
    assert "mars" in dits or "Mois suivant" in dits, dits
    assert not list_fautes(anglaise)
    anglaise.keyboard.press("Escape")

    # Enough structures for several pages of their teams.
    site.query(
        "with s as (insert into structure (collectif_id, nom, types)"
        " select %s, 'Structure ' || n, '{AI}' from generate_series(1, 40) n returning collectif_id, id)"
        " insert into adhesion (collectif_id, structure_id, du) select collectif_id, id, current_date from s",
        site.monde.collectif,
    )
    show_page(anglaise, site.adresse + "/equipes")
    pages = anglaise.get_by_test_id("stPagination")
    expect(pages).to_be_visible()
    assert "Page suivante" in check_francais(pages)
    show_page(anglaise, site.adresse + "/journal")
    for champ in anglaise.get_by_test_id("stDateInput").all():
        assert "jj" in check_francais(champ), "an empty date says how it is written"
