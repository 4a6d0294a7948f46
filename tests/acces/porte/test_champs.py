"""A refused field of a plain page is marked: for the eye, for who listens, with the sentence that says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import caprse
from caprse.acces.porte import rendu as porte
from caprse.seance.mur import web as mur
from caprse.seance.salle import rendu as salle

CHAMP = re.compile(r'<input[^>]*type="(?:text|email)"[^>]*>')
GABARITS = sorted(
    chemin
    for chemin in Path(caprse.__file__).parent.glob("**/gabarits/*.html")
    if CHAMP.search(chemin.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize("gabarit", GABARITS, ids=lambda chemin: chemin.name)
def test_a_refused_field_says_so_and_is_tied_to_its_sentence(gabarit: Path) -> None:
    page = gabarit.read_text(encoding="utf-8")
    # A ballot is drawn inside the page of the room, which says the sentence.
    dite = gabarit.with_name("salle.html") if gabarit.name == "bulletin.html" else gabarit
    assert 'id="raison" role="alert"' in dite.read_text(encoding="utf-8")
    for champ in CHAMP.findall(page):
        assert 'aria-invalid="true"' in champ
        assert re.search(r'aria-describedby="({% if raison %})?raison', champ)


@pytest.mark.parametrize("feuille", [porte.FEUILLE, salle.FEUILLE, mur.STYLE], ids=["porte", "salle", "mur"])
def test_a_refused_field_has_a_red_edge(feuille: str) -> None:
    assert re.search(r'input\[aria-invalid="true"\]\s*\{[^}]*border-color', feuille)


def test_every_door_with_a_field_is_known() -> None:
    portes = ["connexion.html", "code.html", "bulletin.html", "rejoindre.html", "structure.html"]
    assert [chemin.name for chemin in GABARITS] == portes
