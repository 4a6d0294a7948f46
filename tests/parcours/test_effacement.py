"""The administration forgets a person who has left: closed first, then erased, after a question."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page, wait_rest
from tests.parcours.site import Site


def press(page: Page, nom: str) -> None:
    page.get_by_role("button", name=nom).click()
    wait_rest(page)


@pytest.mark.parametrize("largeur", [1280, 360])
def test_a_closed_account_is_erased_after_a_question(entrer: Entrer, site: Site, largeur: int) -> None:
    [(compte,)] = site.query(
        "insert into compte (courriel, nom) values (%s, 'Zoé Partante') returning id", f"zoe{largeur}@exemple.test"
    )
    page = entrer("adam", largeur, "/comptes")
    page.locator(f".st-key-gerer-{compte} button").click()
    press(page, "Fermer le compte")
    press(page, "Oui : Fermer le compte")
    press(page, "Effacer le compte")
    expect(page.get_by_text("disparaîtront partout, pour toujours")).to_be_visible()
    check_page(page, f"effacer-{largeur}")
    press(page, "Oui : Effacer le compte")
    expect(page.get_by_text("Le compte est effacé.")).to_be_visible()
    expect(page.locator(f".st-key-rang-{compte}")).to_have_count(0)
    check_page(page, f"efface-{largeur}")
