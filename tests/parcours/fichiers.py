"""Files that go down from a page and come back to it."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Locator, Page

from caprse.referentiel.page_classeur import TYPE_CLASSEUR
from tests.parcours.gestes import wait_rest


def take_fichier(bouton: Locator) -> bytes:
    """The file that this button gives."""
    with bouton.page.expect_download() as attendu:
        bouton.click()
    return Path(attendu.value.path()).read_bytes()


def bring_classeur(page: Page, depot: str, nom: str, octets: bytes) -> None:
    """Choose a workbook in the place of this key, and wait until the page has read it."""
    fichier: FilePayload = {"name": nom, "mimeType": TYPE_CLASSEUR, "buffer": octets}
    page.locator(f'.st-key-{depot} input[type="file"]').set_input_files([fichier])
    wait_rest(page)


def fill_feuille(octets: bytes, feuille: str, valeurs: Mapping[str, object]) -> bytes:
    """The workbook with these cells of one sheet filled."""
    classeur = load_workbook(BytesIO(octets))
    for case, valeur in valeurs.items():
        classeur[feuille][case] = valeur
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()
