"""A page is asked for before Streamlit's scripts are there, once; whatever happens meanwhile, the page comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.parcours.conftest import COOKIE, DELAI_MS
from tests.parcours.gestes import cadre
from tests.parcours.site import Site, jeton

# Streamlit's own.
SCRIPT = "**/static/js/index.*.js"
# Every line that the page opens, so that a test can cut one.
LIGNES = """
window.lignes = []
const Origine = window.WebSocket
window.WebSocket = class extends Origine {
  constructor(...quoi) { super(...quoi); window.lignes.push(this) }
}
"""


@dataclass
class Visite:
    """A page whose Streamlit waits until it is let in; what it asked on each line, how much it was told."""

    page: Page
    retenues: list[Route] = field(default_factory=list)
    demandes: list[list[BackMsg]] = field(default_factory=list)
    recus: int = 0

    def listen(self, ligne: WebSocket) -> None:
        demandes: list[BackMsg] = []
        self.demandes.append(demandes)
        ligne.on("framesent", lambda octets: demandes.append(BackMsg.FromString(octets)))
        ligne.on("framereceived", self._count)

    def _count(self, _: str | bytes) -> None:
        self.recus += 1

    def wait_answer(self) -> None:
        """Until the server has begun to answer."""
        while not self.recus:
            self.page.wait_for_timeout(50)

    def let_in(self) -> None:
        """Streamlit's own script comes at last."""
        for route in self.retenues:
            route.continue_()
        self.page.unroute(SCRIPT)

    def read(self) -> str:
        """What became of the line that was opened early."""
        return str(self.page.evaluate("window.caprseAvance"))


@pytest.fixture
def visite(navigateur: Browser, site: Site) -> Iterator[Visite]:
    site.empty("reponse", "conflit", "brouillon")
    contexte = navigateur.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    contexte.add_cookies([{"name": COOKIE, "value": jeton("alice"), "url": site.adresse}])
    contexte.add_init_script(LIGNES)
    page = contexte.new_page()
    page.set_default_timeout(DELAI_MS)
    vue = Visite(page)
    page.on("websocket", vue.listen)
    page.route(SCRIPT, partial(list.append, vue.retenues))
    yield vue
    contexte.close()


@pytest.mark.parametrize("chemin", ["/", "/carnet", "/carnet?etape=GOV-B&mot=été", "/resultats"])
def test_a_page_is_asked_for_once_before_streamlit_is_there(visite: Visite, site: Site, chemin: str) -> None:
    visite.page.goto(f"{site.adresse}{chemin}", wait_until="commit")
    visite.wait_answer()
    assert visite.retenues
    visite.let_in()
    expect(visite.page.locator("h1")).to_be_visible()
    [demandes] = visite.demandes
    assert [demande.WhichOneof("type") for demande in demandes].count("rerun_script") == 1
    assert visite.read() == "prise"


def test_a_page_that_asks_for_something_else_gets_it(visite: Visite, site: Site) -> None:
    visite.page.goto(f"{site.adresse}/carnet?etape=GOV-A", wait_until="commit")
    visite.wait_answer()
    visite.page.evaluate("history.replaceState(null, '', '/carnet?etape=GOV-A&encore=1')")
    visite.let_in()
    expect(cadre(visite.page, "GOV-01")).to_be_visible()
    assert visite.read() == "refaite"
    assert len(visite.demandes) == 1


def test_a_line_that_was_cut_meanwhile_is_opened_again(visite: Visite, site: Site) -> None:
    visite.page.goto(f"{site.adresse}/carnet?etape=GOV-A", wait_until="commit")
    visite.wait_answer()
    visite.page.evaluate("window.lignes[0].close()")
    visite.page.wait_for_function("window.lignes[0].readyState > 1")
    visite.let_in()
    expect(cadre(visite.page, "GOV-01")).to_be_visible()
    assert visite.read() == "abandonnée"
    assert len(visite.demandes) == 2


def test_a_page_is_asked_for_once_what_was_typed_on_the_last_one_is_in_the_base(visite: Visite, site: Site) -> None:
    page = visite.page
    saisies: list[Route] = []
    page.route("**/saisies", partial(list.append, saisies))
    compte = str(site.monde.comptes["alice"])
    page.goto(f"{site.adresse}/app/static/icone.svg", wait_until="commit")
    page.evaluate(
        "([cle, ecrit]) => localStorage.setItem(cle, JSON.stringify({...ecrit, quand: Date.now()}))",
        [f"caprse-saisie/{compte}/actions/quoi", {"compte": compte, "texte": "Écrit juste avant."}],
    )
    page.goto(f"{site.adresse}/resultats", wait_until="commit")
    while not visite.retenues:
        page.wait_for_timeout(50)
    visite.let_in()
    while not saisies:
        page.wait_for_timeout(50)
    page.wait_for_timeout(1500)
    assert [demande for ligne in visite.demandes for demande in ligne] == []
    saisies[0].continue_()
    expect(page.locator("h1")).to_be_visible()
    assert len([demande for ligne in visite.demandes for demande in ligne if demande.HasField("rerun_script")]) == 1
    assert visite.read() == "prise"
