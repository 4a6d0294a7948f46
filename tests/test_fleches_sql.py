"""Arrows point down in SQL too: a statement names no table of a package that lies above its own.

Each table belongs to the package whose ``modele.py`` maps it; the order of the packages is that of the layers contract
in ``pyproject.toml``. Imports are import-linter's; what it cannot see is a table named in words, or by a foreign key.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import caprse
from caprse.socle.base import Base

CAPRSE = Path(caprse.__file__).parent
RACINE = CAPRSE.parent

# A package that names a table above it all the same, and why.
EXCEPTIONS = {
    ("acces", "collectif"): "a role holds in a collectif, and is shown with its name",
    ("acces", "structure"): "a role holds in a structure, and is shown with its name",
    ("acces", "adhesion"): "a structure that has left is said so beside its people",
    ("tableau", "seance"): "a session that runs is the first thing of the day, in the one query of the board",
}

_SQL = re.compile(r"\b(select|insert\s+into|update\s+\w+(\s+\w+)?\s+set|delete\s+from)\b", re.IGNORECASE)
_NOMMEE = re.compile(r"\b(?:from|join|into|update|using|only|table)\s+(?:only\s+)?([a-z_]+)", re.IGNORECASE)
_A_LA_SUITE = re.compile(r",\s*([a-z_]+)\s+(?:as\s+)?[a-z]\w?\b(?!\s*[(.])", re.IGNORECASE)


def load_proprietaires() -> dict[str, str]:
    """The package of each table."""
    for modele in sorted(CAPRSE.rglob("modele.py")):
        import_module(".".join(("caprse", *modele.relative_to(CAPRSE).with_suffix("").parts)))
    return {
        str(mapper.local_table.description): mapper.class_.__module__.split(".")[1] for mapper in Base.registry.mappers
    }


def load_etages() -> list[list[tuple[str, ...]]]:
    """The floors of the house, the highest first; each one a list of groups that may not know each other."""
    contrats = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    maison = next(contrat for contrat in contrats if contrat.get("containers") == ["caprse"])
    return [
        [tuple(nom.strip() for nom in groupe.split(":")) for groupe in etage.split("|")] for etage in maison["layers"]
    ]


PROPRIETAIRES = load_proprietaires()
ETAGES = load_etages()


def may_name(package: str, table: str) -> bool:
    """Whether the table lies in this package, in one that it may know on its floor, or on a floor below."""
    proprietaire = PROPRIETAIRES[table]
    if package == proprietaire:
        return True
    rangs = {nom: rang for rang, etage in enumerate(ETAGES) for groupe in etage for nom in groupe}
    if rangs[package] == rangs[proprietaire]:
        return any(package in groupe and proprietaire in groupe for groupe in ETAGES[rangs[package]])
    return rangs[package] < rangs[proprietaire]


def list_statements(source: str) -> Iterator[tuple[int, str]]:
    """The pieces of SQL of a module with their line: strings that read like it, docstrings apart; tables declared."""
    arbre = ast.parse(source)
    a_part = {
        id(noeud.body[0].value)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Module | ast.ClassDef | ast.FunctionDef)
        and noeud.body
        and isinstance(noeud.body[0], ast.Expr)
    }
    a_part |= {id(part) for noeud in ast.walk(arbre) if isinstance(noeud, ast.JoinedStr) for part in noeud.values}
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.JoinedStr(values=parts):
                texte = "".join(str(part.value) if isinstance(part, ast.Constant) else " " for part in parts)
            case ast.Constant(value=str(texte)) if id(noeud) not in a_part:
                pass
            case ast.Call(func=ast.Name(id="table"), args=[ast.Constant(value=str(nom)), *_]):
                texte = f"select from {nom}"
            case _:
                continue
        if _SQL.search(texte):
            yield noeud.lineno, texte


def list_tables(requete: str) -> set[str]:
    """The tables that a statement names."""
    sans_commentaires = re.sub(r"--[^\n]*", " ", requete)
    noms = {*_NOMMEE.findall(sans_commentaires), *_A_LA_SUITE.findall(sans_commentaires)}
    return {nom.lower() for nom in noms} & set(PROPRIETAIRES)


@pytest.mark.parametrize(
    ("requete", "tables"),
    [
        ("select 1 from carnet c join structure s on s.id = c.structure_id", {"carnet", "structure"}),
        ("select r.niveau as trimestre from reponse r, carnet c where c.id = :seance", {"reponse", "carnet"}),
        ("insert into journal (collectif_id) select id from collectif", {"journal", "collectif"}),
        ("update tour t set etat = 'ferme' from seance s where s.id = t.seance_id", {"tour", "seance"}),
        ("delete from carnet using trimestre t where t.id = :trimestre", {"carnet", "trimestre"}),
        ("select (select count(*) from vote v) as votes, s.nom as structure from unnest(:x) s", {"vote"}),
        ("select set_config('caprse.compte', :compte, true)", set()),
    ],
)
def test_the_tables_of_a_statement_are_found(requete: str, tables: set[str]) -> None:
    assert list(list_statements(f"x = {requete!r}")) == [(1, requete)]
    assert list_tables(requete) == tables


def test_no_statement_names_a_table_above_its_package() -> None:
    fautes = []
    for chemin in sorted(CAPRSE.rglob("*.py")):
        package = chemin.relative_to(CAPRSE).parts[0].removesuffix(".py")
        for ligne, requete in list_statements(chemin.read_text(encoding="utf-8")):
            fautes += [
                f"{chemin.relative_to(RACINE)}:{ligne} names « {table} », of {PROPRIETAIRES[table]}"
                for table in sorted(list_tables(requete))
                if not may_name(package, table) and (package, table) not in EXCEPTIONS
            ]
    assert fautes == []


def test_no_table_refers_to_one_above_its_package() -> None:
    fautes = {
        (PROPRIETAIRES[table.name], cle.column.table.name)
        for table in Base.metadata.tables.values()
        for cle in table.foreign_keys
        if not may_name(PROPRIETAIRES[table.name], cle.column.table.name)
    }
    assert fautes <= set(EXCEPTIONS)


def test_every_exception_still_serves() -> None:
    """One that serves no more would let the next fault through."""
    nommees = {
        (chemin.relative_to(CAPRSE).parts[0], table)
        for chemin in CAPRSE.glob("*/**/*.py")
        for _, requete in list_statements(chemin.read_text(encoding="utf-8"))
        for table in list_tables(requete)
    }
    assert {exception for exception in EXCEPTIONS if exception not in nommees} == set()
    assert not any(may_name(package, table) for package, table in EXCEPTIONS)
