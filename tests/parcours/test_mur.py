"""A wall in a real browser: it follows its session, is driven by keys, outlives an outage, and ends for good."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from caprse.acces.unite import open_unit
from caprse.seance.mur.service import create_code_mur, format_code
from caprse.seance.tenue import close_murs
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages
from tests.base import execute
from tests.parcours.axe import check_axe
from tests.parcours.site import Site
from tests.progres.pratiques.scene import share
from tests.seance.scene_mur import Scene, create_scene, show

# What the room must see at the latest this long after the console moved, whatever the replica.
DELAI_MUR_MS = 2_000
TEXTE_MIN = 28
PETITS = """() => [...document.querySelectorAll("#scene *, nav *")]
    .filter((e) => e.checkVisibility() && !e.closest(".lu")
        && [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent.trim()))
    .map((e) => [e.textContent.trim().slice(0, 40),
        parseFloat(getComputedStyle(e).fontSize) * (e.closest("svg")?.getScreenCTM().a ?? 1)])
    .filter(([, taille]) => taille < %d)"""


@pytest.fixture
def scene(site: Site) -> Iterator[Scene]:
    moteur = create_moteur(site.serveur.url(APPLICATION, site.base))
    set_installation(Installation(Reglages(), moteur, None))
    critere = site.monde.criteres[0]
    # As long as one may write it.
    demarche, effet = "On affiche le planning et on en parle. " * 50, "Les retards ont diminué. " * 40
    pratique = share(site.monde, criteres=(critere,), demarche=demarche, effet=effet)
    yield create_scene(
        site.monde,
        (
            ("decisions_ouvertes", {}),
            ("radar", {}),
            ("chemin", {}),
            ("repartition", {"critere": critere}),
            ("vote", {"genre": "niveau", "mode": "salle", "critere": critere}),
            ("texte", {"texte": "Une pratique <b>partagée</b>.", "lien": "https://exemple.test/pratique"}),
            ("pratique", {"pratique": str(pratique)}),
            ("decisions", {}),
        ),
    )
    execute("update seance set etat = 'terminee', code = null")
    set_installation(None)
    moteur.dispose()


@pytest.fixture
def ecran(navigateur: Browser, site: Site, scene: Scene) -> Iterator[Page]:
    """The meeting room's computer, once its code was typed."""
    contexte = navigateur.new_context(viewport={"width": 1920, "height": 1080}, locale="fr-FR")
    page = contexte.new_page()
    page.goto(f"{site.adresse}/mur")
    check_axe(page)
    with open_unit(compte_id=site.monde.comptes["anna"]) as unit:
        code = create_code_mur(unit, scene.seance)
    page.get_by_label("Le code").fill(format_code(code).lower())
    # The page shows before its script listens to keys.
    with page.expect_response("**/mur/etat"):
        page.get_by_role("button", name="Ouvrir l’écran").click()
    expect(page.locator("section.g-decisions_ouvertes")).to_be_visible()
    yield page
    contexte.close()


def test_every_step_follows_within_two_seconds_and_reads_from_afar(ecran: Page, scene: Scene) -> None:
    for genre in ("radar", "chemin", "repartition", "vote", "texte", "pratique", "decisions"):
        show(scene, genre)
        ecran.locator(f"section.g-{genre}").wait_for(timeout=DELAI_MUR_MS)
        check_axe(ecran)
        assert ecran.evaluate(PETITS % TEXTE_MIN) == []
        assert ecran.evaluate("document.documentElement.scrollHeight") <= 1080


def test_keys_drive_pause_black_and_light(ecran: Page, scene: Scene) -> None:
    ecran.keyboard.press("ArrowRight")
    expect(ecran.locator("section.g-radar")).to_be_visible()
    ecran.keyboard.press("ArrowLeft")
    expect(ecran.locator("section.g-decisions_ouvertes")).to_be_visible()
    for touche, selecteur in (("p", "section.attente"), ("n", "section.noir")):
        ecran.keyboard.press(touche)
        expect(ecran.locator(selecteur)).to_be_visible()
        ecran.keyboard.press(touche)
        expect(ecran.locator("section.g-decisions_ouvertes")).to_be_visible()
    ecran.keyboard.press("t")
    expect(ecran.locator("html")).to_have_attribute("data-theme", "clair")
    check_axe(ecran)


def test_an_outage_leaves_the_last_state_says_so_and_heals(ecran: Page, scene: Scene) -> None:
    ecran.context.set_offline(True)
    perdue = ecran.get_by_role("status")
    expect(perdue).to_contain_text("Liaison perdue depuis")
    expect(ecran.locator("section.g-decisions_ouvertes")).to_be_visible()
    show(scene, "texte")
    ecran.context.set_offline(False)
    expect(ecran.locator("section.g-texte")).to_be_visible()
    expect(perdue).to_be_hidden()
    assert ecran.locator("#scene b").count() == 0


def test_the_console_ends_the_wall(ecran: Page, scene: Scene, site: Site) -> None:
    with open_unit(compte_id=site.monde.comptes["anna"]) as unit:
        close_murs(unit, scene.seance)
    expect(ecran.get_by_role("heading", name="L’écran est fermé")).to_be_visible()
    assert ecran.evaluate("sessionStorage.length") == 0
    ecran.goto(f"{site.adresse}/mur")
    expect(ecran.get_by_label("Le code")).to_be_visible()
