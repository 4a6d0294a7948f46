"""Documents on paper: taken from the pages where one looks for them, at a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from caprse.echanges.bilan_imprime.phrases import BOUTONS
from caprse.echanges.bilan_imprime.regles import Sorte
from tests.echanges.pages_pdf import check_accessible
from tests.parcours.conftest import Entrer
from tests.parcours.fichiers import take_fichier
from tests.parcours.gestes import check_page


def take(page: Page, nom: str) -> bytes:
    """The file that this button gives."""
    return take_fichier(page.get_by_role("button", name=nom))


@pytest.mark.parametrize("largeur", [1280, 360])
def test_the_three_documents_and_the_blank_carnet_are_taken(entrer: Entrer, largeur: int) -> None:
    page = entrer("alice", largeur, "/documents")
    page.get_by_role("heading", name="Une page pour le conseil").wait_for()
    check_page(page, f"documents-{largeur}")
    for sorte in Sorte:
        check_accessible(take(page, BOUTONS[sorte]), "")
    page = entrer("alice", largeur, "/hors-ligne")
    check_accessible(take(page, "Télécharger un carnet vide (PDF)"), "Carnet à remplir")
    check_page(page, f"hors-ligne-{largeur}")
