"""The house itself, read from the tree: where tests stand, how much a folder and a file hold, who formats."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from caprse.pages import NOMS
from tests.parcours.pages import VISITEURS, list_pages

RACINE = Path(__file__).parents[1]
# What belongs to no package: rights and crashes of the whole, journeys in a browser, what installs it.
HORS_PAQUETS = {"surete", "parcours", "deploiement"}
FICHIERS_MAX = 20
LIGNES_MAX = {"caprse": 320, "tests": 620}
ECRITS = {".py", ".js", ".css", ".html"}
# One migration after another, none ever taken away or written again.
MIGRATIONS = Path("caprse/migrations/versions")
SANS_FORMAT = re.compile(r"#\s*fmt:\s*(?:skip|off)")


def list_files(dossier: str) -> list[Path]:
    """What people wrote under this folder, by its path from the root of the project."""
    fichiers = (RACINE / dossier).rglob("*")
    return sorted(f.relative_to(RACINE) for f in fichiers if f.is_file() and "__pycache__" not in f.parts)


def test_each_folder_of_tests_mirrors_one_of_the_product() -> None:
    dossiers = {parent for fichier in list_files("tests") for parent in fichier.relative_to("tests").parents}
    miroirs = {dossier for dossier in dossiers if dossier.parts[:1] and dossier.parts[0] not in HORS_PAQUETS}
    assert [str(dossier) for dossier in sorted(miroirs) if not (RACINE / "caprse" / dossier).is_dir()] == []


def test_a_folder_holds_few_files() -> None:
    nombres = Counter(fichier.parent for fichier in list_files("caprse") if fichier.parent != MIGRATIONS)
    assert {str(dossier): nombre for dossier, nombre in nombres.items() if nombre > FICHIERS_MAX} == {}


@pytest.mark.parametrize("dossier", LIGNES_MAX)
def test_a_file_is_short(dossier: str) -> None:
    ecrits = [fichier for fichier in list_files(dossier) if fichier.suffix in ECRITS]
    longueurs = {str(fichier): len((RACINE / fichier).read_text().splitlines()) for fichier in ecrits}
    assert {nom: lignes for nom, lignes in longueurs.items() if lignes > LIGNES_MAX[dossier]} == {}


@pytest.mark.parametrize("dossier", ["caprse", "tests", "bench"])
def test_the_formatter_has_the_last_word(dossier: str) -> None:
    textes = {fichier: (RACINE / fichier).read_text() for fichier in list_files(dossier) if fichier.suffix == ".py"}
    assert [str(fichier) for fichier, texte in textes.items() if SANS_FORMAT.search(texte)] == []


def test_each_page_is_visited_by_the_journey_that_walks_them_all() -> None:
    assert {page for nom in VISITEURS for page in list_pages(nom)} == NOMS
