"""The phones of a session, for pictures: one that only looks on, one that votes, one that chooses and never sends.

Behind them others vote without a screen, so that there is something to reveal.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import APIRequestContext, Browser, BrowserContext, Error, Page, ViewportSize

TAILLE: ViewportSize = {"width": 360, "height": 740}
# A phone looks again every 3 to 9 seconds.
SUITE_S = 15
MOTS = ("Confiance", "Élan", "Ensemble", "Confiance", "Clarté", "Élan", "Confiance")
NIVEAUX = (2, 3, 2, 2, 1, 3, 2)
POINTS = ((2, 1, 0, 0), (1, 1, 1, 0), (0, 3, 0, 0), (2, 0, 1, 0), (0, 2, 1, 0), (3, 0, 0, 0), (1, 2, 0, 0))
# What a phone shows, in a word: its title, whether it asks, what it says below.
SIGNES = """d => [d.querySelector("h1")?.textContent, !!d.querySelector("form fieldset"),
    d.querySelector(".enregistre, h2, h1 ~ p")?.textContent].join(" | ").replace(/\\s+/g, " ")"""
FRAICHE = f"""async () => ({SIGNES})(new DOMParser().parseFromString(
    await (await fetch("/salle", {{ cache: "no-store" }})).text(), "text/html"))"""


@dataclass(frozen=True)
class Poches:
    """The three phones by what their person does, and those who vote without a screen."""

    regarde: Page
    vote: Page
    hesite: Page
    autres: tuple[APIRequestContext, ...]

    def follow(self) -> None:
        """Wait until each phone shows what the room is at, or says that it moved on: no picture of a stale page."""
        for page in (self.regarde, self.vote, self.hesite):
            limite = time.monotonic() + SUITE_S
            while not _is_fresh(page):
                assert time.monotonic() < limite, f"un téléphone n’a pas suivi : {page.locator('h1').inner_text()}"
                page.wait_for_timeout(250)

    def answer(self) -> Iterator[tuple[str, Page]]:
        """Everybody answers the open question; gives the phones worth a picture, with what they show."""
        if self.regarde.locator("form fieldset").count() == 0:
            return
        fill(self.hesite)
        yield "choisi", self.hesite
        fill(self.vote)
        self.vote.locator("button.principal").click()
        self.vote.locator(".enregistre").wait_for()
        yield "a-vote", self.vote
        for rang, client in enumerate(self.autres):
            send(client, self.regarde.url, rang)


def open_poches(navigateur: Browser, adresse: str, code: str, autres: int = len(MOTS)) -> Poches:
    """All of them, in the room."""
    regarde, vote, hesite = (_join(_open(navigateur).new_page(), adresse, code) for _ in range(3))
    clients = [_open(navigateur).request for _ in range(autres)]
    for client in clients:
        client.post(f"{adresse}/rejoindre", form={"code": code})
    return Poches(regarde, vote, hesite, tuple(clients))


def _join(page: Page, adresse: str, code: str) -> Page:
    page.goto(f"{adresse}/rejoindre/{code}")
    page.get_by_role("button", name="Rejoindre").click()
    page.wait_for_url("**/salle")
    return page


def fill(page: Page) -> None:
    """Choose what this phone would send."""
    if page.locator('input[type="radio"]').count():
        page.get_by_role("radio").nth(2).check()
    elif page.locator(".jetons").count():
        page.get_by_role("button", name=re.compile("^Un point de plus")).nth(1).click()
        page.get_by_text(re.compile(r"reste\s2\spoints|est donné")).first.wait_for()
    else:
        page.get_by_label("Votre mot").fill("Ensemble")


def send(client: APIRequestContext, adresse: str, rang: int) -> None:
    """One answer without a screen; ``rang`` says which."""
    racine = adresse.partition("/salle")[0]
    page = client.get(f"{racine}/salle?changer=1").text()
    trouve = re.search(r'name="tour" value="([^"]+)"', page)
    if trouve is None:
        return
    champs: dict[str, str | float | bool] = {"tour": trouve[1]}
    if 'name="mot-1"' in page:
        champs["mot-1"] = MOTS[rang]
    elif 'name="points-0"' in page:
        donnes = zip(re.findall(r'name="(points-\d+)"', page), POINTS[rang], strict=False)
        champs |= {nom: str(nombre) for nom, nombre in donnes}
    else:
        champs["choix"] = str(NIVEAUX[rang])
    client.post(f"{racine}/salle/vote", form=champs)


def _is_fresh(page: Page) -> bool:
    try:
        if page.locator("form.ferme").count():
            return True
        return bool(page.evaluate(f"({SIGNES})(document)") == page.evaluate(FRAICHE))
    except Error:
        # It is on its way to the next page.
        return False


def _open(navigateur: Browser) -> BrowserContext:
    return navigateur.new_context(viewport=TAILLE, locale="fr-FR", timezone_id="Europe/Paris")
