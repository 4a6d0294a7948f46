"""What a file may do, by its name: rules and phrases are pure, pages hold no SQL nor use case, SQL has its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

import pytest

import caprse

CAPRSE = Path(caprse.__file__).parent
MODULES = sorted(CAPRSE.rglob("*.py"))

PURS = ("regles*", "phrases*", "textes*")
PAGES = ("page*", "vue*", "formulaire*", "gestes*", "etat*")
# A module says « Pure » in its first lines, whatever its name: it is held to it.
_SE_DIT_PUR = re.compile(r"\bPure\b|[:,] pure\b")
IMPURS = ("streamlit", "sqlalchemy", "psycopg", "starlette", "caprse.socle.base", "caprse.socle.installation")
SQL = ("sqlalchemy", "psycopg")

# Where ``text()`` may stand beside ``requetes.py``, and why.
SQL_TECHNIQUE: dict[str, str] = {}


def is_named(chemin: Path, motifs: Iterable[str]) -> bool:
    return any(fnmatch(chemin.stem, motif) for motif in motifs)


def parse(chemin: Path) -> ast.Module:
    return ast.parse(chemin.read_text(encoding="utf-8"))


def list_imports(arbre: ast.Module) -> set[str]:
    """The modules that a module imports, those for types alone left out."""
    pour_types = {
        id(import_)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.If) and ast.unparse(noeud.test) == "TYPE_CHECKING"
        for import_ in ast.walk(noeud)
    }
    noms: set[str] = set()
    for noeud in ast.walk(arbre):
        if id(noeud) in pour_types:
            continue
        if isinstance(noeud, ast.Import):
            noms |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            noms |= {noeud.module, *(f"{noeud.module}.{alias.name}" for alias in noeud.names)}
    return noms


def list_forbidden(arbre: ast.Module, interdits: Iterable[str]) -> set[str]:
    return {nom for nom in list_imports(arbre) if any(nom == i or nom.startswith(f"{i}.") for i in interdits)}


def is_pure(chemin: Path) -> bool:
    return is_named(chemin, PURS) or bool(_SE_DIT_PUR.search(ast.get_docstring(parse(chemin)) or ""))


def name(chemin: Path) -> str:
    return str(chemin.relative_to(CAPRSE))


@pytest.mark.parametrize("chemin", [c for c in MODULES if is_pure(c)], ids=name)
def test_rules_and_phrases_are_pure(chemin: Path) -> None:
    arbre = parse(chemin)
    assert list_forbidden(arbre, IMPURS) == set()
    horloges = {ast.unparse(n) for n in ast.walk(arbre) if isinstance(n, ast.Attribute) and n.attr in {"now", "today"}}
    assert horloges & {"datetime.now", "date.today", "datetime.today"} == set(), "the day is an argument"


@pytest.mark.parametrize("chemin", [c for c in MODULES if is_named(c, PAGES)], ids=name)
def test_pages_show_and_collect(chemin: Path) -> None:
    """No SQL, no table, no right that is checked: services do that."""
    arbre = parse(chemin)
    assert list_forbidden(arbre, SQL) == set()
    assert {nom for nom in list_imports(arbre) if nom.endswith(".modele")} == set()
    gestes = {ast.unparse(n.func) for n in ast.walk(arbre) if isinstance(n, ast.Call)}
    assert {geste for geste in gestes if re.search(r"\bunit\.(db\.|check$)", geste)} == set()


def test_whole_statements_stand_in_requetes() -> None:
    fautes = []
    for chemin in MODULES:
        if (
            chemin.name in {"requetes.py", "modele.py"}
            or "migrations" in chemin.parts
            or name(chemin) in SQL_TECHNIQUE
        ):
            continue
        fautes += [
            f"{name(chemin)}:{noeud.lineno}"
            for noeud in ast.walk(parse(chemin))
            if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name) and noeud.func.id == "text"
        ]
    assert fautes == []


@pytest.mark.parametrize("chemin", sorted(CAPRSE.rglob("requetes.py")), ids=name)
def test_requetes_hold_statements_and_nothing_else(chemin: Path) -> None:
    autres = [
        noeud.lineno
        for noeud in parse(chemin).body
        if not isinstance(noeud, ast.Assign | ast.AnnAssign | ast.Import | ast.ImportFrom | ast.Expr)
    ]
    assert autres == []


def test_what_is_named_technical_still_is() -> None:
    for nom in SQL_TECHNIQUE:
        assert "text(" in (CAPRSE / nom).read_text(encoding="utf-8")


def test_a_name_after_de_is_said_as_french_says_it() -> None:
    """« d'Atelier », « du Potager »: a sentence asks ``add_de``; what stands between « » needs nothing."""
    nu = re.compile(r"\bde \{[^}]*\b(structure|nom)\)?\}")
    fautes = [
        f"{chemin.relative_to(CAPRSE)}:{rang}"
        for chemin in MODULES
        if chemin.name != "francais.py"
        for rang, ligne in enumerate(chemin.read_text().splitlines(), 1)
        if nu.search(ligne)
    ]
    assert fautes == []
