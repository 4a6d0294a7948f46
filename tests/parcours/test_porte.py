"""Who may see what: no cookie, a dead cookie, a stranger with a guessed address."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from caprse.acces.unite import hash_jeton
from tests.parcours.axe import check_axe
from tests.parcours.conftest import COOKIE, Entrer
from tests.parcours.gestes import list_english, wait_ready
from tests.parcours.site import Site, jeton

SECRET = "Secret de la structure zéro"


@pytest.fixture(autouse=True)
def reponse_secrete(site: Site) -> None:
    site.query("delete from reponse")
    site.query(
        "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau, commentaire) "
        "select collectif_id, id, 'GOV-01', structure_id, 3, %s from carnet where id = %s",
        SECRET,
        site.monde.carnets[0],
    )


def assert_nothing_of_structure_0(page: Page) -> None:
    contenu = page.content()
    assert SECRET not in contenu
    assert "Collectif A – structure 0" not in contenu
    assert "3 · Ancré" not in page.locator('[data-testid="stRadioOption"][data-selected="true"]').all_inner_texts()


@pytest.mark.parametrize("chemin", ["/", "/carnet", "/accueil", "/carnet?structure=x"])
def test_without_a_session_every_page_leads_to_the_login(entrer: Entrer, site: Site, chemin: str) -> None:
    page = entrer(None, chemin=chemin)
    suite = "" if chemin == "/" else f"?suite={quote(chemin, safe='')}"
    expect(page).to_have_url(f"{site.adresse}/connexion{suite}")
    assert list_english(page) == []
    check_axe(page)


def test_a_revoked_session_is_led_to_the_login_and_told_why(entrer: Entrer, site: Site) -> None:
    page = entrer("aya", chemin="/carnet?etape=GOV-A")
    expect(page.get_by_role("heading", name="Notre carnet")).to_be_visible()
    site.query("update session_web set revoquee_le = now() where empreinte = %s", hash_jeton(jeton("aya")))
    # By itself, without a gesture: the open page does not stay where it may read nothing any more. It may say why
    # before it leaves.
    expect(page).to_have_url(re.compile(f"^{re.escape(site.adresse)}/connexion\\?"))
    expect(page.get_by_role("heading", name="Session terminée")).to_be_visible()
    assert "suite=%2Fcarnet%3Fetape%3DGOV-A" in page.url
    assert_nothing_of_structure_0(page)
    assert list_english(page) == []
    check_axe(page)
    page.goto(f"{site.adresse}/carnet")
    expect(page.get_by_role("heading", name="Session terminée")).to_be_visible()


def test_an_invented_session_is_shown_nothing(entrer: Entrer, site: Site) -> None:
    page = entrer(None)
    page.context.add_cookies([{"name": COOKIE, "value": "jeton-invente", "url": site.adresse}])
    page.goto(f"{site.adresse}/carnet")
    expect(page.get_by_role("heading", name="Session terminée")).to_be_visible()
    expect(page.get_by_text("Rien n’est perdu")).to_be_visible()
    assert list_english(page) == []


def test_a_link_followed_without_a_session_leads_to_its_page_after_login(entrer: Entrer, site: Site) -> None:
    chemin = f"/discussion?carnet={site.monde.carnets[0]}"
    page = entrer(None, chemin=chemin)
    page.get_by_label("Votre adresse e-mail").fill("alice@exemple.test")
    page.get_by_role("button", name="Demander mon lien").click()
    expect(page.get_by_role("heading", name="Regardez vos messages")).to_be_visible()
    [[contenu]] = site.query("select contenu from courriel order by cree_le desc limit 1")
    [lien] = [ligne for ligne in contenu.splitlines() if "/connexion/lien/" in ligne]
    page.goto(lien)
    page.get_by_role("button", name="Entrer").click()
    wait_ready(page)
    expect(page).to_have_url(f"{site.adresse}{chemin}")


@pytest.mark.parametrize("nom", ["bob", "charlie", "personne", "anna"])
def test_a_stranger_with_a_guessed_address_sees_nothing_of_another_structure(
    entrer: Entrer, site: Site, nom: str
) -> None:
    page = entrer(nom, chemin=f"/carnet?structure={site.monde.structures[0]}")
    assert_nothing_of_structure_0(page)
    assert list_english(page) == []


def test_who_answers_for_two_structures_cannot_choose_a_third_by_its_address(entrer: Entrer, site: Site) -> None:
    site.query(
        "insert into habilitation (compte_id, role, collectif_id, structure_id) values (%s, 'direction', %s, %s)",
        site.monde.comptes["bob"],
        site.monde.ailleurs,
        site.monde.structure_ailleurs,
    )
    try:
        page = entrer("bob", chemin=f"/carnet?structure={site.monde.structures[0]}")
        assert_nothing_of_structure_0(page)
    finally:
        site.query(
            "delete from habilitation where structure_id = %s and compte_id = %s",
            site.monde.structure_ailleurs,
            site.monde.comptes["bob"],
        )
