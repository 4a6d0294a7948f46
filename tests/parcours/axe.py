"""axe-core on a page, from the copy that its Python package carries: nothing is fetched."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.parcours.attente import wait_still

NIVEAUX = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")


def check_axe(page: Page) -> None:
    """Raise AssertionError with every violation of level A or AA: none is accepted."""
    wait_still(page.locator("html"))
    options = {"runOnly": {"type": "tag", "values": list(NIVEAUX)}, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    fautes = [
        f"{violation['id']} ({violation['help']}) : {noeud['html'][:300]}\n    {noeud['failureSummary']}"
        for violation in violations
        for noeud in violation["nodes"]
    ]
    assert not fautes, f"{page.url} :\n" + "\n".join(fautes)
