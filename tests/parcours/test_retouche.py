"""A word that comes on a page restyles what is around it: the whole page would cost a cheap phone a tenth of a second.

What decides otherwise is a rule of a sheet: ``A:has(b) c`` where ``c`` is not named by a class of its own makes the
browser look at every element of the page, at each change (CONTRIBUTING.md).
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.parcours.conftest import Entrer
from tests.parcours.gestes import read_ecran, wait_rest

# Of the elements of a page, those that are looked at again when one comes.
PART_MAX = 0.25
COUNT = "document.querySelectorAll('body *').length"
ADD = """() => {
    document.body.offsetHeight;
    const mot = document.createElement("p");
    mot.textContent = "x";
    document.querySelector(".stMainBlockContainer .stVerticalBlock").append(mot);
    document.body.offsetHeight;
}"""


def count_restyled(page: Page, geste: str) -> int:
    """How many elements the browser gave a style to, during this."""
    navigateur = page.context.browser
    assert navigateur
    outils = navigateur.new_browser_cdp_session()
    evenements: list[dict[str, Any]] = []
    fini: list[bool] = []
    outils.on("Tracing.dataCollected", lambda lot: evenements.extend(lot["value"]))
    outils.on("Tracing.tracingComplete", lambda _: fini.append(True))
    reglages = {"includedCategories": ["devtools.timeline"]}
    outils.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": reglages})
    page.evaluate(geste)
    outils.send("Tracing.end")
    while not fini:
        page.wait_for_timeout(20)
    outils.detach()
    faits = [fait["args"]["elementCount"] for fait in evenements if fait["name"] == "UpdateLayoutTree"]
    assert faits, "le navigateur n'a rien dit"
    return sum(faits)


@pytest.mark.parametrize("largeur", [360, 1280])
@pytest.mark.parametrize(
    ("nom", "chemin"), [("alice", "/carnet"), ("alice", "/resultats"), ("anna", "/tableau"), ("anna", "/structures")]
)
def test_what_comes_on_a_page_does_not_restyle_all_of_it(entrer: Entrer, nom: str, chemin: str, largeur: int) -> None:
    page = entrer(nom, largeur, chemin)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    wait_rest(page)
    read_ecran(page)
    en_tout = page.evaluate(COUNT)
    # The first may meet what the page still had to settle.
    page.evaluate(ADD)
    assert count_restyled(page, ADD) <= PART_MAX * en_tout, en_tout
