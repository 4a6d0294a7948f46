"""Postgres goes away while a person answers, then comes back: nothing given is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from caprse.socle.base_locale import BaseLocale, start_base_locale
from tests.base import open_serveur
from tests.parcours.axe import check_axe
from tests.parcours.conftest import Entrer
from tests.parcours.gestes import cadre, capture, choose, expect_saved, list_english, open_details, type_in
from tests.parcours.site import Site

BANDEAU = "La base ne répond pas."
# The page tries again every three seconds; the pool needs one failure to forget its dead connections.
DELAI_DE_RETOUR = 20_000


@pytest.fixture(scope="module")
def serveur() -> Iterator[BaseLocale]:
    """A server of this module alone: the other journeys keep theirs."""
    with open_serveur() as serveur:
        yield serveur


@pytest.fixture
def panne(site: Site) -> Iterator[None]:
    """Whatever a test does, the server runs again after it."""
    site.query("delete from reponse")
    yield
    start_again(site)


def start_again(site: Site) -> None:
    start_base_locale(site.serveur.donnees.parent, durable=False)


@pytest.mark.usefixtures("panne")
def test_an_answer_given_while_the_base_is_away_is_kept_and_sent_by_itself_when_it_is_back(
    entrer: Entrer, site: Site
) -> None:
    page = entrer("alice")
    choose(page, "GOV-01", 1)
    expect_saved(page, "GOV-01")
    open_details(page, "GOV-01")

    site.serveur.stop()
    choose(page, "GOV-02", 3)
    expect(page.get_by_text(BANDEAU)).to_be_visible()
    expect(cadre(page, "GOV-02").locator(".cap-etat")).to_have_text("À envoyer · 3 · Ancré")
    type_in(page, "commentaire-GOV-01", "Écrit pendant la panne")
    expect(page.get_by_text(re.compile("2 réponses sont gardées ici"))).to_be_visible()
    assert list_english(page) == []
    check_axe(page)
    capture(page, "carnet-base-absente")

    start_again(site)
    expect(page.get_by_text(BANDEAU)).to_have_count(0, timeout=DELAI_DE_RETOUR)
    expect_saved(page, "GOV-02")
    expect_saved(page, "GOV-01")
    lignes = site.query("select critere, niveau, commentaire from reponse order by critere")
    assert lignes == [("GOV-01", 1, "Écrit pendant la panne"), ("GOV-02", 3, "")]


@pytest.mark.usefixtures("panne")
def test_a_page_opened_while_the_base_is_away_waits_and_shows_itself_when_it_is_back(
    entrer: Entrer, site: Site
) -> None:
    site.serveur.stop()
    page = entrer("alice")
    expect(page.get_by_role("heading", name="Un instant…")).to_be_visible()
    assert list_english(page) == []
    check_axe(page)
    start_again(site)
    expect(page.get_by_text("Étape 1 sur 5")).to_be_visible(timeout=DELAI_DE_RETOUR)
