"""Few may decide what compares with what: a sixth rule beside them would contradict one of the screens."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import caprse

RACINE = Path(caprse.__file__).parent

# The rules themselves: over the answers of a structure, over the positionnements, over the figures of the collectif.
REGLES = {
    "restitution/figures/etats.py": {"ask_the_same", "pair_tenues", "compare_etats"},
    "restitution/figures/comptages.py": {"can_compare"},
}
# Who asks them for what it draws: add a line only for a screen that asks one of the rules above.
DEMANDEURS = {
    "restitution/chemin/collectif.py",
    "restitution/chemin/regles.py",
    "restitution/federation/evolution.py",
    "restitution/figures/series.py",
    "restitution/resultats/rapprochements.py",
    "seance/image/chiffres.py",
}
# What a function that decides it is called, whatever it asks.
NOMS = (
    "asks_",
    "ask_the_same",
    "_has_the_same",
    "_asks_the_same",
    "can_compare",
    "compares_",
    "is_comparable",
    "follows",
)


def list_modules() -> Iterator[tuple[str, ast.Module]]:
    for fichier in sorted(RACINE.rglob("*.py")):
        yield fichier.relative_to(RACINE).as_posix(), ast.parse(fichier.read_text(encoding="utf-8"))


def is_regle(importe: ast.ImportFrom) -> bool:
    noms = {alias.name for alias in importe.names}
    modules = {f"caprse/{chemin}".removesuffix(".py").replace("/", "."): regles for chemin, regles in REGLES.items()}
    return bool(noms & modules.get(importe.module or "", set())) or (
        importe.module == "caprse.restitution.figures" and "comptages" in noms
    )


def test_who_asks_what_compares_is_listed() -> None:
    trouves = {
        chemin
        for chemin, module in list_modules()
        for noeud in ast.walk(module)
        if isinstance(noeud, ast.ImportFrom) and is_regle(noeud)
    }
    assert trouves == DEMANDEURS


def test_nobody_else_decides_it() -> None:
    trouves = {
        chemin
        for chemin, module in list_modules()
        for noeud in ast.walk(module)
        if isinstance(noeud, ast.FunctionDef) and noeud.name.startswith(NOMS)
    }
    assert trouves <= DEMANDEURS | set(REGLES)
