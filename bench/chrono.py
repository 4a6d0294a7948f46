"""Times taken inside the page: from the click to the frame that follows the expected change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.parcours.conftest import COOKIE, OPTIONS, find_chromium
from tests.parcours.gestes import PRETE

DELAI_MS = 30_000

# Both clocks are the page's own. A frame is painted after the animation callbacks of that frame: hence the second one.
_ATTENDRE = """
(condition, debut) => new Promise((resoudre, refuser) => {
    let fini = false;
    const finir = () => {
        if (fini || !condition()) return;
        fini = true;
        observateur.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => resoudre(performance.now() - debut())));
    };
    const observateur = new MutationObserver(finir);
    observateur.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
    setTimeout(() => refuser(new Error("le changement attendu n'est pas venu")), DELAI);
    finir();
})
""".replace("DELAI", str(DELAI_MS))

_ARMER = f"""
(condition) => {{
    let clic = null;
    window.__parti = false;
    addEventListener("click", () => {{ clic ??= performance.now(); }}, {{capture: true, once: true}});
    const venue = new Function("return " + condition);
    window.__chrono = ({_ATTENDRE})(() => clic !== null && venue(), () => clic);
}}
"""

_AFFICHAGE = f"""
window.__chrono = ({_ATTENDRE})(() => document.body !== null && (__CONDITION__), () => 0);
"""


@dataclass(frozen=True)
class Essai:
    """One click to time: where, and the JavaScript condition that its answer makes true."""

    page: Page
    cible: Locator
    condition: str


def time_click(essai: Essai) -> float:
    """Milliseconds from the click to the repaint that shows its effect. The page is left at rest."""
    essai.page.bring_to_front()
    essai.page.evaluate(_ARMER, essai.condition)
    essai.cible.click()
    duree: float = essai.page.evaluate("window.__chrono")
    essai.page.locator(PRETE).wait_for(state="attached")
    return duree


@dataclass(frozen=True)
class Reseau:
    """A line between the browser and the site."""

    bits: float
    latence_ms: float


def time_first_display(
    navigateur: Browser, adresse: str, condition: str, jeton: str | None = None, reseau: Reseau | None = None
) -> tuple[float, int]:
    """Open the page in a browser that knows nothing of it.

    Gives the milliseconds from the navigation to the frame where the page is whole, and the bytes that came by then.
    """
    contexte = open_context(navigateur, adresse, jeton)
    try:
        contexte.add_init_script(_AFFICHAGE.replace("__CONDITION__", condition))
        page = contexte.new_page()
        outils = contexte.new_cdp_session(page)
        recus: list[float] = []
        outils.on("Network.loadingFinished", lambda fin: recus.append(fin["encodedDataLength"]))
        outils.send("Network.enable")
        if reseau is not None:
            debit = {"downloadThroughput": reseau.bits / 8, "uploadThroughput": reseau.bits / 8}
            outils.send("Network.emulateNetworkConditions", {"offline": False, "latency": reseau.latence_ms, **debit})
        page.goto(adresse, wait_until="commit")
        duree: float = page.evaluate("window.__chrono")
    finally:
        contexte.close()
    return duree, int(sum(recus))


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as pilote:
        navigateur = pilote.chromium.launch(executable_path=find_chromium(), args=list(OPTIONS))
        yield navigateur
        navigateur.close()


def open_context(navigateur: Browser, adresse: str, jeton: str | None = None) -> BrowserContext:
    contexte = navigateur.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    if jeton is not None:
        contexte.add_cookies([{"name": COOKIE, "value": jeton, "url": adresse}])
    return contexte


@contextmanager
def open_page(navigateur: Browser, adresse: str, jeton: str | None = None) -> Iterator[Page]:
    """A page at rest, in a browser context of its own."""
    contexte = open_context(navigateur, adresse, jeton)
    try:
        page = contexte.new_page()
        page.set_default_timeout(DELAI_MS)
        page.goto(adresse)
        page.locator(PRETE).wait_for(state="attached")
        yield page
    finally:
        contexte.close()


def contains(selecteur: str, texte: str) -> str:
    """Condition: an element shows this text."""
    return f"(document.querySelector({json.dumps(selecteur)})?.textContent ?? '').includes({json.dumps(texte)})"


def is_recorded(selecteur: str) -> str:
    """Condition: this line of a control was « Enregistrement… » since the click, and now says when it was recorded.

    What it said of the answer before is no proof.
    """
    genre = f"document.querySelector({json.dumps(selecteur)})?.dataset.genre"
    return f"(genre => (window.__parti ||= genre === 'cours') && genre === 'fait')({genre})"
