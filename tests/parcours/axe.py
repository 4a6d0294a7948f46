"""axe-core on a page, from the copy that its Python package carries: nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.parcours.attente import wait_still

NIVEAUX = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")


@dataclass(frozen=True)
class Acceptee:
    """A violation of Streamlit's own markup: its rule, where, and why it stays. Also in docs/accessibilite.md."""

    regle: str
    selecteur: str
    raison: str


ACCEPTEES = (
    Acceptee(
        "list",
        '[data-testid="stSidebarNavItems"]',
        "Streamlit met les titres de rubrique du menu directement dans la liste.",
    ),
    Acceptee(
        "listitem",
        '[data-testid="stSidebarNavItems"] li',
        "Conséquence de la précédente : la liste du menu n’est plus reconnue comme telle.",
    ),
)


def check_axe(page: Page) -> None:
    """Raise AssertionError with every violation of level A or AA that is not in ``ACCEPTEES``."""
    wait_still(page.locator("html"))
    options = {"runOnly": {"type": "tag", "values": list(NIVEAUX)}, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    fautes = [
        f"{violation['id']} ({violation['help']}) : {noeud['html'][:300]}\n    {noeud['failureSummary']}"
        for violation in violations
        for noeud in violation["nodes"]
        if not _is_acceptee(page, violation["id"], noeud["target"])
    ]
    assert not fautes, f"{page.url} :\n" + "\n".join(fautes)


def _is_acceptee(page: Page, regle: str, cible: list[str]) -> bool:
    return any(
        page.evaluate(
            "([cible, selecteur]) => document.querySelector(cible)?.matches(selecteur) ?? false",
            [cible[0], acceptee.selecteur],
        )
        for acceptee in ACCEPTEES
        if acceptee.regle == regle and len(cible) == 1
    )
