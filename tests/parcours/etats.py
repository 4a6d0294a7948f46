"""Take pictures of every page of every role and of the states worth looking at, on a site with invented data.

``python -m tests.parcours.etats http://127.0.0.1:8501``: on a fresh demonstration, whose carnet it answers and
transmits, whose session it leads to its last step. The pictures go to var/etats/, with a page that shows them all.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from playwright.sync_api import Error as ErreurNavigateur

from caprse.acces.regles import Role
from caprse.pages import ENTREES
from tests.parcours.conftest import OPTIONS, find_chromium
from tests.parcours.gestes import ask_codes, cadre, choose, enter_demo, expect_saved, option, read_ecran
from tests.parcours.poches import Poches, open_poches
from tests.parcours.site import RACINE

ETATS = RACINE / "var" / "etats"
ECRANS = {"1366": (1366, 768), "360": (360, 740)}
MUR: ViewportSize = {"width": 1920, "height": 1080}
PRETE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
DELAI_MS = 15_000
# Long enough for a chart to be drawn and a sheet to fade in.
REPOS_MS = 300
HAUTEUR_MAX = 6000
LOOK_AHEAD = (
    "document.querySelector('[data-testid=\"stMain\"]')?.scrollHeight ?? document.documentElement.scrollHeight"
)


@dataclass(frozen=True)
class Personne:
    """Someone at a desk and on a phone at once."""

    role: str
    pages: dict[str, Page]

    @property
    def bureau(self) -> Page:
        return self.pages["1366"]


def take_pictures(adresse: str) -> list[str]:
    """All of them; gives what could not be taken, with why."""
    ETATS.mkdir(parents=True, exist_ok=True)
    for ancienne in ETATS.glob("*.png"):
        ancienne.unlink()
    manques: list[str] = []
    with sync_playwright() as playwright:
        expect.set_options(timeout=DELAI_MS)
        navigateur = playwright.chromium.launch(executable_path=find_chromium(), args=list(OPTIONS))
        personne = open_personne(navigateur, adresse, "")
        with note(manques, "portes"):
            take_portes(personne, adresse)
        personnes = {role.value: enter(navigateur, adresse, role.value) for role in Role}
        for role, quelqu_un in personnes.items():
            for entree in ENTREES:
                if entree.section and (not entree.roles or Role(role) in entree.roles):
                    with note(manques, f"{role} {entree.nom}"):
                        take(quelqu_un, f"{adresse}/{entree.nom}", f"{role}-{entree.nom}")
        for nom, scene in SCENES.items():
            with note(manques, nom):
                scene(navigateur, personnes, adresse)
        navigateur.close()
    write_planche()
    return manques


@contextmanager
def note(manques: list[str], quoi: str) -> Iterator[None]:
    """One state that cannot be reached does not take the others away."""
    try:
        yield
    except (ErreurNavigateur, AssertionError, ValueError) as erreur:
        manques.append(f"{quoi} : {str(erreur).splitlines()[0]}")


def open_personne(navigateur: Browser, adresse: str, role: str) -> Personne:
    pages = {}
    for nom, (largeur, hauteur) in ECRANS.items():
        contexte = open_contexte(navigateur, largeur, hauteur)
        pages[nom] = contexte.new_page()
        pages[nom].set_default_timeout(DELAI_MS)
    return Personne(role, pages)


def open_contexte(navigateur: Browser, largeur: int, hauteur: int) -> BrowserContext:
    return navigateur.new_context(
        viewport={"width": largeur, "height": hauteur}, locale="fr-FR", timezone_id="Europe/Paris"
    )


def enter(navigateur: Browser, adresse: str, role: str) -> Personne:
    """Through the card of the demonstration."""
    personne = open_personne(navigateur, adresse, role)
    for page in personne.pages.values():
        enter_demo(page, adresse, role)
        page.wait_for_selector("h1")
    return personne


def take(personne: Personne, adresse: str, nom: str) -> None:
    """A page, at both sizes: both load together, then each is taken."""
    for page in personne.pages.values():
        page.goto(adresse, wait_until="commit")
    shoot(personne, nom)


def shoot(personne: Personne, nom: str) -> None:
    """What both screens show once at rest: the first screen, and the whole where there is more."""
    for page in personne.pages.values():
        settle(page)
    personne.bureau.wait_for_timeout(REPOS_MS)
    shoot_pages({f"{nom}-{ecran}": page for ecran, page in personne.pages.items()})


def settle(page: Page) -> None:
    page.locator("h1").first.wait_for()
    if page.locator("#root").count():
        page.locator(PRETE).wait_for(state="attached")


def shoot_pages(pages: dict[str, Page]) -> None:
    """Each under its name."""
    longues = {}
    for nom, page in pages.items():
        page.screenshot(path=ETATS / f"{nom}.png")
        ecran = page.viewport_size
        assert ecran is not None
        entiere = min(int(page.evaluate(LOOK_AHEAD)) + 80, HAUTEUR_MAX)
        if entiere > ecran["height"] + 120:
            # Streamlit scrolls inside: the window grows to the height of what there is to see.
            page.set_viewport_size({"width": ecran["width"], "height": entiere})
            longues[nom] = page, ecran
    for nom, (page, ecran) in longues.items():
        page.wait_for_timeout(REPOS_MS)
        page.screenshot(path=ETATS / f"{nom}-entier.png")
        page.set_viewport_size(ecran)


def take_portes(personne: Personne, adresse: str) -> None:
    """Without an account: login, an ended session, codes that open nothing."""
    take(personne, f"{adresse}/connexion", "porte-connexion")
    take(personne, f"{adresse}/connexion?terminee=1", "porte-session-terminee")
    for lieu, bouton in (("rejoindre", "Rejoindre"), ("mur", "Ouvrir l’écran")):
        take(personne, f"{adresse}/{lieu}", f"porte-{lieu}")
        for page in personne.pages.values():
            page.get_by_label("Le code").fill("ZZZZ-ZZZZ")
            page.get_by_role("button", name=bouton).click()
        shoot(personne, f"refus-{lieu}-code")


def take_refus(navigateur: Browser, personnes: dict[str, Personne], adresse: str) -> None:
    """The page of somebody else, and one that says that there is nothing."""
    take(personnes["direction"], f"{adresse}/tableau", "refus-page-introuvable")
    take(personnes["direction"], f"{adresse}/chercher?q=zzzz", "vide-chercher")
    take(personnes["direction"], f"{adresse}/carnet?simple=1", "carnet-affichage-simple")
    take(personnes["direction"], f"{adresse}/carnet?simple=0", "carnet-en-cours")


def take_conflit(navigateur: Browser, personnes: dict[str, Personne], adresse: str) -> None:
    """Two answers to one critère; then a line that is cut."""
    premiere, seconde = personnes["direction"], personnes["contribution"]
    for qui in (premiere, seconde):
        for page in qui.pages.values():
            page.goto(f"{adresse}/carnet?simple=0", wait_until="commit")
            settle(page)
    libre = seconde.bureau.locator('[class*="st-key-niveau-"]:not(:has(input:checked))').first
    code = re.findall(r"st-key-niveau-([A-Z]+-\d+)", libre.get_attribute("class") or "")[0]
    # The second one has not looked since.
    seconde.bureau.route(re.compile(r"/reponses/[0-9a-f-]{36}"), lambda route: route.fulfill(status=204))
    choose(premiere.bureau, code, 1)
    expect_saved(premiere.bureau, code)
    choose(seconde.bureau, code, 3)
    expect(cadre(seconde.bureau, code)).to_contain_text("entre-temps")
    seconde.pages["360"].reload()
    shoot(seconde, "carnet-conflit")
    cadre(seconde.bureau, code).locator("[class*=st-key-garder-]").click()
    expect(option(seconde.bureau, code, 3)).to_be_checked()
    for page in premiere.pages.values():
        page.context.set_offline(True)
        expect(page.get_by_text("Hors ligne.")).to_be_visible()
    shoot(premiere, "carnet-hors-ligne")
    for page in premiere.pages.values():
        page.context.set_offline(False)


# What no menu leads to: who goes there, and from where, by which link.
SANS_MENU: tuple[tuple[str, str, str], ...] = (
    ("direction", "revoir", ""),
    ("direction", "bilan", ""),
    ("direction", "calendrier", "rencontre"),
    ("direction", "seances", "compte-rendu"),
    ("animation", "calendrier", "rencontre"),
    ("animation", "seances", "compte-rendu"),
    ("animation", "reprise", ""),
    ("animation", "bascule", ""),
    ("animation", "guide-seance", ""),
    ("animation", "guide-referentiel", ""),
)


def take_sans_menu(navigateur: Browser, personnes: dict[str, Personne], adresse: str) -> None:
    """The pages that one reaches from another: the address alone, or the first link of that page that leads there."""
    manques: list[str] = []
    for role, page, lien in SANS_MENU:
        with note(manques, f"{role} {page} {lien}"):
            depart = f"{adresse}/{page}"
            take(personnes[role], find_lien(personnes[role].bureau, depart, lien), f"{role}-{lien or page}")
    if manques:
        raise ValueError(" ; ".join(manques))


def find_lien(page: Page, depart: str, lien: str) -> str:
    """Where this page's first link to another leads; itself, if none is asked."""
    if not lien:
        return depart
    page.goto(depart)
    settle(page)
    vers = page.locator(f'[data-testid="stMain"] a[href*="{lien}"]').first
    vers.wait_for(state="attached")
    return str(vers.evaluate("lien => lien.href"))


@dataclass(frozen=True)
class SeanceVue:
    """A session as everyone sees it at once: who conducts, the wall near and far, the phones."""

    animation: Personne
    mur: Page
    loin: Page
    poches: Poches

    def shoot(self, nom: str) -> None:
        """All of them, once the phones have followed."""
        # What was pressed reaches the base, and the wall looks every other second.
        self.animation.bureau.wait_for_timeout(2_500)
        self.poches.follow()
        shoot(self.animation, f"seance-{nom}-console")
        self.mur.screenshot(path=ETATS / f"mur-{nom}-1920.png")
        self.loin.screenshot(path=ETATS / f"mur-{nom}-25.png")
        self._shoot_phone(self.poches.regarde, nom)
        if self.poches.hesite.locator("form.ferme").count():
            # It had chosen and not sent: told so, it goes on.
            self._shoot_phone(self.poches.hesite, f"{nom}-trop-tard")
            self.poches.hesite.get_by_role("link", name="Voir la suite", exact=True).click()
        if self.poches.vote.locator(".mien").count() or self.poches.vote.get_by_text("Votre vote").count():
            self._shoot_phone(self.poches.vote, f"{nom}-le-mien")

    def answer(self, nom: str) -> None:
        """Everybody answers what is asked."""
        for quoi, telephone in self.poches.answer():
            self._shoot_phone(telephone, f"{nom}-{quoi}")

    def press(self, cle: str) -> bool:
        """Whether the console offered this act, and it was done."""
        page = self.animation.bureau
        settle(page)
        bouton = page.locator(f'[class*="st-key-{cle}"] button')
        if not bouton.count() or not bouton.first.is_enabled():
            return False
        bouton.first.click()
        read_ecran(page)
        return True

    def vote(self, etape: str) -> None:
        """Ask, and close before anybody could answer, as it happens; then again, for those who wanted to."""
        self.shoot(f"{etape}-vote-ouvrir")
        if self.press("vote-fermer"):
            self.shoot(f"{etape}-vote-vide")
            self.press("vote-rouvrir")
            self.poches.follow()
        self.answer(etape)

    def _shoot_phone(self, telephone: Page, nom: str) -> None:
        telephone.screenshot(path=ETATS / f"telephone-{nom}-360.png")


def take_seance(navigateur: Browser, personnes: dict[str, Personne], adresse: str) -> None:
    """The session under way: each step on the console, on the wall, on the phones; pause, black, the end."""
    seance = open_seance(navigateur, personnes["animation"], adresse)
    # As a visitor finds it, its vote open: going back closes it.
    seance.shoot("en-cours")
    seance.answer("en-cours")
    while seance.press("nav-precedente"):
        pass
    for rang in range(1, 12):
        etape = f"etape-{rang:02}"
        seance.shoot(etape)
        if seance.press("vote-ouvrir"):
            seance.vote(etape)
        for geste in ("vote-fermer", "vote-reveler", "mots-tout-"):
            if seance.press(geste):
                seance.shoot(f"{etape}-{geste.rstrip('-')}")
        if not seance.press("nav-suivante"):
            break
    for etat in ("ecran-pause", "ecran-noir", "ecran-montre", "theme"):
        seance.press(etat)
        seance.shoot(etat)
    seance.press("theme")


def open_seance(navigateur: Browser, animation: Personne, adresse: str) -> SeanceVue:
    """The console, the walls of its code, the phones of the other."""
    page = animation.bureau
    page.goto(f"{adresse}/seances")
    settle(page)
    page.get_by_role("link", name="Conduire").first.click()
    code_telephone, code_mur = ask_codes(page)
    animation.pages["360"].goto(page.url)
    mur, loin = open_mur(navigateur, f"{adresse}/mur/{code_mur}")
    return SeanceVue(animation, mur, loin, open_poches(navigateur, adresse, code_telephone))


def open_mur(navigateur: Browser, adresse: str) -> tuple[Page, Page]:
    """The wall, and the same as it is seen from the back of the room: at a quarter of its size."""
    contexte = navigateur.new_context(viewport=MUR, locale="fr-FR", timezone_id="Europe/Paris")
    mur = contexte.new_page()
    mur.goto(adresse)
    mur.get_by_role("button", name="Ouvrir l’écran").click()
    mur.locator("section.etape").wait_for()
    loin = navigateur.new_context(
        viewport=MUR, device_scale_factor=0.25, storage_state=contexte.storage_state(), locale="fr-FR"
    ).new_page()
    loin.goto(mur.url)
    return mur, loin


def take_transmission(navigateur: Browser, personnes: dict[str, Personne], adresse: str) -> None:
    """The question before the carnet leaves, the moment after, then the carnet that is only read."""
    direction = personnes["direction"]
    page = direction.bureau
    page.goto(f"{adresse}/transmettre")
    settle(page)
    page.locator(".st-key-transmettre-sans button").click()
    page.get_by_label("Dites pourquoi il manque des réponses").fill("À voir avec le nouveau conseil.")
    page.keyboard.press("Tab")
    page.locator(".st-key-transmettre button").click()
    page.get_by_role("dialog").wait_for()
    shoot_pages({"transmettre-question-1366": page})
    page.locator(".st-key-transmettre-oui button").click()
    page.wait_for_selector(".st-key-carte-marches")
    page.wait_for_timeout(2_500)
    shoot_pages({"transmettre-moment-1366": page})
    for nom in ("transmettre", "carnet", "accueil", "resultats"):
        take(direction, f"{adresse}/{nom}", f"transmis-{nom}")
    take(personnes["animation"], f"{adresse}/tableau", "transmis-tableau")


def take_equipe(navigateur: Browser, personnes: dict[str, Personne], adresse: str) -> None:
    """The team meeting, its voices shown then hidden; the phone of a consultation, in French and in Arabic."""
    direction = personnes["direction"]
    page = direction.bureau
    page.goto(f"{adresse}/plusieurs-voix")
    settle(page)
    page.locator("[class*=st-key-avis-reunion-] button").first.click()
    page.locator(".st-key-avis-reunion").wait_for()
    settle(page)
    reunion = re.sub(r"&question=\d+", "", page.url)
    for question, nom in ((1, "montree"), (2, "cachee")):
        take(direction, f"{reunion}&question={question}", f"reunion-{nom}")
    page.goto(f"{adresse}/plusieurs-voix")
    settle(page)
    page.locator(".st-key-avis-demander button").click()
    page.locator(".st-key-avis-enjeux button").first.click()
    settle(page)
    page.locator(".st-key-avis-ouvrir button").click()
    lien = page.get_by_test_id("stCode").nth(1)
    lien.wait_for()
    telephone = open_contexte(navigateur, *ECRANS["360"]).new_page()
    telephone.goto(adresse + re.sub(r"^.*(?=/avis/)", "", lien.inner_text().strip()))
    for langue, mots in (("francais", None), ("arabe", "العربية")):
        if mots is not None:
            telephone.go_back()
            telephone.locator("summary").first.click()
            telephone.get_by_role("link", name=mots).click()
            telephone.locator('html[dir="rtl"]').wait_for()
        telephone.screenshot(path=ETATS / f"avis-{langue}-accueil-360.png", full_page=True)
        telephone.locator("form button").first.click()
        telephone.get_by_role("progressbar").wait_for()
        telephone.screenshot(path=ETATS / f"avis-{langue}-question-360.png")


SCENES: dict[str, Callable[[Browser, dict[str, Personne], str], None]] = {
    "refus": take_refus,
    "sans menu": take_sans_menu,
    "conflit": take_conflit,
    "équipe": take_equipe,
    "séance": take_seance,
    "transmission": take_transmission,
}


def write_planche() -> None:
    """One page with all pictures, by name."""
    images = "\n".join(
        f'<figure><a href="{image.name}"><img loading="lazy" width="420" src="{image.name}" alt=""></a>'
        f"<figcaption>{image.stem}</figcaption></figure>"
        for image in sorted(ETATS.glob("*.png"))
    )
    style = "body{display:flex;flex-wrap:wrap;gap:1rem;font:14px sans-serif}figure{margin:0}img{border:1px solid #ccc}"
    page = f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>États</title><style>{style}</style>\n{images}'
    (ETATS / "index.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    debut = time.monotonic()
    oubliees = take_pictures(sys.argv[1])
    prises = len(list(ETATS.glob("*.png")))
    sys.stdout.write(f"{prises} images dans {ETATS.relative_to(RACINE)}, en {time.monotonic() - debut:.0f} s\n")
    sys.stdout.writelines(f"  manque : {oubliee}\n" for oubliee in oubliees)
    sys.exit(bool(oubliees))
