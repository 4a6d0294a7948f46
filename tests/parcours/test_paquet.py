"""The wheel alone, away from any clone: all that the workbook needs is in it, the guides and their pictures too."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, expect

from caprse.socle.livre import PAQUET, RACINE
from tests.parcours.conftest import DELAI_MS
from tests.parcours.gestes import enter_demo, wait_ready
from tests.parcours.site import open_site_demo
from tests.parcours.surveillance import Surveillance

BASES = (".streamlit", "caprse", "docs", "referentiel", "LICENSE", "README.md", "pyproject.toml", "setup.py")
# Without the folder where it stands: not the clone's code, the wheel's.
LANCEUR = "from caprse.cli import main; main()"


@pytest.fixture(autouse=True)
def journal_propre() -> None:
    """The log of a demonstration is its own."""


@pytest.fixture(scope="module")
def dossier() -> Iterator[Path]:
    dossier = Path(tempfile.mkdtemp(prefix="caprse-paquet-"))
    # The embedded PostgreSQL crosses it as another user.
    dossier.chmod(0o755)
    yield dossier
    shutil.rmtree(dossier, ignore_errors=True)


@pytest.fixture(scope="module")
def paquet(dossier: Path) -> Path:
    """The wheel, built from a copy: what building leaves behind never reaches the clone."""
    copie = dossier / "source"
    copie.mkdir()
    for nom in (*BASES, "streamlit_app.py"):
        if (RACINE / nom).is_dir():
            shutil.copytree(RACINE / nom, copie / nom, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(RACINE / nom, copie / nom)
    construit = dossier / "roue"
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    subprocess.run([*pip, "-w", str(construit), str(copie)], check=True)
    (roue,) = construit.glob("caprse-*.whl")
    return roue


def test_it_carries_each_file_of_the_package_and_what_stands_beside_it(paquet: Path) -> None:
    with ZipFile(paquet) as archive:
        portes = set(archive.namelist())
    siens = {
        f"caprse/{fichier.relative_to(PAQUET).as_posix()}"
        for fichier in PAQUET.rglob("*")
        if fichier.is_file() and fichier.suffix != ".pyc"
    }
    livres = {
        f"caprse/livre/{fichier.relative_to(RACINE).as_posix()}"
        for nom in (".streamlit/config.toml", "docs", "referentiel", "streamlit_app.py")
        for fichier in [RACINE / nom, *(RACINE / nom).rglob("*")]
        if fichier.is_file()
    }
    assert siens - portes == set()
    assert livres - portes == set()


def test_it_runs_the_demonstration_from_another_folder(paquet: Path, dossier: Path, navigateur: Browser) -> None:
    pose = dossier / "pose"
    with ZipFile(paquet) as archive:
        archive.extractall(pose)
    var = dossier / "var"
    var.mkdir(mode=0o755)
    lanceur = [sys.executable, "-P", "-c", LANCEUR]
    with open_site_demo(var, lanceur, {"PYTHONPATH": str(pose)}) as adresse:
        surveillance = Surveillance(adresse)
        contexte = navigateur.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
        surveillance.watch(contexte)
        page = contexte.new_page()
        page.set_default_timeout(DELAI_MS)
        enter_demo(page, adresse, "animation")
        wait_ready(page)
        page.goto(f"{adresse}/guide-seance")
        wait_ready(page)
        expect(page.get_by_role("img").first).to_be_visible()
        assert page.get_by_role("img").first.evaluate("image => image.naturalWidth") > 100
        page.goto(f"{adresse}/referentiel")
        wait_ready(page)
        expect(page.get_by_role("heading", name="Conduite de la démarche")).to_be_visible()
        contexte.close()
        surveillance.check()
