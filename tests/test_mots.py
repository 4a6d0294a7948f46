"""One word for one thing: a critère is « rempli », an answer is a « réponse », a thématique is no « thème »."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.test_apostrophes import CAPRSE, SOURCES, list_textes

# Someone « a répondu »; « pas répondu » is the name of a state; « répondu » said of a critère is not French.
REPONDU = re.compile(
    r"(?<!pas )(?<!\ba )(?<!ont )(?<!avez )(?<!aviez )(?<!avait )(?<!déjà )(?<!encore )(?<!avoir )\brépondue?s?\b",
    re.IGNORECASE,
)
THEME = re.compile(r"\bthèmes?\b(?! (?:visuel|clair|sombre))", re.IGNORECASE)
QUESTION = re.compile(r"\bquestions? (?:sans réponse|change)|\b(?:mêmes|chaque|autre) questions?\b", re.IGNORECASE)
# An address keeps the name of a trimestre as it always was; « Trimestre clos » has no number.
ADRESSES = {"planches/choix.py", "recherche/service.py", "ensemble/page_animation.py"}
INTERDITS = (REPONDU, THEME, QUESTION)
# The point de départ asks questions, one per enjeu, and the same ones in the bilan.
POINTS = {"trimestres/formulaire_bilan.py", "echanges/lisezmoi.py", "positionnement/page.py", "bilan/vue.py"}


def find_fautes(texte: str) -> list[str]:
    """The words that a reader would take for another thing."""
    return [trouve.group() for motif in INTERDITS for trouve in motif.finditer(texte)]


@pytest.mark.parametrize("chemin", SOURCES, ids=lambda c: c.relative_to(CAPRSE).as_posix())
def test_one_word_for_one_thing(chemin: Path) -> None:
    fautes = [(rang, faute) for rang, texte in list_textes(chemin) for faute in find_fautes(texte)]
    if "/".join(chemin.parts[-2:]) in POINTS:
        fautes = [(rang, faute) for rang, faute in fautes if "questions" not in faute]
    assert fautes == []


@pytest.mark.parametrize("chemin", SOURCES, ids=lambda c: c.relative_to(CAPRSE).as_posix())
def test_the_number_of_a_trimestre_is_not_left_alone_at_the_head_of_a_line(chemin: Path) -> None:
    """What precedes a number that a text takes ends with a space that does not break."""
    if chemin.suffix == ".js":
        coupes = re.findall(r"trimestres? \$\{", chemin.read_text(encoding="utf-8"), re.IGNORECASE)
    elif chemin.suffix == ".py" and "/".join(chemin.parts[-2:]) not in ADRESSES:
        arbre = ast.parse(chemin.read_text(encoding="utf-8"))
        coupes = [
            str(avant.value)
            for noeud in ast.walk(arbre)
            if isinstance(noeud, ast.JoinedStr)
            for avant, apres in pairwise(noeud.values)
            if isinstance(apres, ast.FormattedValue)
            and isinstance(avant, ast.Constant)
            and re.search(r"\btrimestres? $", str(avant.value), re.IGNORECASE)
        ]
    else:
        coupes = []
    assert coupes == []


@pytest.mark.parametrize("texte", ["3 critères répondus", "tout est répondu", "un thème", "chaque question"])
def test_the_words_that_stray_are_seen(texte: str) -> None:
    assert len(find_fautes(texte)) == 1


@pytest.mark.parametrize(
    "texte", ["pas répondu", "Alice a répondu à cela", "n’ont pas répondu", "vous aviez répondu : 2"]
)
def test_someone_may_have_answered(texte: str) -> None:
    assert find_fautes(texte) == []
