"""A whole trimestre as people live it: invited by mail, two visits, a colleague in between, transmitted, seen."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from caprse.socle.base_locale import BaseLocale
from tests.courrier.serveur import Boite, read_texte
from tests.parcours.conftest import Entrer, open_site_avec_courrier
from tests.parcours.gestes import (
    capture,
    check_page,
    choose,
    expect_saved,
    list_english,
    option,
    read_ecran,
    reload,
    show_page,
    unfold,
    wait_ready,
    wait_rest,
)
from tests.parcours.langue import list_fautes
from tests.parcours.pages import VISITEURS, list_pages
from tests.parcours.site import Site
from tests.parcours.surveillance import Surveillance

STRUCTURES = 8
FIGURE = '[data-testid="stVegaLiteChart"] :is(canvas, svg):visible'
ADRESSE = "dora@structure.test"
REPONSES = {
    "GOV-01": 2,
    "GOV-02": 1,
    "GOV-03": 0,
    "GOV-04": 3,
    "GOV-05": 2,
    "GOV-06": 1,
    "GOV-07": 2,
    "GOV-08": 1,
    "GOV-09": 4,
    "GOV-10": 2,
    "DEM-01": 1,
    "DEM-02": 2,
}


@pytest.fixture(scope="module")
def site(serveur: BaseLocale, boite: Boite) -> Iterator[Site]:
    """Eight structures, and a workbook that sends its mail to a real server."""
    with open_site_avec_courrier(serveur, "parcours_journee", boite, STRUCTURES) as site:
        yield site


def wait_lien(boite: Boite, rang: int) -> str:
    """The link of the mail of this rank among hers, once it has arrived."""
    limite = time.monotonic() + 20
    siens = [message for message in boite.messages() if message["To"] == ADRESSE]
    while len(siens) <= rang and time.monotonic() < limite:
        time.sleep(0.05)
        siens = [message for message in boite.messages() if message["To"] == ADRESSE]
    message = siens[rang]
    [lien] = re.findall(r"https?://\S+/(?:invitation|connexion/lien)/\S+", read_texte(message))
    return str(lien)


def go_on(page: Page) -> None:
    """To the next critère, or the next step: whoever reads is slower than the second press of a double click."""
    page.wait_for_timeout(450)
    page.get_by_role("button", name=re.compile("^(Étape|Critère) suivant")).click()


def answer(page: Page, code: str, niveau: int) -> None:
    # On a telephone, one critère at a time.
    expect(page.get_by_role("radio").first).to_be_visible()
    suivant = page.get_by_role("button", name="Critère suivant")
    if not option(page, code, niveau).is_visible() and suivant.is_visible():
        go_on(page)
        expect(option(page, code, niveau)).to_be_visible()
    choose(page, code, niveau)
    expect(option(page, code, niveau)).to_be_checked()
    expect_saved(page, code)


def transmit_others(site: Site) -> None:
    """The seven other structures answer and transmit, as their directions would."""
    for carnet in site.monde.carnets[1:]:
        for rang, code in enumerate(site.monde.criteres):
            site.query(
                "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau)"
                " select collectif_id, id, %s, structure_id, %s from carnet where id = %s and etat = 'brouillon'",
                code,
                (rang + carnet.int) % 5,
                carnet,
            )
        site.query(
            "update carnet set etat = 'transmis', transmis_le = now() where id = %s and etat = 'brouillon'", carnet
        )


def test_a_director_invited_by_mail_answers_in_two_visits_transmits_and_sees_the_radar(
    entrer: Entrer, navigateur: Browser, site: Site, boite: Boite
) -> None:
    # The chargée de mission invites the new direction of structure 0.
    anna = entrer("anna", chemin=f"/equipes?structure={site.monde.structures[0]}")
    anna.get_by_label("Prénom et nom").fill("Dora")
    anna.get_by_label("Adresse e-mail").fill(ADRESSE)
    # What is typed in a field runs the page again: a press meanwhile would be lost, and invite somebody else.
    wait_rest(anna)
    role = anna.locator(".st-key-inviter-role label", has_text="Direction").first
    role.click()
    expect(role.locator("input")).to_be_checked()
    wait_rest(anna)
    anna.locator(".st-key-inviter-envoyer button").click()
    expect(anna.get_by_text("Invitation en attente, jusqu’au")).to_be_visible()
    invitation = wait_lien(boite, 0)
    assert invitation.startswith(site.adresse)

    # Dora joins from her mail, on her telephone: plain pages, then the workbook.
    contexte = navigateur.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    surveillance = Surveillance(site.adresse)
    surveillance.watch(contexte)
    dora = contexte.new_page()
    dora.set_default_timeout(15_000)
    show_page(dora, invitation)
    check_page(dora, "invitation-360")
    dora.get_by_role("button", name="Rejoindre").click()
    wait_ready(dora)
    expect(dora).to_have_url(re.compile("/accueil"))
    check_page(dora, "accueil-360")
    dora.get_by_role("button", name="Commencer").click()
    expect(dora.get_by_role("heading", name="Un projet partagé et vivant")).to_be_visible()
    for code in ("GOV-01", "GOV-02"):
        answer(dora, code, REPONSES[code])
    check_page(dora, "carnet-360")
    contexte.clear_cookies()

    # Second visit, another day: a link by mail, and the step with the first critère left.
    show_page(dora, f"{site.adresse}/connexion")
    dora.get_by_label("Votre adresse e-mail").fill(ADRESSE.upper())
    dora.get_by_role("button", name="Recevoir mon lien").click()
    show_page(dora, wait_lien(boite, 1))
    dora.get_by_role("button", name="Entrer").click()
    wait_ready(dora)
    dora.get_by_role("button", name="Continuer").click()
    expect(dora.get_by_role("heading", name="Un projet partagé et vivant")).to_be_visible()
    expect(dora.get_by_text("2 critères remplis sur 14")).to_be_visible()

    # Meanwhile a colleague answers the same critère: both answers are shown, Dora keeps hers.
    nouvelles = re.compile(r"/reponses/[0-9a-f-]{36}")
    # Her page does not hear of it before she answers.
    dora.route(nouvelles, lambda route: route.fulfill(status=204))
    ali = entrer("ali", chemin="/carnet?etape=GOV-A")
    answer(ali, "GOV-03", 4)
    choose(dora, "GOV-03", REPONSES["GOV-03"])
    expect(dora.get_by_text("Ali a répondu entre-temps")).to_be_visible()
    dora.unroute(nouvelles)
    check_page(dora, "conflit-360")
    dora.locator("[class*=st-key-garder-]").click()
    expect(option(dora, "GOV-03", REPONSES["GOV-03"])).to_be_checked()
    expect_saved(dora, "GOV-03")

    for titre, codes in (
        ("Un CA actif qui se renouvelle", ("GOV-04", "GOV-05", "GOV-06")),
        ("Des voix écoutées", ("GOV-07", "GOV-08")),
        ("Transparence et honnêteté", ("GOV-09", "GOV-10")),
        ("Vie de la démarche", ("DEM-01", "DEM-02")),
    ):
        go_on(dora)
        expect(dora.get_by_role("heading", name=titre)).to_be_visible()
        wait_ready(dora)
        for code in codes:
            answer(dora, code, REPONSES[code])

    # Two answers are missing: she may transmit, and says why.
    fin = dora.get_by_role("button", name="Relire et transmettre")
    for _ in ("DEM-03", "DEM-04"):
        go_on(dora)
    expect(fin).to_be_visible()
    dora.wait_for_timeout(450)
    fin.click()
    expect(dora.get_by_text("Il manque 2 réponses")).to_be_visible()
    check_page(dora, "transmettre-360")
    dora.get_by_role("button", name="Transmettre sans ces réponses").click()
    read_ecran(dora)
    dora.locator(".st-key-transmettre button").click()
    expect(dora.get_by_text("ou complétez d’abord")).to_be_visible()
    read_ecran(dora)
    dora.get_by_label("Dites pourquoi il manque des réponses").fill("Premier trimestre : rien encore à raconter.")
    dora.locator(".st-key-transmettre button").click()
    expect(dora.get_by_role("dialog").get_by_text("Vos réponses seront bloquées")).to_be_visible()
    check_page(dora, "transmettre-question-360")
    dora.get_by_role("button", name="Oui, transmettre").click()
    expect(dora.get_by_text("Carnet transmis le")).to_be_visible()
    # The moment: what is done, what comes next, each step one press away from an action.
    expect(dora.get_by_role("heading", name="Nos prochaines marches")).to_be_visible()
    expect(dora.get_by_role("link", name="En faire une action")).to_have_count(3)
    check_page(dora, "moment-360")
    assert site.query("select etat, motif_incomplet from carnet where id = %s", site.monde.carnets[0]) == [
        ("transmis", "Premier trimestre : rien encore à raconter.")
    ]
    recorded = dict(site.query("select critere, niveau from reponse where carnet_id = %s", site.monde.carnets[0]))
    assert recorded == REPONSES

    # Alone, she sees her own radar and no figure of the collectif; with the others, the collectif too.
    dora.goto(f"{site.adresse}/resultats")
    wait_ready(dora)
    # The figures as lines first; the drawing behind a press.
    unfold(dora.locator("[class*='st-key-dessin-']").first)
    expect(dora.locator(FIGURE).first).to_be_visible()
    du_collectif = dora.locator(FIGURE).get_by_text("Collectif", exact=True)
    expect(du_collectif).to_have_count(0)
    check_page(dora, "resultats-360")
    transmit_others(site)
    reload(dora)
    unfold(dora.locator("[class*='st-key-dessin-']").first)
    expect(dora.locator(FIGURE).first).to_be_visible()
    expect(du_collectif.first).to_be_attached()
    [[carnets]] = site.query("select carnets from publication")
    assert carnets == STRUCTURES
    capture(dora, "resultats-collectif-360")
    contexte.close()
    surveillance.check()


def test_the_chargee_de_mission_sees_where_the_collectif_stands(entrer: Entrer, site: Site) -> None:
    transmit_others(site)
    anna = entrer("anna", chemin="/collectif")
    expect(anna.get_by_text("Collectif A – structure 7").first).to_be_visible()
    check_page(anna, "collectif-1280")
    anna.get_by_role("tab", name="Structures", exact=True).click()
    expect(anna.locator(FIGURE).first).to_be_visible()
    check_page(anna, "carte-1280")


@pytest.mark.parametrize("largeur", [1280, 360])
@pytest.mark.parametrize(("nom", "page"), [(nom, page) for nom in VISITEURS for page in list_pages(nom)])
def test_every_page_of_everyone_is_french_reachable_and_accessible(
    entrer: Entrer, nom: str, page: str, largeur: int
) -> None:
    vue = entrer(nom, largeur, f"/{page}")
    expect(vue.get_by_text("Une erreur inattendue")).to_have_count(0)
    expect(vue.get_by_text("introuvable")).to_have_count(0)
    check_page(vue, f"{nom}-{page}-{largeur}")
    assert list_fautes(vue) == []
    assert vue.title().endswith("· Cahier CAP RSE")


@pytest.mark.parametrize(
    ("nom", "page"),
    [
        ("alice", "collectif"),
        ("alice", "comptes"),
        ("aya", "transmettre"),
        ("aya", "equipe"),
        ("anna", "carnet"),
        ("anna", "boite-envoi"),
        ("adam", "resultats"),
        ("adam", "collectif"),
        ("fanny", "collectif"),
        ("alice", "tableau"),
        ("aya", "journal"),
        ("bob", "relecture"),
        ("fanny", "referentiel"),
        ("personne", "resultats"),
    ],
)
def test_a_page_of_somebody_else_is_introuvable(entrer: Entrer, nom: str, page: str) -> None:
    vue = entrer(nom, chemin=f"/{page}")
    expect(vue.get_by_role("heading", name="Page introuvable")).to_be_visible()
    assert list_english(vue) == []
