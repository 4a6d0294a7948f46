"""Typography: what people read changes as French prints it, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from caprse.referentiel.fichiers.typographie import SANS_TEXTE, list_lignes, typeset, typeset_yaml
from tests.referentiel.versions import LIVRE, PRECEDENT


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("L’équipe d’aujourd'hui", "L’équipe d’aujourd’hui"),
        ("Le savez-vous ? Oui !", "Le savez-vous\u202f? Oui\u202f!"),
        ("Le savez-vous? Oui; non", "Le savez-vous\u202f? Oui\u202f; non"),
        ("On le dit : « non »", "On le dit\u00a0: «\u202fnon\u202f»"),
        ("«oui»", "«\u202foui\u202f»"),
        ("Sous 14:02, voir a:b", "Sous 14:02, voir a:b"),
        ("Quoi\u00a0? Rien\u202f: tout", "Quoi\u202f? Rien\u00a0: tout"),
        ("« L’un »", "«\u202fL’un\u202f»"),
    ],
)
def test_a_sentence_is_printed_as_french_prints_it(avant: str, apres: str) -> None:
    assert typeset(avant) == apres


@given(st.text(alphabet="ab'’ \u00a0\u202f:;!?«»().,0é\"", max_size=60))
@settings(max_examples=400)
def test_a_second_time_changes_nothing(texte: str) -> None:
    assert typeset(typeset(texte)) == typeset(texte)


MACHINE = """\
# L’en-tête : reste « tel quel » ?
code: PAR  # pourquoi ? parce que l’on veut
source: "https://exemple.test/?a=b'c"
titre: 'L''accueil : quand ?'
question: >-
  Qui accueille
  ? Le sait-on «
  ici » ?
niveaux: {0: "Rien !", 1: L’un}
renvois:
  odd: ["8 : a"]
"""


def test_keys_codes_addresses_and_comments_stay() -> None:
    apres = typeset_yaml(MACHINE)
    lu = yaml.safe_load(apres)
    assert apres.startswith("# L’en-tête : reste « tel quel » ?\ncode: PAR  # pourquoi ? parce que l’on veut\n")
    assert lu["source"] == "https://exemple.test/?a=b'c"
    assert lu["titre"] == "L’accueil\u00a0: quand\u202f?"
    assert lu["question"] == "Qui accueille\u202f? Le sait-on «\u202fici\u202f»\u202f?"
    assert lu["niveaux"] == {0: "Rien\u202f!", 1: "L’un"}
    assert lu["renvois"] == {"odd": ["8 : a"]}
    assert list_lignes(apres) == []
    assert list_lignes(MACHINE) == [4, 6, 7, 8, 9]


def convert(donnee: Any, change: Callable[[str], str]) -> Any:
    if isinstance(donnee, dict):
        return {cle: valeur if cle in SANS_TEXTE else convert(valeur, change) for cle, valeur in donnee.items()}
    if isinstance(donnee, list):
        return [convert(element, change) for element in donnee]
    return change(donnee) if isinstance(donnee, str) else donnee


@pytest.mark.parametrize("fichier", sorted(PRECEDENT.glob("*.yaml")), ids=lambda fichier: fichier.name)
def test_a_file_says_the_same_with_its_texts_typeset_line_by_line(fichier: Path) -> None:
    source = fichier.read_text(encoding="utf-8")
    apres = typeset_yaml(source)
    assert yaml.safe_load(apres) == convert(yaml.safe_load(source), typeset)
    assert typeset_yaml(apres) == apres
    assert apres.count("\n") == source.count("\n")


@pytest.mark.parametrize("fichier", sorted(LIVRE.glob("*.yaml")), ids=lambda fichier: fichier.name)
def test_what_ships_is_typeset(fichier: Path) -> None:
    assert list_lignes(fichier.read_text(encoding="utf-8")) == []


@example(",00000000000« 0")
@example("ab 00000000000000 « 00000000000000000 «")
@given(st.text(alphabet="ab'’ :;!?«»().,0é\"#-", min_size=1, max_size=60))
@settings(max_examples=400, deadline=None)
def test_however_yaml_writes_a_text_it_stays_that_text_typeset(texte: str) -> None:
    source = yaml.safe_dump({"titre": texte, "code": texte}, allow_unicode=True, width=20)
    lu = yaml.safe_load(typeset_yaml(source))
    assert lu["code"] == texte
    assert typeset(lu["titre"]) == typeset(texte)
