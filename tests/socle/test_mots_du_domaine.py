"""The socle knows no word of the domain: what names one belongs to the room that owns it."""

from __future__ import annotations

import io
import re
import tokenize
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from caprse import socle

DOSSIER = Path(socle.__path__[0])
FICHIERS = sorted(DOSSIER.rglob("*.*"))

# The glossary, and what grew out of it; singular, without accents. Left out: words that code says too (action, table).
MOTS = frozenset(
    {"adhesion", "collectif", "federation", "habilitation", "invitation", "rencontre", "structure", "trimestre"}
    | {"animation", "contribution", "direction"}
    | {"correspondance", "critere", "enjeu", "marche", "niveau", "referentiel", "thematique"}
    | {"avis", "carnet", "cible", "commentaire", "concerne", "motif", "positionnement", "reponse", "revision", "trace"}
    | {"arrete", "journal", "notation", "publication"}
    | {"appui", "fil", "pilotage", "pratique", "rappel", "relecture"}
    | {"seance", "tour", "vote"}
)

# A word that a file may say, and why.
EXCEPTIONS: dict[tuple[str, str], str] = {}

_MOT = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def _read_mots(texte: str) -> Iterator[str]:
    """The words of a text or of an identifier, small, singular, without accents."""
    simple = "".join(c for c in unicodedata.normalize("NFD", texte) if not unicodedata.combining(c))
    for mot in _MOT.findall(simple):
        petit = mot.lower()
        yield petit if petit in MOTS else petit.removesuffix("s")


def _list_mots_du_domaine(source: str) -> set[str]:
    """Those said by identifiers and strings, docstrings among them; comments may explain."""
    dits: set[str] = set()
    for jeton in tokenize.generate_tokens(io.StringIO(source).readline):
        if jeton.type != tokenize.COMMENT:
            dits.update(mot for mot in _read_mots(jeton.string) if mot in MOTS)
    return dits


@pytest.mark.parametrize("fichier", [f for f in FICHIERS if f.suffix == ".py"], ids=lambda f: f.name)
def test_no_word_of_the_domain_is_said(fichier: Path) -> None:
    nom = fichier.relative_to(DOSSIER).as_posix()
    dits = _list_mots_du_domaine(nom.replace(".py", "\n") + fichier.read_text(encoding="utf-8"))
    permis = {mot for autre, mot in EXCEPTIONS if autre == nom}
    assert dits == permis, "say it in the room that owns it, or drop an exception that nothing needs"


def test_only_python_is_read_since_nothing_else_is_there() -> None:
    # Letters of a font, and their licence, say nothing of ours.
    assert {f.suffix for f in FICHIERS if not {"__pycache__", "polices"} & set(f.parts)} == {".py"}


@pytest.mark.parametrize(
    ("source", "mots"),
    [
        ("x = get_carnet(structure_id)", {"carnet", "structure"}),
        ("class CarnetVu: ...", {"carnet"}),
        ("VERSION_DU_REFERENTIEL = 1", {"referentiel"}),
        ('db.execute("select niveau from reponse")', {"niveau", "reponse"}),
        ("st.info('Vos réponses de ce trimestre')", {"reponse", "trimestre"}),
        ('x = f"{a} critères"', {"critere"}),
        ('"""The collectif moved."""', {"collectif"}),
        ("x = 1  # the carnet", set()),
        ("restructure, fileter, tournee, notes = 1", set()),
    ],
)
def test_words_are_found_wherever_they_hide(source: str, mots: set[str]) -> None:
    assert _list_mots_du_domaine(source) == mots
