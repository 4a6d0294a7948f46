"""The wall while a room votes: how long after a phone was told does the wall show that vote?"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from playwright.sync_api import Browser, Page

from bench.lieux import Lieux, open_installation
from caprse.acces.unite import open_unit
from caprse.seance.mur.service import create_code_mur

# Each change of the count, with the clock of the machine: phones note theirs with the same one.
_OBSERVER = """
() => {
    const vus = window.__vus = [];
    const noter = () => {
        const nombre = Number(document.querySelector(".etat-vote strong")?.textContent ?? NaN);
        if (!Number.isNaN(nombre) && vus.at(-1)?.[0] !== nombre) vus.push([nombre, Date.now() / 1000]);
    };
    new MutationObserver(noter).observe(document.body, {subtree: true, childList: true, characterData: true});
    noter();
}
"""


def open_mur_temoin(navigateur: Browser, lieux: Lieux, seance_id: UUID) -> Page:
    """A wall in a real browser, opened by its code as in the meeting room, that notes when each count appears."""
    animation = lieux.site.monde.comptes["anna"]
    with (
        open_installation(lieux.site.serveur) as installation,
        open_unit(compte_id=animation, installation=installation) as unit,
    ):
        code = create_code_mur(unit, seance_id)
    page = navigateur.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.goto(f"{lieux.site.adresse}/mur")
    page.get_by_role("textbox").fill(code)
    page.locator("button").first.click()
    page.locator(".etat-vote").wait_for()
    page.evaluate(_OBSERVER)
    return page


def compute_retards(page: Page, accuses: Sequence[float]) -> tuple[float, ...]:
    """Milliseconds from each vote told to its phone (instants, in seconds) to the wall that counts it."""
    page.wait_for_function("(n) => window.__vus.at(-1)?.[0] >= n", arg=len(accuses), timeout=15_000)
    vus: list[tuple[int, float]] = page.evaluate("window.__vus")
    page.context.close()
    retards = []
    for rang, accuse in enumerate(sorted(accuses), start=1):
        vu = next(instant for nombre, instant in vus if nombre >= rang)
        retards.append(max(0.0, vu - accuse) * 1000)
    return tuple(retards)
