"""What is printed: the sheet alone, nothing to press on it, nothing cut at its side nor at its end."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.parcours.conftest import DELAI_MS
from tests.parcours.gestes import enter_demo, read_ecran, wait_ready, wait_rest
from tests.parcours.site import open_site_demo

# A sheet A4 between its margins, in pixels.
FEUILLE = {"width": 688, "height": 1017}
PRESSES = (
    "button, input:not([role=combobox]), [role=tab], [role=tablist], nav, [data-testid=stSidebar], "
    "[data-testid=stHeader], [data-testid=stBottom], [data-testid=stPageLink]"
)
LOOK = """(presses) => {
    const large = document.documentElement.clientWidth;
    const seen = (e) => {
        const { width, height } = e.getBoundingClientRect();
        return width > 1 && height > 1 && e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    };
    const name = (e) => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 40)}`;
    const all = [...document.querySelectorAll("body *")].filter((e) => seen(e) && e.textContent.trim());
    // A radio is the mark of a niveau, on its card: it says which one was chosen.
    const pressed = [...document.querySelectorAll(presses)].filter((e) => seen(e) && e.type !== "radio");
    const sides = all.filter((e) => {
        const { left, right } = e.getBoundingClientRect();
        return left < -1 || right > large + 1;
    });
    const cut = all.filter((e) =>
        getComputedStyle(e).overflowY !== "visible" && e.clientHeight > 8 && e.scrollHeight > e.clientHeight + 4);
    return { pressed: pressed.map(name), sides: sides.map(name), cut: cut.map(name) };
}"""


@pytest.fixture(scope="module")
def demonstration() -> Iterator[str]:
    """The address of a demonstration: it has results, and the minutes of a session."""
    dossier = Path(tempfile.mkdtemp(prefix="caprse-impression-"))
    with open_site_demo(dossier) as adresse:
        yield adresse
    shutil.rmtree(dossier, ignore_errors=True)


@pytest.fixture(autouse=True)
def journal_propre() -> None:
    """The log of a demonstration is its own."""


@pytest.fixture
def page(navigateur: Browser) -> Iterator[Page]:
    contexte = navigateur.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    page = contexte.new_page()
    page.set_default_timeout(DELAI_MS)
    yield page
    contexte.close()


@pytest.mark.parametrize(
    ("role", "chemin", "preuve", "pages"),
    [
        ("direction", "resultats", ".st-key-prochaine", 2),
        ("direction", "le-collectif", ".cap-constat", 2),
        ("direction", "actions", ".cap-faits", 1),
        ("direction", "chemin", ".cap-escalade", 4),
        ("direction", "carnet", ".cap-controle", 3),
        ("direction", "compte-rendu", ".st-key-carte-compte-rendu", 2),
        ("direction", "autres-lectures", "[data-testid=stMain] details", 3),
        ("bilan", "bilan", ".cap-partie", 14),
        ("animation", "collectif", "[data-testid=stVegaLiteChart]", 3),
        ("federation", "federation", "[data-testid=stMain] table", 4),
    ],
)
def test_a_page_prints_as_a_clean_sheet(
    page: Page, demonstration: str, role: str, chemin: str, preuve: str, pages: int
) -> None:
    enter_demo(page, demonstration, role)
    wait_ready(page)
    if chemin == "compte-rendu":
        page.goto(f"{demonstration}/seances")
        wait_ready(page)
        read_ecran(page)
        page.get_by_role("link", name="Compte rendu").first.click()
        page.wait_for_url(re.compile("compte-rendu"))
    else:
        page.goto(f"{demonstration}/{chemin}")
    wait_ready(page)
    expect(page.locator(preuve).first).to_be_visible()
    wait_rest(page)
    page.emulate_media(media="print")
    page.set_viewport_size(FEUILLE)  # type: ignore[arg-type]
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    read_ecran(page)
    vu = page.evaluate(LOOK, PRESSES)
    assert vu == {"pressed": [], "sides": [], "cut": []}
    lu = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    textes = [squeeze(feuille.extract_text()) for feuille in lu.pages]
    assert 1 <= len(textes) <= pages
    assert all(textes), "a sheet is blank"
    ecran = squeeze(page.locator('[data-testid="stMain"]').inner_text())
    assert textes[0].startswith(squeeze(page.get_by_role("heading", level=1).inner_text()))
    assert ecran[-30:] in textes[-1], "what ends the page is on the last sheet"


@pytest.mark.parametrize(
    ("chemin", "mots"),
    [
        ("chemin", ("Projet clair et connu", "Revu à ce trimestre")),
        ("le-collectif?vue=Le+chemin", ("Le milieu du collectif, revu à ce trimestre", "Clôture du trimestre 1")),
    ],
)
def test_the_path_prints_with_its_picture(page: Page, demonstration: str, chemin: str, mots: tuple[str, ...]) -> None:
    """The curves are folded on the screen and small on a phone: on paper they stand once, in large, on one sheet."""
    enter_demo(page, demonstration, "direction")
    wait_ready(page)
    page.goto(f"{demonstration}/{chemin}")
    wait_ready(page)
    wait_rest(page)
    page.emulate_media(media="print")
    page.set_viewport_size(FEUILLE)  # type: ignore[arg-type]
    dessins = page.locator('[class*="st-key-tailles-"] svg.marks').filter(visible=True)
    expect(dessins).to_have_count(1)
    place = dessins.bounding_box()
    assert place is not None
    assert 600 < place["width"] <= FEUILLE["width"] + 1
    assert place["height"] < FEUILLE["height"]
    lues = [squeeze(feuille.extract_text()) for feuille in PdfReader(io.BytesIO(page.pdf())).pages]
    assert all(any(squeeze(mot) in lue for lue in lues) for mot in mots)
    moments = page.locator('[class*="st-key-moment-"] summary, [class*="st-key-cloture-"] summary').all_inner_texts()
    assert not [m for m in moments for lue in lues if lue.endswith(squeeze(m.splitlines()[-1]))], "a title left alone"


def squeeze(texte: str) -> str:
    return re.sub(r"\W+", "", texte)
