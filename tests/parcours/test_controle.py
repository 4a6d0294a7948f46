"""The control of a critère under what happens to people: a link tapped at once, a reload, a cut line."""

from __future__ import annotations

import os
import re
import signal
import time
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from caprse.socle.base_locale import BaseLocale
from tests.parcours.axe import check_axe
from tests.parcours.conftest import COOKIE, Entrer, open_site_neuf
from tests.parcours.gestes import (
    cadre,
    capture,
    check_page,
    choose,
    expect_saved,
    list_english,
    measure_overflow,
    open_details,
    option,
    read_ecran,
    reload,
    show_page,
    type_in,
    wait_ready,
    wait_rest,
)
from tests.parcours.site import Site, jeton, load_referentiel
from tests.parcours.test_brouillons import ended_sessions

PHRASE = "Vu en équipe, à reprendre avec le CA"
SEULES = re.compile(r"Hors ligne. \d réponses? n(’est|e sont) que sur cet appareil\s: elles? partir")


@pytest.fixture(autouse=True)
def carnet_vide(site: Site) -> None:
    site.empty("reponse", "conflit", "brouillon")
    site.query("update carnet set etat = 'brouillon'")


def write(page: Page, texte: str, code: str = "GOV-01") -> None:
    """Type a comment at once, and do nothing else."""
    page.locator(f".st-key-commentaire-{code}").get_by_label("Commentaire").fill(texte)


def wait_commentaire(site: Site, attendu: str) -> None:
    for _ in range(160):
        if (attendu,) in site.query("select commentaire from reponse"):
            return
        site.query("select pg_sleep(0.05)")
    raise AssertionError(site.query("select critere, niveau, commentaire from reponse"))


@pytest.mark.parametrize("depart", ["lien", "menu", "rechargement", "retour", "fermeture"])
def test_what_was_typed_within_the_last_instant_is_recorded(entrer: Entrer, site: Site, depart: str) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    if depart == "retour":
        page.get_by_role("link", name="Notre chemin").click()
        expect(page.get_by_role("heading", name="Notre chemin")).to_be_visible()
        page.go_back()
        expect(cadre(page, "GOV-01")).to_be_visible()
        read_ecran(page)
    choose(page, "GOV-01", 1)
    write(page, PHRASE)
    match depart:
        case "lien":
            cadre(page, "GOV-01").get_by_role("link", name="Noter une action").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("action")
        case "menu":
            for nom in ("Transmettre", "Calendrier", "Notre chemin"):
                page.get_by_role("link", name=nom).first.click()
            expect(page.get_by_role("heading", name="Notre chemin")).to_be_visible()
        case "rechargement":
            page.reload()
            wait_ready(page)
        case "retour":
            page.go_back()
        case _:
            page.close()
    wait_commentaire(site, PHRASE)
    assert site.query("select niveau from reponse where critere = 'GOV-01'") == [(1,)]


@pytest.mark.parametrize(("code", "niveau"), [("GOV-02", None), ("GOV-03", 3)], ids=["commentaire", "niveau aussi"])
def test_what_changes_while_an_answer_is_on_its_way_outlives_the_tab(
    entrer: Entrer, site: Site, code: str, niveau: int | None
) -> None:
    # Not the critère of the tests before: a request of theirs may still be on its way.
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    occupee = Thread(
        target=site.query,
        args=(
            "with tenus as (select id from carnet for update) select pg_sleep(2) from (select count(*) from tenus) n",
        ),
    )
    occupee.start()
    envois: list[str] = []
    page.on("request", lambda envoi: envois.append(envoi.url) if envoi.method == "POST" else None)
    with page.expect_request("**/reponses"):
        choose(page, code, 1)
    if niveau is not None:
        choose(page, code, niveau)
    write(page, PHRASE, code)
    page.evaluate("['pagehide', 'pagehide'].forEach(nom => dispatchEvent(new Event(nom)))")
    page.close()
    occupee.join()
    wait_commentaire(site, PHRASE)
    assert site.query("select niveau from reponse where critere = %s", code) == [(niveau or 1,)]
    # Hidden, then closed: what is left to say is said once.
    assert len([envoi for envoi in envois if envoi.endswith("/reponses")]) == 2


def test_a_cut_line_keeps_the_answers_and_sends_them_when_it_is_back(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    page.route("**/reponses**", lambda route: route.abort())
    page.context.set_offline(True)
    choose(page, "GOV-02", 3)
    write(page, PHRASE)
    # The tick is there at once; that it is recorded is not said.
    expect(option(page, "GOV-02", 3)).to_be_checked()
    # One state, the same wherever it is said: the card, the head of the step, the contents; the alarm is given once.
    expect(cadre(page, "GOV-02").locator(".cap-etat")).to_have_text("À envoyer · 3 · Ancré")
    expect(cadre(page, "GOV-02")).not_to_contain_text("Enregistré à")
    expect(cadre(page, "GOV-01").locator(".cap-etat")).to_have_text("À envoyer · commentaire")
    expect(page.locator(".cap-combien")).to_have_text(re.compile(r"^\d critères, 2 à envoyer$"))
    expect(page.locator(".cap-compte")).to_contain_text("2 critères remplis sur 14 · il en reste 12")
    page.locator(".st-key-sommaire").click()
    expect(page.locator(".st-key-aller-GOV-02")).to_contain_text("à envoyer")
    page.get_by_role("button", name="Fermer").click()
    expect(page.get_by_text(SEULES)).to_be_visible()
    page.wait_for_timeout(20_000)
    assert list_english(page) == []
    assert site.query("select critere, commentaire from reponse") == [("GOV-01", "")]
    page.context.set_offline(False)
    page.unroute("**/reponses**")
    wait_commentaire(site, PHRASE)
    expect_saved(page, "GOV-02")
    expect(page.get_by_text("Hors ligne.")).to_have_count(0)
    # Nothing stays in the browser once it is recorded.
    assert page.evaluate("Object.keys(localStorage).filter(nom => nom.startsWith('caprse/'))") == []


def test_what_a_colleague_answers_comes_by_itself(entrer: Entrer) -> None:
    alice, ali = entrer("alice", chemin="/carnet?etape=GOV-A"), entrer("ali", chemin="/carnet?etape=GOV-A")
    choose(ali, "GOV-02", 3)
    expect_saved(ali, "GOV-02")
    expect(option(alice, "GOV-02", 3)).to_be_checked(timeout=3_500)
    expect(cadre(alice, "GOV-02")).to_contain_text("Ali")
    expect(alice.get_by_text("1 critère rempli sur 14 · il en reste 13")).to_be_visible()


def test_one_may_go_back_to_the_answer_before(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    for niveau in (1, 3):
        choose(page, "GOV-01", niveau)
        expect_saved(page, "GOV-01")
        read_ecran(page)
    page.get_by_role("button", name="Revenir à la réponse précédente").click()
    expect(option(page, "GOV-01", 1)).to_be_checked()
    expect_saved(page, "GOV-01")
    assert site.query("select niveau, version from reponse") == [(1, 3)]


def test_non_concerne_takes_one_press_of_a_usual_motif(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", 360, "/carnet?etape=GOV-A")
    choose(page, "GOV-01", "Non concerné")
    page.get_by_role("button", name="Personne n’est dans ce cas chez nous.").click()
    expect_saved(page, "GOV-01")
    assert site.query("select non_concerne, motif from reponse") == [(True, "Personne n’est dans ce cas chez nous.")]


def test_a_carnet_of_fourteen_answers_takes_eighteen_clicks(entrer: Entrer, site: Site) -> None:
    page = entrer("alice")
    etapes = [enjeu for thematique in load_referentiel().capsule("GOV") for enjeu in thematique.enjeux]
    clics = 0
    for etape, enjeu in enumerate(etapes, 1):
        expect(page.get_by_text(f"Étape {etape} sur 5")).to_be_visible()
        for critere in enjeu.criteres:
            choose(page, critere.code, 2)
            clics += 1
            expect_saved(page, critere.code)
        if etape < 5:
            page.locator(".st-key-suivante button").click()
            clics += 1
            read_ecran(page)
    assert site.query("select count(*) from reponse where niveau = 2") == [(14,)]
    assert clics <= 18
    reload(page)
    expect(page.get_by_text("14 critères remplis sur 14 · tout est rempli")).to_be_visible()


@pytest.mark.parametrize("largeur", [1280, 360])
def test_the_simple_screen_asks_one_question_at_a_time_without_the_control(
    entrer: Entrer, site: Site, largeur: int
) -> None:
    page = entrer("alice", largeur, "/carnet?simple=1&etape=GOV-A")
    assert page.locator("[class*='st-key-niveau-']").count() == 1
    # The way on stays in sight, whatever one reads.
    expect(page.locator(".st-key-suivante button")).to_be_in_viewport()
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    expect(page.locator(".st-key-simple-dit")).to_contain_text("1 critère rempli sur 14")
    check_page(page, f"simple-{largeur}")
    open_details(page, "GOV-01")
    type_in(page, "commentaire-GOV-01", PHRASE)
    wait_commentaire(site, PHRASE)
    page.locator(".st-key-suivante button").click()
    expect(page.locator(".st-key-niveau-GOV-02")).to_be_visible()
    page.locator(".st-key-sommaire button").click()
    check_page(page, f"simple-sommaire-{largeur}")
    page.locator(".st-key-aller-GOV-01 button").click()
    expect(option(page, "GOV-01", 2)).to_be_checked()
    assert site.query("select critere, niveau from reponse") == [("GOV-01", 2)]
    assert page.locator(".cap-controle").count() == 0


def test_a_press_is_for_the_niveau_that_stood_under_it_as_it_began(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    wait_rest(page)
    carte = option(page, "GOV-01", 1).locator("xpath=ancestor::label")
    place = carte.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    # The page scrolls under the finger: the browser gives no click to anybody.
    page.locator('[data-testid="stMain"]').evaluate("page => page.scrollBy(0, 80)")
    page.mouse.up()
    expect_saved(page, "GOV-01")
    assert site.query("select critere, niveau from reponse") == [("GOV-01", 1)]


def test_the_page_does_not_move_once_a_hand_is_at_work(entrer: Entrer) -> None:
    page = entrer("alice", chemin="/carnet?critere=GOV-02")
    expect(page.locator("#titre-GOV-02")).to_be_in_viewport()
    # Where the address leads is reached before anybody can aim at it: what shows first does not slip away.
    haut = page.locator('[data-testid="stMain"]').evaluate("page => page.scrollTop")
    page.wait_for_timeout(600)
    assert page.locator('[data-testid="stMain"]').evaluate("page => page.scrollTop") == haut


@pytest.mark.parametrize("largeur", [1280, 360])
def test_a_control_that_cannot_load_offers_the_simple_screen_where_an_answer_is_recorded(
    navigateur: Browser, site: Site, largeur: int
) -> None:
    # Not watched: a browser writes in its console what it could not fetch.
    contexte = navigateur.new_context(locale="fr-FR", viewport={"width": largeur, "height": 800})
    contexte.add_cookies([{"name": COOKIE, "value": jeton("alice"), "url": site.adresse}])
    page = contexte.new_page()
    erreurs: list[str] = []
    page.on("pageerror", lambda erreur: erreurs.append(str(erreur)))
    page.route("**/habillage/controle.js*", lambda route: route.abort())
    show_page(page, site.adresse + "/carnet?etape=GOV-A")
    secours = cadre(page, "GOV-01").get_by_role("link", name="Ouvrez l’affichage simple")
    expect(secours).to_be_visible()
    assert list_english(page) == []
    assert measure_overflow(page) == []
    check_axe(page)
    secours.click()
    wait_ready(page)
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    assert site.query("select critere, niveau from reponse") == [("GOV-01", 2)]
    assert erreurs == []
    contexte.close()


def test_the_keyboard_reaches_the_stair_at_once_sees_where_it_is_and_answers_only_when_asked(
    entrer: Entrer, site: Site
) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    wait_rest(page)
    # The first stop is the way past the menu.
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    ici = "document.activeElement?.getAttribute('type') === 'radio'"
    touches = 0
    while not page.evaluate(ici):
        page.keyboard.press("Tab")
        touches += 1
        assert touches <= 6, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    carte = "getComputedStyle(document.activeElement.closest('.cap-carte'))"
    assert page.evaluate(f"{carte}.outlineStyle") == "solid"
    assert page.evaluate(f"parseFloat({carte}.outlineWidth)") >= 3
    for touche in ("ArrowDown", "ArrowDown", "ArrowUp", "End"):
        page.keyboard.press(touche)
    page.wait_for_timeout(1_500)
    assert page.evaluate(ici)
    assert site.query("select 1 from reponse") == []
    page.keyboard.press("2")
    expect_saved(page, "GOV-01")
    assert site.query("select critere, niveau from reponse") == [("GOV-01", 2)]
    # On a low screen, what the keys reach stands above the bar, never behind it.
    page.set_viewport_size({"width": 1280, "height": 700})
    for _ in range(12):
        page.keyboard.press("Tab")
        bas = "document.activeElement.getBoundingClientRect().bottom"
        haut = "document.querySelector('.cap-barre').getBoundingClientRect().top"
        cache = f"!document.activeElement.closest('.cap-barre') && {bas} > {haut}"
        assert not page.evaluate(cache), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_a_line_cut_until_the_session_has_ended_keeps_the_answer_for_the_next_one(entrer: Entrer, site: Site) -> None:
    page = entrer("alice", chemin="/carnet?etape=GOV-A")
    choose(page, "GOV-01", 2)
    expect_saved(page, "GOV-01")
    page.route("**/reponses**", lambda route: route.abort())
    page.context.set_offline(True)
    write(page, PHRASE)
    expect(page.get_by_text(SEULES)).to_be_visible()
    with ended_sessions(site):
        page.context.set_offline(False)
        page.unroute("**/reponses**")
        expect(page).to_have_url(re.compile(r"/connexion\?terminee=1"))
        assert site.query("select commentaire from reponse") == [("",)]
    # Meanwhile a colleague answered elsewhere: only what was typed is written.
    ali = entrer("ali", chemin="/carnet?etape=GOV-A")
    cadre(ali, "GOV-01").get_by_role("button", name="Changer ou préciser la réponse").click()
    choose(ali, "GOV-01", 3)
    expect_saved(ali, "GOV-01")
    page.goto(site.adresse + "/carnet?etape=GOV-A")
    wait_commentaire(site, PHRASE)
    assert site.query("select niveau, commentaire from reponse") == [(3, PHRASE)]


def wait_closed(adresse: str) -> None:
    """Until nobody answers at this address."""
    limite = time.monotonic() + 60
    while time.monotonic() < limite:
        try:
            urlopen(f"{adresse}/sante", timeout=5).close()  # noqa: S310 - a loopback address of ours
        except HTTPError:
            time.sleep(0.1)
        except OSError:
            return
    raise AssertionError("le serveur répond encore")


def test_a_server_that_is_down_is_said_in_french_and_never_in_a_window(
    navigateur: Browser, serveur: BaseLocale
) -> None:
    with open_site_neuf(serveur, "parcours_eteint") as eteint:
        contexte = navigateur.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
        contexte.add_cookies([{"name": COOKIE, "value": jeton("alice"), "url": eteint.adresse}])
        page = contexte.new_page()
        show_page(page, eteint.adresse + "/carnet?etape=GOV-A")
        choose(page, "GOV-01", 2)
        expect_saved(page, "GOV-01")
        os.kill(eteint.pid, signal.SIGTERM)
        # It answers what it has begun before it goes: what is chosen now must be chosen without it.
        wait_closed(eteint.adresse)
        choose(page, "GOV-02", 1)
        expect(page.get_by_text(SEULES)).to_be_visible()
        for _ in range(6):
            page.wait_for_timeout(2_000)
            assert list_english(page) == []
            assert page.get_by_role("dialog").count() == 0
        capture(page, "carnet-serveur-absent")
        contexte.close()
