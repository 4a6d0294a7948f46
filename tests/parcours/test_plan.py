"""From a gap to a step, to what it changed: the plan d'action on a desk, then on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page, read_ecran, type_in, unfold, wait_rest
from tests.parcours.site import Site


@pytest.fixture(autouse=True)
def ecart(site: Site) -> str:
    """Alice's structure stands at 1 on its first critère."""
    site.query("delete from action")
    site.empty("brouillon")
    code: str = site.monde.criteres[0]
    site.query(
        "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau)"
        " select collectif_id, id, %s, structure_id, 1 from carnet where structure_id = %s"
        " on conflict (collectif_id, carnet_id, critere) do update set niveau = 1, cible = null",
        code,
        site.monde.structures[0],
    )
    return code


def test_a_gap_becomes_an_action_that_is_moved_done_and_told(entrer: Entrer, site: Site, ecart: str) -> None:
    page = entrer("alice", 1280, f"/actions?critere={ecart}")
    expect(page.locator(".st-key-but-nouvelle")).to_contain_text("Vers 2 · ")
    unfold(page.locator('[class*="st-key-action-nouvelle-preciser"]'))
    check_page(page, "plan-nouvelle-1280")
    type_in(page, "action-nouvelle-quoi", "Écrire une page simple")
    page.get_by_role("button", name="Enregistrer l’action").click()
    expect(page.get_by_text("L’action est enregistrée.")).to_be_visible()
    wait_rest(page)
    page.get_by_role("radio", name="Colonnes").click()
    expect(page).to_have_url(re.compile("vue=Colonnes"))
    wait_rest(page)
    check_page(page, "plan-tableau-1280")
    for geste in ("Commencer", "C’est fait"):
        read_ecran(page)
        page.get_by_role("button", name=geste).click()
        wait_rest(page)
    expect(page.get_by_text("Bravo, c’est fait")).to_be_visible()
    # What it changed leads to a second look at the very critère.
    expect(page.get_by_role("link", name=re.compile("^Revoir")).first).to_be_visible()
    check_page(page, "plan-fini-1280")
    page.get_by_label("Qu’est-ce qui a changé").fill("Tout le monde la lit")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Merci, c’est noté.")).to_be_visible()
    assert site.query("select etat, niveau_vise, but <> '', ce_qui_change, faite_le is not null from action") == [
        ("faite", 2, True, "Tout le monde la lit", True)
    ]


def test_on_a_phone_the_plan_is_a_list(entrer: Entrer, ecart: str) -> None:
    page = entrer("alice", 360, f"/actions?critere={ecart}")
    type_in(page, "action-nouvelle-quoi", "Écrire une page simple")
    page.get_by_role("button", name="Enregistrer l’action").click()
    expect(page.get_by_text("L’action est enregistrée.")).to_be_visible()
    wait_rest(page)
    expect(page.get_by_role("radio", name="Colonnes")).to_be_hidden()
    check_page(page, "plan-360")
    read_ecran(page)
    page.get_by_role("button", name="C’est fait").click()
    expect(page.get_by_text("Bravo, c’est fait")).to_be_visible()
    wait_rest(page)
    check_page(page, "plan-fini-360")
    page.get_by_role("button", name="Plus tard").click()
    expect(page.get_by_text("Bravo, c’est fait")).to_be_hidden()
