"""A binôme from two lists to a visit on « Notre chemin » : declared, proposed, accepted, met."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page, read_ecran, type_in, unfold, wait_rest
from tests.parcours.site import Site


@pytest.fixture(autouse=True)
def neuf(site: Site) -> None:
    """Nobody declared anything yet; both structures have answered something, so that they have a way."""
    for table in ("binome_visite", "binome", "entraide", "brouillon"):
        site.empty(table)
    for rang, carnet in enumerate(site.monde.carnets):
        site.query(
            "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau) values (%s, %s, %s, %s, 1)"
            " on conflict (collectif_id, carnet_id, critere) do update set niveau = 1",
            site.monde.collectif,
            carnet,
            site.monde.criteres[0],
            site.monde.structures[rang],
        )


def _choose(page: Page, liste: str, sujet: str) -> None:
    """Find a matter by its first letters, as one does among so many, and take it."""
    champ = page.locator(f".st-key-entraide-{liste}")
    champ.get_by_role("combobox").fill(sujet[:12])
    # The list shortens a moment after the letters: pressed before, another matter would slide under the pointer.
    expect(page.get_by_role("option").first).to_have_text(sujet)
    page.get_by_role("option", name=sujet, exact=True).click()
    page.keyboard.press("Escape")
    expect(champ).to_contain_text(sujet)
    wait_rest(page)


def _declare(page: Page, offre: str, cherche: str) -> None:
    expect(page.get_by_role("heading", name="Binômes")).to_be_visible()
    wait_rest(page)
    _choose(page, "offre", offre)
    _choose(page, "cherche", cherche)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("C’est enregistré.")).to_be_visible()


def test_two_structures_meet(entrer: Entrer, site: Site) -> None:
    tri, accueil = "Jeter moins, réparer, réemployer", "Une arrivée juste et sûre"
    alice = entrer("alice", 360, "/tout")
    alice.get_by_role("link", name="Binômes").click()
    expect(alice.get_by_role("heading", name="Binômes")).to_be_visible()
    wait_rest(alice)
    check_page(alice, "binomes-vide-360")
    _declare(alice, tri, accueil)
    check_page(alice, "binomes-listes-360")
    bob = entrer("bob", 1280, "/binomes")
    _declare(bob, accueil, tri)

    anna = entrer("anna", 1280, "/binomes")
    anna.get_by_role("button", name="Proposer des binômes").click()
    expect(anna.get_by_text(re.compile(r"1\s+binôme proposé"))).to_be_visible()
    expect(anna.get_by_text("Collectif A – structure 0 partage")).to_be_visible()
    check_page(anna, "binomes-proposes-1280")
    read_ecran(anna)
    anna.get_by_role("button", name="Accepter").click()
    expect(anna.get_by_text("C’est décidé")).to_be_visible()
    expect(anna.get_by_text("Aucune visite prévue")).to_be_visible()
    check_page(anna, "binomes-en-cours-1280")

    alice.goto(f"{site.adresse}/accueil")
    alice.get_by_role("link", name="Prévoir une visite").click()
    expect(alice.get_by_role("heading", name="Collectif A – structure 1")).to_be_visible()
    wait_rest(alice)
    check_page(alice, "binome-360")
    alice.get_by_role("button", name="Prévoir une visite").click()
    expect(alice.get_by_role("button", name="Enregistrer la visite")).to_be_visible()
    wait_rest(alice)
    check_page(alice, "binome-visite-360")
    ((binome_id,),) = site.query("select id from binome")
    ((jour,),) = site.query("select to_char(current_date - 1, 'DDMMYYYY')")
    champ = alice.locator(f".st-key-visite-{binome_id}-jour")
    champ.get_by_role("spinbutton").first.click()
    alice.keyboard.type(jour)
    alice.keyboard.press("Tab")
    wait_rest(alice)
    type_in(alice, f"visite-{binome_id}-note", "Une heure avec l’équipe du tri")
    wait_rest(alice)
    alice.get_by_role("button", name="Enregistrer la visite").click()
    expect(alice.get_by_text("La visite est enregistrée.")).to_be_visible()
    check_page(alice, "binome-racontee-360")

    # The other one reads it too, where they look back.
    bob.goto(f"{site.adresse}/chemin")
    visites = bob.locator('[class*="st-key-moment-"]').filter(has_text="1 visite").first
    expect(visites).to_be_visible()
    unfold(visites)
    expect(visites.get_by_text("Une heure avec l’équipe du tri")).to_be_visible()
    check_page(bob, "chemin-visite-1280")
