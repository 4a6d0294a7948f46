"""Typed, then interrupted: after a pause, a reload, another page, another device, the text is found again."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import (
    capture,
    check_page,
    choose,
    expect_saved,
    open_details,
    read_ecran,
    reload,
    unfold,
    wait_rest,
)
from tests.parcours.site import Site

PHRASE = "Nous attendons le nouveau conseil."


@contextmanager
def ended_sessions(site: Site) -> Iterator[None]:
    """The sessions of alice are over meanwhile."""
    ouvertes = site.query(
        "update session_web set expire_le = now() where compte_id = %s returning id", site.monde.comptes["alice"]
    )
    try:
        yield
    finally:
        for (session,) in ouvertes:
            site.query("update session_web set expire_le = now() + interval '1 day' where id = %s", session)
        # No session comes back to life elsewhere: the guard still holds these ended for two seconds, more on a busy
        # machine, and would refuse the first thing that the browser says at its next visit.
        time.sleep(6)


@pytest.fixture(autouse=True)
def rien_encore(site: Site) -> None:
    site.empty("reponse", "brouillon")
    site.query("update carnet set etat = 'brouillon'")


def champ(page: Page, cle: str) -> Locator:
    return page.locator(f".st-key-{cle}").locator("textarea, input").first


def type_and_wait(page: Page, cle: str, texte: str) -> None:
    """Type, and do nothing else: neither leave the field nor press a key."""
    champ(page, cle).click()
    page.keyboard.type(texte)
    page.wait_for_timeout(5_000)


def test_the_motif_of_non_concerne_is_there_after_a_reload(entrer: Entrer) -> None:
    page = entrer("alice")
    choose(page, "GOV-02", "Non concerné")
    type_and_wait(page, "motif-GOV-02", "Pas de bénévoles")
    expect_saved(page, "GOV-02")
    reload(page)
    expect(page.locator(".st-key-cadre-GOV-02")).to_contain_text("Non concerné")
    expect(champ(page, "motif-GOV-02")).to_have_value("Pas de bénévoles")


def test_a_link_that_is_refused_is_not_lost(entrer: Entrer) -> None:
    page = entrer("alice")
    open_details(page, "GOV-01")
    type_and_wait(page, "trace_lien-GOV-01", "ftp://exemple.test/charte")
    expect(page.get_by_text("doit commencer par http")).to_be_visible()
    # Here, and on another device.
    for ecran in (page, entrer("alice", chemin="/carnet?etape=GOV-A")):
        reload(ecran)
        expect(champ(ecran, "trace_lien-GOV-01")).to_have_value("ftp://exemple.test/charte")


@pytest.mark.parametrize("depart", ["lien", "rechargement", "menu", "appareil"])
def test_the_reason_of_a_transmission_survives(entrer: Entrer, depart: str) -> None:
    page = entrer("alice", chemin="/transmettre")
    page.locator(".st-key-transmettre-sans button").click()
    type_and_wait(page, "motif_transmission", PHRASE)
    expect(page.get_by_text("Brouillon gardé à")).to_be_visible()
    match depart:
        case "lien":
            page.locator(".st-key-carte-manquants a").first.click()
            expect(page.get_by_text("Étape 1 sur")).to_be_visible()
            page.get_by_role("link", name="Transmettre").first.click()
        case "rechargement":
            reload(page)
        case "menu":
            page.get_by_role("link", name="Notre chemin").click()
            expect(page.get_by_role("heading", name="Notre chemin")).to_be_visible()
            page.get_by_role("link", name="Transmettre").first.click()
        case _:
            page = entrer("alice", 360, "/transmettre")
    expect(champ(page, "motif_transmission")).to_have_value(PHRASE)
    expect(page.get_by_text("Repris de votre brouillon")).to_be_visible()
    check_page(page, f"transmettre-brouillon-{depart}")


def test_a_message_survives_the_next_step(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    cle = f"{site.monde.carnets[0]}-GOV-01"
    unfold(page.locator(f".st-key-discussion-{cle}"))
    type_and_wait(page, f"fil-texte-{cle}", PHRASE)
    page.locator(".st-key-suivante button").click()
    expect(page.get_by_text("Étape 2 sur")).to_be_visible()
    read_ecran(page)
    page.locator(".st-key-precedente button").click()
    expect(page.get_by_text("Étape 1 sur")).to_be_visible()
    expect(champ(page, f"fil-texte-{cle}")).to_have_value(PHRASE)
    reload(page)
    # It is not left behind a fold.
    expect(champ(page, f"fil-texte-{cle}")).to_have_value(PHRASE)
    capture(page, "message-brouillon")
    page.locator(f".st-key-fil-envoyer-{cle} button").click()
    expect(page.get_by_text("Message enregistré.")).to_be_visible()
    assert site.query("select 1 from brouillon") == []


@pytest.mark.parametrize(
    ("chemin", "bouton", "cle"),
    [
        ("/actions", "ajouter", "action-nouvelle-quoi"),
        ("/appuis", "demander-appui", "appui-texte"),
    ],
)
def test_a_form_that_was_begun_is_open_again(entrer: Entrer, chemin: str, bouton: str, cle: str) -> None:
    page = entrer("alice", chemin=chemin)
    page.locator(f".st-key-{bouton} button").click()
    type_and_wait(page, cle, PHRASE)
    for largeur in (1280, 360):
        autre = entrer("alice", largeur, chemin)
        expect(champ(autre, cle)).to_have_value(PHRASE)
        check_page(autre, f"brouillon{chemin.replace('/', '-')}-{largeur}")


def test_a_session_that_ended_while_nothing_was_typed_leads_to_the_login_page(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    with ended_sessions(site):
        expect(page).to_have_url(re.compile(r"/connexion\?terminee=1&suite=%2Fcarnet"))


def test_what_is_answered_after_the_session_ended_is_recorded_at_the_next_one(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    champ(page, "commentaire-GOV-01").click()
    with ended_sessions(site):
        page.keyboard.insert_text(PHRASE)
        # Nothing is to be copied: the browser keeps it, and the login page is shown at once.
        expect(page).to_have_url(re.compile(r"/connexion\?terminee=1"))
        assert site.query("select niveau, commentaire from reponse") == [(2, "")]
    page.goto(site.adresse + "/carnet?etape=GOV-A")
    expect(champ(page, "commentaire-GOV-01")).to_have_value(PHRASE)
    expect_saved(page, "GOV-01")
    page.wait_for_timeout(1_500)
    assert site.query("select niveau, commentaire from reponse") == [(2, PHRASE)]


def wait_texte(site: Site, texte: str) -> None:
    """Until the draft of the request says this, in the base."""
    for _ in range(160):
        if (texte,) in site.query("select contenu -> 'champs' ->> 'demande' from brouillon"):
            return
        site.query("select pg_sleep(0.05)")
    raise AssertionError(site.query("select place, contenu from brouillon"))


def test_a_draft_of_the_phone_reaches_the_page_that_is_open_on_the_desk(entrer: Entrer, site: Site) -> None:
    cle = "appui-texte"

    def open_demande(largeur: int) -> Page:
        page = entrer("alice", largeur, "/appuis")
        page.locator(".st-key-demander-appui button").click()
        expect(champ(page, cle)).to_be_visible()
        wait_rest(page)
        read_ecran(page)
        return page

    def write(page: Page, texte: str) -> None:
        champ(page, cle).fill(texte)
        wait_texte(site, texte)

    bureau, telephone = open_demande(1280), open_demande(360)
    write(telephone, PHRASE)
    # Nothing was typed on the desk: the text is there at the next thing that happens, here a choice beside it.
    bureau.get_by_role("combobox").first.click()
    bureau.get_by_role("option").nth(1).click()
    expect(champ(bureau, cle)).to_have_value(PHRASE)
    # Then each goes its own way: what is typed here stays, the other is offered.
    write(telephone, f"{PHRASE} Avant lundi.")
    write(bureau, "Une tout autre demande.")
    expect(bureau.get_by_text("Une version plus récente de ce texte existe")).to_be_visible()
    expect(champ(bureau, cle)).to_have_value("Une tout autre demande.")
    check_page(bureau, "brouillon-deux-versions-1280")
    reload(bureau)
    expect(bureau.get_by_text("Avant lundi.")).to_be_visible()
    read_ecran(bureau)
    bureau.get_by_role("button", name="Prendre cette version").click()
    expect(champ(bureau, cle)).to_have_value(f"{PHRASE} Avant lundi.")
    expect(bureau.get_by_text("Une version plus récente")).to_have_count(0)
