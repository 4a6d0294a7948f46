"""The guides as they are read on the screen: their parts are found, and no sign stands alone at the head of a line."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from caprse.socle.ecran.guide import build_ancre, read_guide
from caprse.socle.livre import DOCS

GUIDES = ("guide-structure.md", "guide-chargee-de-mission.md", "guide-seance.md", "guide-referentiel.md")
ORPHELIN = re.compile(r" [;:!?»](?!\w)|« ")


def _show(nom: str) -> None:
    # Streamlit runs the text of this function alone.
    from caprse.socle.ecran.guide import show_guide

    show_guide(nom)


@pytest.mark.parametrize("nom", GUIDES)
def test_every_part_has_an_address_of_its_own(nom: str) -> None:
    texte = (DOCS / nom).read_text(encoding="utf-8")
    titre, debut, parties = read_guide(texte)
    assert titre
    assert not titre.startswith("#")
    assert texte.count("\n## ") == len(parties) > 4
    ancres = [partie.ancre for partie in parties]
    assert len(set(ancres)) == len(ancres)
    assert len(debut) + sum(len(partie.texte) for partie in parties) > 0.8 * len(texte)


def test_an_anchor_is_plain() -> None:
    assert build_ancre("La vie d’un trimestre : à l’été") == "la-vie-d-un-trimestre-a-l-ete"


@pytest.mark.parametrize("nom", GUIDES)
def test_the_chapters_are_the_contents_and_the_first_one_is_open(nom: str) -> None:
    essai = AppTest.from_function(_show, kwargs={"nom": nom}, default_timeout=30).run()
    assert [pli.proto.expanded for pli in essai.expander] == [True] + [False] * (len(essai.expander) - 1)
    ancres = [element.proto.body for element in essai.get("html") if "<span id=" in element.proto.body]
    assert len(ancres) == len(essai.expander)


@pytest.mark.parametrize("nom", GUIDES)
def test_no_sign_stands_alone(nom: str) -> None:
    essai = AppTest.from_function(_show, kwargs={"nom": nom}, default_timeout=30).run()
    assert not essai.exception, [erreur.value for erreur in essai.exception]
    textes = [element.value for element in essai.markdown] + [pli.label for pli in essai.expander]
    assert len(textes) > 8
    assert [trouve[0] for texte in textes for trouve in re.finditer(f".{{12}}(?:{ORPHELIN.pattern})", texte)] == []
