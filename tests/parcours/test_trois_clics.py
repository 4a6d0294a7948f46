"""A visitor of the demonstration: from the card of each role, what is worth seeing is three clicks away at most."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from caprse.acces.connexion.demo import AU_BILAN
from tests.parcours.conftest import DELAI_MS
from tests.parcours.gestes import check_page, enter_demo, read_ecran, wait_ready, wait_rest
from tests.parcours.site import open_site_demo
from tests.parcours.surveillance import Surveillance

CLICS_MAX = 3
STRUCTURE = ("direction", "contribution", "lecture")
FIGURE = '[data-testid="stVegaLiteChart"] :is(canvas, svg):visible'


@dataclass(frozen=True)
class Vue:
    """Something worth seeing: what is pressed from the home page to reach it, and what shows that one is there."""

    quoi: str
    presses: tuple[str, ...]
    titre: str
    preuve: str
    onglet: bool = False  # in a tab of its own


# Each press: the start of what a link or a button says, with no icon before it.
VUES_STRUCTURE = (
    Vue("the home", (), "Atelier du Pont-Vieil", ".st-key-carte-heure"),
    Vue("our results", ("Nos résultats",), "Nos résultats", FIGURE),
    Vue("results of the collectif", ("Le collectif",), "Le collectif", FIGURE),
    Vue("compte rendu of a past séance", ("Séances", "Compte rendu"), "Compte rendu", ".st-key-carte-compte-rendu"),
    Vue("séance under way", ("Voter et participer",), "", "form input[name=code]", onglet=True),
    Vue("discussion", ("Discussions", "Lire"), "Discussions", '[class*="st-key-message-"]'),
    Vue(
        "late actions",
        ("Notre plan d’action",),
        "Notre plan d’action",
        ".cap-faits .etat.retard",
    ),
    Vue("calendar", ("Calendrier",), "Calendrier", "text=/Voir la rencontre/"),
    Vue("plan", ("Notre plan d’action",), "Notre plan d’action", '[class*="st-key-ligne-"]'),
)
VUES_ANIMATION = (
    Vue("the dashboard", (), "", ".st-key-tableau-lignes"),
    Vue("results of the collectif", ("Où en est le collectif",), "Où en est le collectif", FIGURE),
    Vue("compte rendu of a past séance", ("Séances", "Compte rendu"), "Compte rendu", ".st-key-carte-compte-rendu"),
    Vue("séance under way", ("Séances", "Conduire la séance"), "", ".st-key-console"),
    Vue("discussion", ("Répondre",), "Discussions", '[class*="st-key-message-"]'),
    Vue("late actions", ("Plans d’action",), "Plans d’action", ".st-key-plans-lignes >> text=/en retard de/"),
    Vue("calendar", ("Calendrier",), "Calendrier", "text=/Voir la rencontre/"),
    Vue("plans", ("Plans d’action",), "Plans d’action", ".st-key-plans-lignes"),
    Vue("a re-reading", ("Relecture",), "Relire", ".st-key-etats"),
)
VUES_BILAN = (
    Vue("the hour of the bilan", (), "", ".st-key-carte-heure"),
    Vue("our bilan", ("Voir notre bilan",), "Notre bilan", ".st-key-carte-bilan-change"),
    Vue("our path", ("Notre chemin",), "Notre chemin", ".cap-escalade"),
    Vue("the path of the collectif", ("Notre chemin", "Le chemin du collectif"), "Le collectif", FIGURE),
)
VUES_FEDERATION = (Vue("the collectifs", (), "Les collectifs", ".cap-axes"),)
VUES_ADMINISTRATION = (
    Vue("the référentiel", (), "Référentiel", "[data-testid=stMain] button"),
    Vue("the accounts", ("Comptes",), "Comptes", ".st-key-liste-comptes"),
    Vue("the journal", ("Journal",), "Journal", ".st-key-journal-lignes"),
)
VISITES = {
    **dict.fromkeys(STRUCTURE, VUES_STRUCTURE),
    "animation": VUES_ANIMATION,
    AU_BILAN: VUES_BILAN,
    "federation": VUES_FEDERATION,
    "administration": VUES_ADMINISTRATION,
}


@pytest.fixture(scope="module")
def demonstration() -> Iterator[str]:
    """The address of a fresh demonstration, as whoever tries the workbook starts it."""
    dossier = Path(tempfile.mkdtemp(prefix="caprse-demonstration-"))
    with open_site_demo(dossier) as adresse:
        yield adresse
    shutil.rmtree(dossier, ignore_errors=True)


@pytest.fixture(autouse=True)
def journal_propre() -> None:
    """The log of a demonstration is its own."""


def find_acte(page: Page, nom: str) -> Locator:
    """A real link or button that says this, in the menu or on the page."""
    dit = re.compile(rf"(^|\s){re.escape(nom)}")
    return page.get_by_role("link", name=dit).or_(page.get_by_role("button", name=dit)).filter(visible=True).first


def enter(page: Page, demonstration: str, role: str) -> str:
    """Through the card of this role; gives the address of its home."""
    enter_demo(page, demonstration, role)
    wait_ready(page)
    return page.url


@pytest.mark.parametrize("role", VISITES)
def test_what_is_worth_seeing_is_three_clicks_away_from_the_card(
    navigateur: Browser, demonstration: str, role: str
) -> None:
    contexte = navigateur.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    surveillance = Surveillance(demonstration)
    surveillance.watch(contexte)
    page = contexte.new_page()
    page.set_default_timeout(DELAI_MS)
    maison = enter(page, demonstration, role)
    for vue in VISITES[role]:
        page.goto(maison)
        wait_ready(page)
        clics = 1  # the card
        for nom in vue.presses:
            # A page that has just come is read before it is pressed.
            read_ecran(page)
            find_acte(page, nom).click()
            clics += 1
        assert clics <= CLICS_MAX, vue.quoi
        ici = page
        if vue.onglet:
            ici = contexte.pages[1] if len(contexte.pages) > 1 else contexte.wait_for_event("page")
            ici.set_default_timeout(DELAI_MS)
        expect(ici.get_by_role("heading", level=1, name=re.compile(vue.titre)).first).to_be_visible()
        expect(ici.locator(vue.preuve).filter(visible=True).first, vue.quoi).to_be_visible()
        if ici.locator("#root").count():
            wait_rest(ici)
        check_page(ici, f"visite-{role}-{vue.quoi}")
        if ici is not page:
            ici.close()
    contexte.close()
    surveillance.check()


def test_the_last_line_of_the_dashboard_stands_on_the_screen_of_an_old_laptop(
    navigateur: Browser, demonstration: str
) -> None:
    contexte = navigateur.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR")
    page = contexte.new_page()
    page.set_default_timeout(DELAI_MS)
    enter(page, demonstration, "animation")
    lignes = page.locator("[class*='st-key-tableau-ligne-']")
    expect(lignes.first).to_be_visible()
    wait_rest(page)
    boite = lignes.last.bounding_box()
    assert boite is not None
    assert boite["y"] + boite["height"] <= 768
    contexte.close()
