"""What one structure does well serves another: written, found with a fault of spelling, tried, made an action."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page, read_ecran, type_in, wait_rest
from tests.parcours.site import Site

TITRE = "Un planning affiché au vestiaire"
NOTE = "Moins d’appels le dimanche soir."
CHEMIN = "/pratiques"


@pytest.fixture(autouse=True)
def neuf(site: Site) -> None:
    for table in ("pratique_retour", "pratique_trace", "pratique", "brouillon"):
        site.empty(table)


def write(page: Page) -> None:
    """Four fields and the critère it serves; the rest stays folded."""
    page.locator(".st-key-pratique-ecrire button").click()
    expect(page.get_by_role("heading", name="Écrire une pratique")).to_be_visible()
    wait_rest(page)
    for champ, texte in (
        ("titre", TITRE),
        ("situation", "Les équipes apprenaient trop tard qui travaillait le samedi."),
        ("demarche", "Chaque jeudi, le planning de la semaine est affiché et commenté dix minutes."),
        ("effet", "Les retards ont diminué de moitié en un trimestre."),
    ):
        type_in(page, f"pratique-nouvelle-{champ}", texte)
        wait_rest(page)
    criteres = page.locator(".st-key-pratique-nouvelle-criteres")
    criteres.locator("input").click()
    choix = page.get_by_role("option").first
    titre = choix.inner_text().strip()
    choix.click()
    page.keyboard.press("Escape")
    expect(criteres).to_contain_text(titre)
    wait_rest(page)
    page.locator(".st-key-pratique-enregistrer button").click()
    expect(page.get_by_text("Le brouillon est enregistré")).to_be_visible()


def answer(page: Page, libelle: str) -> None:
    """Read the question of an act, then say yes to it."""
    read_ecran(page)
    page.get_by_role("button", name=f"Oui : {libelle}").click()


def test_a_pratique_is_shared_found_with_a_typo_tried_made_an_action_then_withdrawn(
    entrer: Entrer, site: Site
) -> None:
    auteur = entrer("alice", 1280, CHEMIN)
    check_page(auteur, "pratiques-vide")
    write(auteur)
    check_page(auteur, "pratiques-brouillon")
    autre = entrer("bob", 360, CHEMIN)
    expect(autre.get_by_text("Aucune pratique pour le moment")).to_be_visible()

    auteur.locator(".st-key-fiche-partager button").click()
    answer(auteur, "partager avec le collectif")
    expect(auteur.get_by_text("La pratique est partagée avec le collectif")).to_be_visible()
    check_page(auteur, "pratiques-partagee")

    # A letter forgotten: what comes near is found, and said to come near.
    autre.goto(f"{site.adresse}{CHEMIN}")
    wait_rest(autre)
    autre.get_by_label("Chercher une pratique").fill("plannig")
    expect(autre.get_by_text("En voici qui s’en approchent")).to_be_visible()
    check_page(autre, "pratiques-trouvee-360")
    autre.get_by_role("link", name=TITRE).click()
    expect(autre.get_by_role("heading", name=TITRE)).to_be_visible()
    wait_rest(autre)
    check_page(autre, "pratiques-fiche-360")

    autre.locator(".st-key-fiche-essayee button").click()
    champ = autre.get_by_label(re.compile("Qu’est-ce que cela a donné chez vous"))
    expect(champ).to_be_visible()
    wait_rest(autre)
    champ.fill(NOTE)
    champ.press("Tab")
    wait_rest(autre)
    autre.locator(".st-key-essai-enregistrer button").click()
    expect(autre.locator("blockquote").filter(has_text=NOTE)).to_be_visible()
    check_page(autre, "pratiques-essayee-360")

    # One press: the form of an action is filled, and kept as it stands.
    read_ecran(autre)
    autre.locator(".st-key-fiche-action button").click()
    quoi = autre.get_by_label("Que faut-il faire ?")
    expect(quoi).to_have_value(f"Essayer chez nous : {TITRE}")
    wait_rest(autre)
    check_page(autre, "pratiques-action-360")
    autre.locator(".st-key-action-nouvelle-enregistrer button").click()
    expect(quoi).to_have_count(0)
    ((dit, criteres),) = site.query("select quoi, criteres from action where quoi like 'Essayer chez nous%%'")
    assert (dit, criteres) == (f"Essayer chez nous : {TITRE}", site.query("select criteres from pratique")[0][0])

    # The author reads the note, and withdraws the page; the note stays with who wrote it.
    auteur.reload()
    expect(auteur.get_by_text(NOTE)).to_be_visible()
    wait_rest(auteur)
    auteur.locator("[class*=st-key-menu-pratique-] button").click()
    auteur.get_by_role("menuitem", name="Retirer").or_(auteur.get_by_role("option", name="Retirer")).click()
    answer(auteur, "retirer cette pratique")
    expect(auteur.get_by_text("La pratique est retirée")).to_be_visible()
    autre.goto(f"{site.adresse}{CHEMIN}")
    essais = autre.locator(".st-key-pratiques-essais")
    expect(essais).to_be_visible()
    expect(autre.get_by_role("link", name=TITRE)).to_have_count(0)
    check_page(autre, "pratiques-retiree-360")
