"""What people read is written with « ’ », as the référentiel is: two signs for one apostrophe look careless."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CAPRSE = Path(__file__).parent.parent / "caprse"
ELISION = re.compile(r"(?i)(?<![\w'’\\])(?:[ldnscmt]|qu|aujourd|(?:lors|puis|quel|jus|pres)qu)'(?=[\w«{])")
COMPARE = {"socle/francais.py", "collectif/annuaire/abimes.py"}  # they read what others wrote, either way
SOURCES = sorted(
    chemin
    for fin in ("py", "js", "html", "txt", "css")
    for chemin in CAPRSE.rglob(f"*.{fin}")
    if "migrations" not in chemin.parts and chemin.relative_to(CAPRSE).as_posix() not in COMPARE
)


def list_textes(chemin: Path) -> Iterator[tuple[int, str]]:
    source = chemin.read_text(encoding="utf-8")
    if chemin.suffix != ".py":
        yield from enumerate((ligne.split("/*")[0].split("// ")[0] for ligne in source.splitlines()), 1)
        return
    arbre = ast.parse(source)
    seuls = {id(n.value) for n in ast.walk(arbre) if isinstance(n, ast.Expr)}  # docstrings
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and id(noeud) not in seuls:
            yield noeud.lineno, noeud.value


@pytest.mark.parametrize("chemin", SOURCES, ids=lambda c: c.relative_to(CAPRSE).as_posix())
def test_an_elision_is_written_with_the_sign_of_print(chemin: Path) -> None:
    assert [(rang, texte[:60]) for rang, texte in list_textes(chemin) if ELISION.search(texte)] == []
