"""A real browser in front of a real server on a real base. Every page is watched: no other host, no page error."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from caprse.socle.base_locale import BaseLocale
from tests.base import GABARIT, create_base, drop_base
from tests.courrier.serveur import Boite, run_serveur
from tests.parcours.gestes import show_page
from tests.parcours.site import Site, fill_base, jeton, open_site
from tests.parcours.surveillance import Surveillance

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
COOKIE = "caprse_session"
# A machine that builds several things at once is slow, and may stand still for a while; waiting costs nothing when the
# page is quick.
DELAI_MS = 60_000
# A busy machine is no reason to fail: what is awaited either comes or never does.
expect.set_options(timeout=40_000)
ERREUR = re.compile(r"Traceback|Uncaught|^[\w.]+(Error|Exception)\b", re.MULTILINE)
_numeros = count(1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    dossier = Path(__file__).parent
    for item in items:
        if dossier in item.path.parents:
            item.add_marker("parcours")


class Entrer(Protocol):
    """Open a page in a browser of its own, logged in as a person of ``monde`` (None: nobody)."""

    def __call__(self, nom: str | None, largeur: int = 1280, chemin: str = "/carnet") -> Page: ...


def find_chromium() -> str:
    for nom in CHROMIUMS:
        if chemin := shutil.which(nom):
            return chemin
    raise RuntimeError("Chromium est introuvable : installez le paquet « chromium », puis relancez « make test ».")


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Of the package, not of the session: while it is open, no other test may start an event loop."""
    expect.set_options(timeout=DELAI_MS)
    with sync_playwright() as pilote:
        yield pilote


@pytest.fixture(scope="package")
def navigateur(playwright: Playwright) -> Iterator[Browser]:
    navigateur = playwright.chromium.launch(executable_path=find_chromium(), args=list(OPTIONS))
    yield navigateur
    navigateur.close()


@pytest.fixture(scope="module")
def site(serveur: BaseLocale) -> Iterator[Site]:
    """The people of ``tests/monde.py`` in a base of their own, and ``caprse lancer`` in front of it."""
    with open_site_neuf(serveur, f"parcours_{next(_numeros)}") as site:
        yield site


@pytest.fixture(scope="module")
def boite() -> Iterator[Boite]:
    """A real mail server."""
    with run_serveur(Boite()) as boite:
        yield boite


@contextmanager
def open_site_neuf(
    serveur: BaseLocale, base: str, structures: int = 2, reglages: dict[str, str] | None = None
) -> Iterator[Site]:
    """A site on a base of its own, both gone at the end."""
    dossier = Path(tempfile.mkdtemp(prefix="caprse-parcours-"))
    create_base(serveur, base, GABARIT)
    with open_site(serveur, base, fill_base(serveur, base, structures), dossier, reglages) as site:
        yield site
    drop_base(serveur, base)
    shutil.rmtree(dossier)


@contextmanager
def open_site_avec_courrier(serveur: BaseLocale, base: str, boite: Boite, structures: int) -> Iterator[Site]:
    """A site of its own that sends its mail to this server."""
    reglages = {
        "CAPRSE_SMTP_HOTE": "127.0.0.1",
        "CAPRSE_SMTP_PORT": str(boite.port),
        "CAPRSE_SMTP_SECURITE": "aucune",
        "CAPRSE_EXPEDITEUR": "cahier@exemple.test",
    }
    with open_site_neuf(serveur, base, structures, reglages) as site:
        yield site


@pytest.fixture(autouse=True)
def journal_propre(site: Site) -> Iterator[None]:
    """What the server logs during a test holds no error that nobody handled."""
    debut = site.journal.stat().st_size
    yield
    ecrit = site.journal.read_bytes()[debut:].decode()
    assert not ERREUR.search(ecrit), f"erreur dans le journal du serveur :\n{ecrit}"


@pytest.fixture
def entrer(navigateur: Browser, site: Site) -> Iterator[Entrer]:
    contextes: list[BrowserContext] = []
    surveillance = Surveillance(site.adresse)

    def open_page(nom: str | None, largeur: int = 1280, chemin: str = "/carnet") -> Page:
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": 900 if largeur > 600 else 740},
            locale="fr-FR",
            timezone_id="Europe/Paris",
        )
        contextes.append(contexte)
        surveillance.watch(contexte)
        if nom is not None:
            contexte.add_cookies([{"name": COOKIE, "value": jeton(nom), "url": site.adresse}])
        page = contexte.new_page()
        page.set_default_timeout(DELAI_MS)
        show_page(page, site.adresse + chemin)
        return page

    yield open_page
    for contexte in contextes:
        contexte.close()
    surveillance.check()
