"""Take the pictures of the guides, on a site that runs with invented data.

``python -m tests.parcours.images http://127.0.0.1:8501``: on a fresh demonstration, whose open carnet it transmits.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, FilePayload, FloatRect, Page, ViewportSize, sync_playwright

from caprse.socle.ecran.guide import ETROITE
from tests.parcours.conftest import OPTIONS, find_chromium
from tests.parcours.gestes import ask_codes, enter_demo, unfold
from tests.referentiel.classeur.premier import fill_premier

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LARGEUR, HAUTEUR, MARGE = 1280, 860, 24
TELEPHONE: ViewportSize = {"width": 360, "height": 640}
DEPOT = ".st-key-referentiel-archive"
# What structures do together: the page, the name of its picture, what it is about.
ENSEMBLE = (
    ("traces", "traces", "[class*=st-key-trace-]"),
    ("pratiques", "pratiques", "[class*=st-key-pratique-]"),
    ("binomes", "binomes", "[class*=st-key-binome]"),
    ("plusieurs-voix", "voix", ".st-key-avis-demander"),
    ("autres-lectures", "lectures", "[class*=st-key-renvois]"),
    ("appuis", "appuis", ".cap-offre"),
)


def take_pictures(adresse: str) -> None:
    """Each screen as the guide names it, without the menu."""
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=find_chromium(), args=list(OPTIONS))
        animation = enter(navigateur, adresse, "animation")
        take(animation, f"{adresse}/tableau", "tableau-de-bord", ".st-key-tableau-lignes")
        take(animation, f"{adresse}/relecture", "relecture", "[data-testid=stButton]")
        take(animation, f"{adresse}/rappels", "rappels", "[data-testid=stCheckbox]")
        take_seance(navigateur, animation, adresse)
        take_preparation(animation, adresse)
        take_animation(animation, adresse)
        take_referentiel(navigateur, adresse)
        take_structure(navigateur, adresse)
        navigateur.close()


def take_structure(navigateur: Browser, adresse: str) -> None:
    """A director's screens, at a desk and on a phone; at last the carnet as it has just been transmitted."""
    bureau = enter(navigateur, adresse, "direction")
    telephone = navigateur.new_context(viewport=TELEPHONE, device_scale_factor=2, locale="fr-FR").new_page()
    enter_demo(telephone, adresse, "direction")
    if bureau.locator(".st-key-visite-passer button").count():
        bureau.locator(".st-key-visite-passer button").click()
    # What the two introductions of the project show: the screen with its menu.
    for chemin, nom, vu in (
        ("carnet", "carnet", "[class*=st-key-niveau-]"),
        ("resultats?trimestre=4", "resultats", "[class*=st-key-prochaine]"),
    ):
        take(bureau, f"{adresse}/{chemin}", nom, vu)
        bureau.screenshot(path=IMAGES / f"{nom}.png")
    for page, suite in ((bureau, ""), (telephone, ETROITE)):
        take(page, f"{adresse}/accueil", f"structure-accueil{suite}", ".st-key-chemin")
        take(page, f"{adresse}/carnet", f"structure-carnet{suite}", "[class*=st-key-niveau-]")
        take(page, f"{adresse}/resultats?trimestre=4", f"structure-resultats{suite}", "[class*=st-key-prochaine]")
        take(page, f"{adresse}/chemin", f"structure-chemin{suite}", ".cap-escalade")
        take(page, f"{adresse}/le-collectif", f"structure-collectif{suite}", ".cap-constat")
        take(page, f"{adresse}/actions", f"structure-actions{suite}", "[class*=st-key-ligne-]")
        for chemin, nom, vu in ENSEMBLE:
            take(page, f"{adresse}/{chemin}", f"structure-{nom}{suite}", vu)
    take_voix(navigateur, bureau, adresse)
    bureau.goto(f"{adresse}/transmettre")
    bureau.locator(".st-key-transmettre-sans button").click()
    motif = bureau.get_by_label("Dites pourquoi il manque des réponses")
    motif.fill("À voir avec le nouveau conseil d’administration.")
    bureau.keyboard.press("Tab")
    bureau.locator(".st-key-transmettre button").click()
    bureau.locator(".st-key-transmettre-oui button").click()
    bureau.wait_for_selector(".st-key-carte-marches")
    bureau.wait_for_timeout(3000)
    bureau.screenshot(path=IMAGES / "structure-moment.png", clip=get_clip(bureau))
    take(telephone, f"{adresse}/transmettre", f"structure-moment{ETROITE}", ".st-key-carte-marches")


def take_voix(navigateur: Browser, bureau: Page, adresse: str) -> None:
    """What people without account answer on: the sheet of a team, and a phone that follows the link of its group."""
    bureau.goto(f"{adresse}/plusieurs-voix")
    unfold(bureau.locator("[class*=st-key-avis-feuilles-]").first)
    feuille = bureau.get_by_role("link", name="Feuille à imprimer").first.get_attribute("href") or ""
    bureau.get_by_role("button", name="Refaire le lien").first.click()
    lien = bureau.get_by_test_id("stCode").first.inner_text().strip()
    papier = bureau.context.new_page()
    papier.set_viewport_size({"width": 900, "height": 1000})
    papier.goto(adresse + urlsplit(feuille).path)
    papier.screenshot(path=IMAGES / "structure-voix-feuille.png")
    poche = navigateur.new_context(viewport={"width": 390, "height": 800}, locale="fr-FR").new_page()
    poche.goto(adresse + urlsplit(lien).path)
    poche.get_by_role("button", name="Commencer").click()
    poche.get_by_role("progressbar").wait_for()
    # The same for who reads the guide on a phone.
    for suite in ("", ETROITE):
        poche.screenshot(path=IMAGES / f"structure-voix-telephone{suite}.png")


def take_referentiel(navigateur: Browser, adresse: str) -> None:
    """A first référentiel: the workbook is taken, brought back empty, then filled."""
    page = enter(navigateur, adresse, "animation")
    take(page, f"{adresse}/referentiel?referentiel-vue=Publier+une+version", "referentiel-prendre", DEPOT)
    with page.expect_download() as attendu:
        page.locator(".st-key-classeur-vide button").click()
    vide = attendu.value.path().read_bytes()
    for nom, octets in (("corriger", vide), ("relire", fill_premier(vide))):
        fichier: FilePayload = {
            "name": "mon-referentiel.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": octets,
        }
        page.locator(f"{DEPOT} input").set_input_files([fichier])
        page.locator(".st-key-carte-relire").wait_for()
        page.wait_for_timeout(3000)
        page.screenshot(path=IMAGES / f"referentiel-{nom}.png", clip=get_clip(page))


def enter(navigateur: Browser, adresse: str, role: str) -> Page:
    """A browser of its own, entered by one of the buttons of the demonstration."""
    page = navigateur.new_context(viewport={"width": LARGEUR, "height": HAUTEUR}, locale="fr-FR").new_page()
    enter_demo(page, adresse, role)
    page.wait_for_selector("h1")
    return page


def take_seance(navigateur: Browser, page: Page, adresse: str) -> None:
    """The session under way: its wall, a phone that votes."""
    page.goto(f"{adresse}/seances")
    page.get_by_role("link", name="Conduire").first.click()
    telephone, mur = ask_codes(page)
    ecran = navigateur.new_context(viewport={"width": 1280, "height": 720}, locale="fr-FR").new_page()
    ecran.goto(f"{adresse}/mur/{mur}")
    ecran.get_by_role("button", name="Ouvrir l’écran").click()
    ecran.locator("section.etape").wait_for()
    ecran.wait_for_timeout(1500)
    ecran.screenshot(path=IMAGES / "seance-mur.png")
    poche = navigateur.new_context(viewport={"width": 390, "height": 800}, locale="fr-FR").new_page()
    poche.goto(f"{adresse}/rejoindre/{telephone}")
    poche.get_by_role("button", name="Rejoindre").click()
    poche.locator("form .choix").first.wait_for()
    poche.screenshot(path=IMAGES / "seance-vote.png")


def take_preparation(page: Page, adresse: str) -> None:
    """The steps of the next session, from the first model, the fourth one open."""
    page.goto(f"{adresse}/seances")
    unfold(page.locator(".st-key-seance-nouvelle"))
    page.locator(".st-key-seance-creer button").click()
    page.locator("[class*=st-key-carte-modele-] button").first.click()
    page.locator(".etape").nth(3).click()
    page.locator(".st-key-carte-preparation").wait_for()
    page.wait_for_timeout(3000)
    page.screenshot(path=IMAGES / "seance-preparer.png", clip=get_clip(page))


def take_animation(page: Page, adresse: str) -> None:
    """A meeting to which people were asked, then what closing a trimestre would do."""
    page.goto(f"{adresse}/calendrier")
    # The second meeting of the list is the next to come: people were asked to it.
    page.get_by_role("link", name="Voir la rencontre").nth(1).click()
    page.locator(".st-key-convies").wait_for()
    page.wait_for_timeout(1500)
    page.screenshot(path=IMAGES / "rencontre.png", clip=get_clip(page))
    page.goto(f"{adresse}/trimestres")
    page.locator("[class*=st-key-cloture-] button").first.click()
    page.get_by_text("J’ai compris ce que fait la clôture.").scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    page.screenshot(path=IMAGES / "cloture.png", clip=get_clip(page))


def take(page: Page, adresse: str, nom: str, attendu: str) -> None:
    """One screen, once what it is about is drawn."""
    page.goto(adresse)
    page.locator(attendu).first.wait_for()
    page.wait_for_timeout(1500)
    page.screenshot(path=IMAGES / f"{nom}.png", clip=get_clip(page))


def get_clip(page: Page) -> FloatRect:
    """The page beside its menu, down to its end where the screen is longer."""
    ecran: ViewportSize = page.viewport_size or {"width": LARGEUR, "height": HAUTEUR}
    boite = page.locator("[data-testid=stMain]").bounding_box()
    gauche = boite["x"] if boite else 0
    contenu = page.locator("[data-testid=stMainBlockContainer] > [data-testid=stVerticalBlock]").bounding_box()
    fin = contenu["y"] + contenu["height"] + MARGE if contenu else ecran["height"]
    return {"x": gauche, "y": 0, "width": ecran["width"] - gauche, "height": min(fin, ecran["height"])}


if __name__ == "__main__":
    take_pictures(sys.argv[1])
