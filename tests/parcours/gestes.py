"""What a person does on a page, and what they see of it."""

from __future__ import annotations

import os
import re

from playwright.sync_api import Locator, Page, expect

from tests.parcours.attente import wait_still
from tests.parcours.axe import check_axe
from tests.parcours.langue import list_signes_seuls
from tests.parcours.site import RACINE

CAPTURES = RACINE / "var" / "captures"
# Streamlit says that its script has run; nothing is read or clicked before.
PRETE = '[data-testid="stApp"][data-test-script-state="notRunning"]'

# Streamlit's own English words that a person could meet on our screens.
MOTS_ANGLAIS = (
    "Running",
    "Rerun",
    "Deploy",
    "Press Enter",
    "Press Ctrl",
    "Press ⌘",
    "Browse files",
    "Drag and drop",
    "Limit",
    "Choose an option",
    "Choose options",
    "No options",
    "No results",
    "Select all",
    "Search",
    "Download",
    "Fullscreen",
    "Close",
    "Loading",
    "Please wait",
    "Connection error",
    "Connecting",
    "Made with",
    "Error",
    "Not found",
    "Page not found",
    "Bad message",
    "Settings",
    "View",
    "More",
    "Empty",
    "Show",
    "Hide",
    "Record",
    "Clear value",
    "Skip to",
    "Expand sidebar",
    "Choose date",
    "per file",
    "Upload",
)


def show_page(page: Page, adresse: str) -> None:
    """Open an address and wait until the page stands, whether Streamlit shows it or not."""
    page.goto(adresse)
    if page.locator("#root").count():
        wait_ready(page)


def wait_ready(page: Page) -> None:
    # Streamlit is at rest before it has received anything; a page of ours always has a title.
    page.locator("h1").first.wait_for()
    wait_rest(page)


def wait_rest(page: Page) -> None:
    """Wait until the script has run to its end."""
    page.locator(PRETE).wait_for(state="attached")


def enter_demo(page: Page, adresse: str, role: str) -> None:
    """Through the card of this role, on a demonstration."""
    page.goto(f"{adresse}/connexion")
    page.locator(f'form:has(input[value="{role}"]) button').click()


def unfold(partie: Locator) -> Locator:
    """Open the fold that this part is or holds, if it is not open, and wait until it stands; the part."""
    # A part that is drawn while the script still runs is drawn again: what is pressed in between would be lost.
    wait_rest(partie.page)
    pli = partie.locator("xpath=descendant-or-self::details").first
    if pli.get_attribute("open") is None:
        pli.locator("summary").first.click()
    # Its content still slides: a press that begins on a button would end beside it, and the browser sees no click.
    wait_still(pli)
    return partie


def ask_codes(console: Page) -> tuple[str, str]:
    """What the console says once a wall is asked for: the code of the phones, that of the wall."""
    acces = unfold(console.locator(".st-key-acces"))
    console.locator(".st-key-mur-code button").click()
    acces.get_by_text(re.compile(r"code\s\w{4}-\w{4}")).wait_for()
    telephone, mur = re.findall(r"code\s([\w-]+)", acces.inner_text())[:2]
    return telephone, mur


def read_ecran(page: Page) -> None:
    """As long as a person takes to read what became of a press: one made sooner is the end of a double click."""
    page.wait_for_timeout(600)


def reload(page: Page) -> None:
    page.reload()
    wait_ready(page)


def cadre(page: Page, code: str) -> Locator:
    """The frame of a critère."""
    return page.locator(f".st-key-cadre-{code}")


def option(page: Page, code: str, choix: int | str) -> Locator:
    """One niveau of a critère (its number), or « Non concerné »."""
    debut = re.compile(rf"^{choix} · ") if isinstance(choix, int) else re.compile(f"^{choix}")
    return page.locator(f".st-key-niveau-{code}").get_by_role("radio", name=debut)


def choose(page: Page, code: str, choix: int | str) -> None:
    """Click a niveau where a person clicks: on its text."""
    option(page, code, choix).locator("xpath=ancestor::label").click()


def open_details(page: Page, code: str) -> None:
    unfold(page.locator(f".st-key-details-{code}"))
    expect(page.locator(f".st-key-commentaire-{code}")).to_be_visible()


def type_in(page: Page, cle: str, texte: str) -> None:
    """Type in a field and leave it, as the answer is sent when the field is left."""
    champ = page.locator(f".st-key-{cle}").get_by_role("textbox")
    champ.fill(texte)
    champ.press("Tab")


def expect_saved(page: Page, code: str) -> None:
    expect(cadre(page, code)).to_contain_text(re.compile(r"Enregistré à \d{1,2}:\d{2}"))


def list_english(page: Page) -> list[str]:
    """Streamlit's English words among what the page shows: texts, tooltips, placeholders."""
    textes: list[str] = page.evaluate(
        """() => {
            const vus = [];
            const marche = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (marche.nextNode()) {
                const parent = marche.currentNode.parentElement;
                const icone = parent.closest('[data-testid="stIconMaterial"], script, style, noscript');
                if (!icone && parent.checkVisibility({visibilityProperty: true}))
                    vus.push(marche.currentNode.textContent);
            }
            for (const e of document.querySelectorAll('[placeholder], [title]')) {
                if (!e.checkVisibility({visibilityProperty: true})) continue;
                // A placeholder is read only in an empty field.
                vus.push(e.value ? '' : e.getAttribute('placeholder') ?? '', e.getAttribute('title') ?? '');
            }
            return vus;
        }"""
    )
    motif = re.compile(rf"(?<!\w)({'|'.join(re.escape(mot) for mot in MOTS_ANGLAIS)})(?!\w)")
    return sorted({trouve for texte in textes for trouve in motif.findall(texte)})


def measure_overflow(page: Page) -> list[str]:
    """What sticks out of the screen sideways: the page itself, or a control that cannot be reached whole."""
    fautes: list[str] = page.evaluate(
        """() => {
            const largeur = window.innerWidth;
            const fautes = [];
            for (const e of [document.documentElement, document.querySelector('[data-testid="stMain"]')])
                if (e && e.scrollWidth > Math.min(e.clientWidth, largeur))
                    fautes.push(`${e.tagName} : ${e.scrollWidth} px`);
            const main = document.querySelector('[data-testid="stMain"]') ?? document.body;
            for (const e of main.querySelectorAll('button, summary, label, input, textarea, a')) {
                if (!e.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
                // The copy of a date that Streamlit keeps for forms, clipped to nothing, once its calendar is loaded.
                if (e.closest('[data-testid="hidden-dateinput-container"]')) continue;
                // What lies in a row that scrolls by itself is reached by sliding it.
                let rangee = e.parentElement;
                const glisse = (r) => r.scrollWidth > r.clientWidth + 1
                    && ['auto', 'scroll'].includes(getComputedStyle(r).overflowX);
                while (rangee !== main && !glisse(rangee)) rangee = rangee.parentElement;
                if (rangee !== main) continue;
                const b = e.getBoundingClientRect();
                if (b.width > 1 && (b.left < 0 || b.right > largeur + 0.5))
                    fautes.push(`${e.tagName} ${e.textContent.trim().slice(0, 40)} : ${b.left} à ${b.right}`);
            }
            return fautes;
        }"""
    )
    return fautes


def capture(page: Page, nom: str) -> None:
    """Keep a picture of the page under var/captures/ when CAPRSE_CAPTURES=1."""
    if os.environ.get("CAPRSE_CAPTURES") == "1":
        CAPTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=CAPTURES / f"{nom}.png")


def check_page(page: Page, nom: str) -> None:
    """What must hold of every page on the way; its picture is kept under this name."""
    anglais, debords, seuls = list_english(page), measure_overflow(page), list_signes_seuls(page)
    assert not anglais, anglais
    assert not debords, debords
    assert not seuls, seuls
    check_axe(page)
    capture(page, nom)
