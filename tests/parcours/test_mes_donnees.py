"""A person takes away what the base holds about them."""

from __future__ import annotations

import zipfile

import pytest

from caprse.echanges.personne.service import JSON, TEXTE
from tests.parcours.conftest import Entrer
from tests.parcours.gestes import check_page


@pytest.mark.parametrize("largeur", [1280, 360])
def test_one_button_gives_all_that_is_about_oneself(entrer: Entrer, largeur: int) -> None:
    page = entrer("alice", largeur, "/mon-compte")
    bouton = page.get_by_role("button", name="Télécharger mes données")
    bouton.wait_for()
    check_page(page, f"mes-donnees-{largeur}")
    with page.expect_download() as attendu:
        bouton.click()
    with zipfile.ZipFile(attendu.value.path()) as archive:
        assert set(archive.namelist()) == {JSON, TEXTE}
        assert "# Vos rôles" in archive.read(TEXTE).decode("utf-8-sig")
