"""What no page may say: Streamlit's English, our jargon, the code of a critère, « relu(s) », a « ? » on its own."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from caprse.facade.textes import TEXTES

# A critère is named by its title: « PAR-03 » means nothing to who reads it.
CODE = re.compile(r"(?<![\w-])[A-Z]{3}-\d{2}(?![\w-])")
PLURIEL_DE_MACHINE = re.compile(r"\w\((?:s|e|es|x)\)")
JARGON = re.compile(r"workbook|streamlit|fallback|CEDRE|\bISO\b", re.IGNORECASE)
# What a line may begin or end with: a double sign that a plain space parts from its word.
SIGNE_SEUL = r"« | [:;!?»]"
# What is heard: a name that is not seen is read aloud.
ATTRIBUTS = ("aria-label", "aria-description", "title", "placeholder", "alt")


def read_textes(page: Page) -> list[str]:
    """Everything that the page says, seen or heard; the names of icons are drawings.

    A page read in another language is French all the same where it does not say that it is in the one of its address.
    """
    textes: list[str] = page.evaluate(
        """(attributs) => {
            const dits = [];
            const voulue = new URLSearchParams(location.search).get("langue");
            const marche = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
            while (marche.nextNode()) {
                const noeud = marche.currentNode;
                const element = noeud.nodeType === Node.TEXT_NODE ? noeud.parentElement : noeud;
                if (element.closest('[data-testid="stIconMaterial"], script, style, noscript, svg, canvas')) continue;
                if (voulue && element.closest("[lang]")?.lang === voulue) continue;
                if (!element.checkVisibility({visibilityProperty: true})) continue;
                if (noeud.nodeType === Node.TEXT_NODE) dits.push(noeud.nodeValue);
                else for (const nom of attributs) if (noeud.getAttribute(nom)) dits.push(noeud.getAttribute(nom));
            }
            return dits.map(dit => dit.trim()).filter(dit => dit);
        }""",
        list(ATTRIBUTS),
    )
    return textes


def list_intrus(page: Page, langue: str, ecriture: str) -> list[str]:
    """On a page read in another language, the texts that are not in its writing and do not say that they are French.

    ``ecriture``: what its letters are, as a regular expression of JavaScript. The names of languages are their own.
    """
    textes: list[str] = page.evaluate(
        """([langue, ecriture]) => {
            const marche = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const intrus = [];
            while (marche.nextNode()) {
                const { nodeValue, parentElement } = marche.currentNode;
                if (!/\\p{L}/u.test(nodeValue) || parentElement.closest("script, style, .langues")) continue;
                const dite = parentElement.closest("[lang]").lang;
                const sienne = new RegExp(ecriture, "u").test(nodeValue);
                if (dite === langue ? !sienne : dite !== "fr") intrus.push(nodeValue.trim());
            }
            return intrus;
        }""",
        [langue, ecriture],
    )
    return textes


def list_signes_seuls(page: Page) -> list[str]:
    """The texts on screen that a line may cut before a double sign; what is typed and what is code are as they are."""
    textes: list[str] = page.evaluate(
        """(motif) => {
            const marche = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const seuls = [];
            while (marche.nextNode()) {
                const { nodeValue, parentElement } = marche.currentNode;
                if (parentElement.closest("script, style, noscript, svg, canvas, textarea, pre, code")) continue;
                if (new RegExp(motif).test(nodeValue)) seuls.push(nodeValue.trim());
            }
            return seuls;
        }""",
        SIGNE_SEUL,
    )
    return textes


def list_fautes(page: Page) -> list[str]:
    """What must not be said, each once."""
    fautes = {f"signe seul : {texte[:80]}" for texte in list_signes_seuls(page)}
    for texte in read_textes(page):
        if texte in TEXTES:
            fautes.add(f"anglais : {texte}")
        for genre, motif in (("code", CODE), ("pluriel", PLURIEL_DE_MACHINE), ("jargon", JARGON)):
            # Who looks after the référentiel reads which norms it answers to.
            if (trouve := motif.search(texte)) and not (trouve[0] == "ISO" and page.url.endswith("/referentiel")):
                fautes.add(f"{genre} : {trouve[0]} dans « {texte[:80]} »")
    return sorted(fautes)
