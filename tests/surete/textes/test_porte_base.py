"""No way into the database goes round the door of texts: whatever the column, whatever the form of the statement."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import JSON, Column, String, bindparam, cast, select, text
from sqlalchemy.dialects.postgresql import ARRAY

import caprse
import caprse.pages
from caprse.socle.base import Base
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.installation import Installation

SALE, NET = "Les\u200b Jar\x02dins de\u0301", "Les Jardins dé"

COLONNES = [colonne for table in Base.metadata.sorted_tables for colonne in table.columns]


def _dirty(colonne: Column[Any]) -> tuple[Any, Any] | None:
    """What could be written there that no reader sees, and what should arrive; None for what holds no text."""
    if isinstance(colonne.type, ARRAY):
        return ([SALE], [NET]) if isinstance(colonne.type.item_type, String) else None
    if isinstance(colonne.type, JSON):
        return {SALE: [SALE, {"a": SALE}]}, {NET: [NET, {"a": NET}]}
    return (SALE, NET) if isinstance(colonne.type, String) else None


TEXTES = [colonne for colonne in COLONNES if _dirty(colonne)]


def test_every_column_that_holds_texts_is_behind_the_door(installation: Installation) -> None:
    nues = []
    with installation.moteur.connect() as db:
        for colonne in TEXTES:
            sale, net = _dirty(colonne) or (None, None)
            if db.scalar(select(cast(bindparam("x", sale, type_=colonne.type), colonne.type))) != net:
                nues.append(str(colonne))
    assert nues == []


def test_every_kind_of_column_is_known_to_this_test() -> None:
    """A column of another kind that could hold texts must come here: `_dirty` would not see it."""
    connus = {
        "UUID",
        "SMALLINTEGER",
        "INTEGER",
        "BIGINTEGER",
        "BOOLEAN",
        "DATETIME",
        "DATE",
        "TIME",
        "NUMERIC",
        "FLOAT",
        # Files, typed by nobody: their own door reads every byte.
        "LARGEBINARY",
        # Made by the base of columns that are tried here.
        "TSVECTOR",
    }
    autres = {c.type.__class__.__name__.upper() for c in COLONNES if c not in TEXTES and not isinstance(c.type, ARRAY)}
    assert autres - connus == set()
    assert len(TEXTES) > 60


@pytest.mark.parametrize(
    ("requete", "valeur", "attendu"),
    [
        ("select :x", SALE, NET),
        ("select cast(:x as varchar)", SALE, NET),
        ("select to_jsonb(cast(:x as text[]))", [SALE], [NET]),
        ("select cast(:x as jsonb)", Jsonb({"a": [SALE]}), {"a": [NET]}),
        ("select cast(:x as text) = 'Les Jardins dé'", SALE, True),
    ],
)
def test_statements_in_words_are_behind_the_door(
    installation: Installation, requete: str, valeur: object, attendu: object
) -> None:
    with installation.moteur.connect() as db:
        assert db.scalar(text(requete), {"x": valeur}) == attendu


@pytest.mark.parametrize("valeur", ["Régie\x00", ["\ud800"], Jsonb({"a": "\uffff"})], ids=["seul", "liste", "json"])
def test_an_illegible_sign_gets_a_sentence_not_a_fault(installation: Installation, valeur: object) -> None:
    with installation.moteur.connect() as db, pytest.raises(SaisieInvalide, match="ne peut pas être enregistré"):
        db.execute(text("select :x"), {"x": valeur})


# Who else opens the base, and why no text of a person passes there.
AUTRES_ACCES = {
    "caprse/socle/base.py": "the door itself, and the owner's: tables, dumps",
    "caprse/socle/base_locale.py": "roles and bases of the local server",
}


def test_nobody_else_opens_the_base() -> None:
    racine = Path(caprse.__file__).parent
    trouves = {
        str(fichier.relative_to(racine.parent))
        for fichier in racine.rglob("*.py")
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8")))
        if isinstance(noeud, ast.Call)
        if ast.unparse(noeud.func)
        in ("create_engine", "sqlalchemy.create_engine", "psycopg.connect", "psycopg.Connection.connect")
    }
    assert trouves == set(AUTRES_ACCES)
