"""Our sheets are laid one after the other: a name means one thing in all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import caprse

RACINE = Path(caprse.__file__).parent
# Sheets of pages that Streamlit carries; the wall, phones and plain pages have theirs apart.
DOSSIERS = ("static", "carnet/controle/feuilles")
DECLARATION = re.compile(r"^\.(cap-[a-z-]+)[ ,{:]", re.MULTILINE)
# On paper no card is cut in two, whoever draws it.
COMMUNS = {"cap-carte"}


def test_a_class_is_declared_by_one_group_of_rooms_alone() -> None:
    lieux: dict[str, set[str]] = defaultdict(set)
    for dossier in DOSSIERS:
        for feuille in (RACINE / dossier).glob("*.css"):
            for nom in DECLARATION.findall(feuille.read_text(encoding="utf-8")):
                lieux[nom].add(dossier if dossier != "static" else feuille.name)
    assert len(lieux) > 20
    assert {nom: sorted(ou) for nom, ou in lieux.items() if len(ou) > 1 and nom not in COMMUNS} == {}


def test_nothing_enters_by_fading() -> None:
    # Half-way through a fade, letters have less contrast than anyone can read: what enters moves or grows.
    fautes = [
        feuille.name
        for feuille in sorted(RACINE.rglob("*.css"))
        for image in re.findall(r"@keyframes[^{]+\{((?:[^{}]*\{[^{}]*\})*)", feuille.read_text(encoding="utf-8"))
        if re.search(r"\b(?:opacity|color|filter)\s*:", image)
    ]
    assert fautes == []
