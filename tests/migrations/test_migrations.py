"""Migrations: from nothing to what the models say, once, whoever starts them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

import caprse
from caprse.migrations import get_version_attendue, migrate, read_version_en_base
from caprse.sante import check_sante
from caprse.socle.base import Base
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale
from tests.base import create_base, drop_base

# Every room that has tables must be known to the metadata, whatever test comes first.
for _piece in Path(caprse.__file__).parent.rglob("modele.py"):
    import_module(".".join(("caprse", *_piece.relative_to(Path(caprse.__file__).parent).with_suffix("").parts)))

VERROU = 7_265_001  # that of migrations/env.py, which Alembic alone can import
# The functions that indexes of the models name.
_VERSIONS = Path(caprse.__file__).parent / "migrations" / "versions"
PLIS = [(_VERSIONS / nom).read_bytes() for nom in ("0008_pli.sql", "0025_pli.sql", "0033_pli.sql")]
_numeros = count(1)


@pytest.fixture
def vide(serveur: BaseLocale) -> Iterator[str]:
    """A base with nothing in it; yields its name."""
    nom = f"vide_{next(_numeros)}"
    create_base(serveur, nom)
    yield nom
    drop_base(serveur, nom)


def _engine(serveur: BaseLocale, role: str, base: str) -> Engine:
    return create_engine(serveur.url(role, base).replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)


def _read_schema(serveur: BaseLocale, base: str) -> dict[str, set[Any]]:
    """Every column, constraint and index of the tables, as Postgres itself words them."""
    with psycopg.connect(serveur.url("postgres", base)) as connexion:
        return {
            nom: set(connexion.execute(requete).fetchall())
            for nom, requete in (
                (
                    "colonnes",
                    (
                        "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
                        " a.attidentity,"
                        " pg_get_expr(d.adbin, d.adrelid) from pg_class c join pg_attribute a on a.attrelid = c.oid"
                        " and a.attnum > 0 and not a.attisdropped left join pg_attrdef d on d.adrelid = c.oid"
                        " and d.adnum = a.attnum where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'"
                        " and c.relname <> 'alembic_version'"
                    ),
                ),
                (
                    "contraintes",
                    (
                        # Postgres names a « not null » by the order in which tables came; triggers are no model's.
                        "select conrelid::regclass::text, case when contype = 'n' then '' else conname end,"
                        " pg_get_constraintdef(oid) from pg_constraint"
                        " where connamespace = 'public'::regnamespace and conrelid <> 0 and contype <> 't'"
                        " and conrelid::regclass::text <> 'alembic_version'"
                    ),
                ),
                (
                    "index",
                    (
                        "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'"
                        " and tablename <> 'alembic_version'"
                    ),
                ),
            )
        }


def test_a_base_migrated_from_nothing_has_exactly_what_the_models_say(serveur: BaseLocale, vide: str) -> None:
    migrate(serveur.url(PROPRIETAIRE, vide))
    with _engine(serveur, PROPRIETAIRE, vide).connect() as connexion:
        contexte = MigrationContext.configure(
            connexion, opts={"compare_type": True, "compare_server_default": True, "include_object": _is_ours}
        )
        assert compare_metadata(contexte, Base.metadata) == []


def test_checks_and_exclusions_too_are_those_of_the_models(serveur: BaseLocale, vide: str) -> None:
    """Alembic compares neither checks, nor exclusions, nor partial indexes: Postgres' own words for them do."""
    with psycopg.connect(serveur.url("postgres", vide), autocommit=True) as connexion:
        connexion.execute("create extension btree_gist")
        for pli in PLIS:
            connexion.execute(pli)
    moteur = _engine(serveur, "postgres", vide)
    Base.metadata.create_all(moteur)
    des_modeles, migree = _read_schema(serveur, vide), _read_schema(serveur, "gabarit")
    for nom, attendu in des_modeles.items():
        assert attendu
        assert migree[nom] == attendu, nom


def test_a_base_knows_its_version_and_health_says_what_is_missing(serveur: BaseLocale, vide: str) -> None:
    moteur = _engine(serveur, APPLICATION, vide)
    with moteur.connect() as connexion:
        assert read_version_en_base(connexion) is None
    assert check_sante(moteur) == (
        False,
        {"etat": "en panne", "base": "ok", "migrations": f"aucune, attendu {get_version_attendue()}"},
    )
    assert migrate(serveur.url(PROPRIETAIRE, vide)) == get_version_attendue()
    with moteur.connect() as connexion:
        assert read_version_en_base(connexion) == get_version_attendue()
    assert check_sante(moteur) == (True, {"etat": "ok", "base": "ok", "migrations": get_version_attendue()})


def test_two_migrations_started_together_both_succeed_and_one_works(serveur: BaseLocale, vide: str) -> None:
    url = serveur.url(PROPRIETAIRE, vide)
    commande = "import sys; from caprse.migrations import migrate; print(migrate(sys.argv[1]))"
    deploiements = [
        subprocess.Popen([sys.executable, "-c", commande, url], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [d.communicate(timeout=60)[0].strip() for d in deploiements] == [get_version_attendue()] * 2
    assert [d.returncode for d in deploiements] == [0, 0]
    with psycopg.connect(url) as connexion:
        assert connexion.execute("select version_num from alembic_version").fetchall() == [(get_version_attendue(),)]
        verrous = "select count(*) from pg_locks where locktype = 'advisory' and objid = %s"
        assert connexion.execute(verrous, [VERROU]).fetchone() == (0,)


def test_a_migration_waits_for_another_longer_than_it_waits_for_a_table(serveur: BaseLocale, vide: str) -> None:
    with (
        psycopg.connect(serveur.url(PROPRIETAIRE, vide), autocommit=True) as autre,
        ThreadPoolExecutor(1) as equipe,
    ):
        autre.execute("select pg_advisory_lock(%s)", [VERROU])
        attente = equipe.submit(migrate, serveur.url(PROPRIETAIRE, vide))
        autre.execute("select pg_sleep(4.4)")  # the wait for a table is four seconds
        assert not attente.done()
        autre.execute("select pg_advisory_unlock(%s)", [VERROU])
        assert attente.result(30) == get_version_attendue()


def test_a_migration_that_fails_leaves_nothing(serveur: BaseLocale, vide: str) -> None:
    with psycopg.connect(serveur.url(PROPRIETAIRE, vide), autocommit=True) as connexion:
        connexion.execute("create table reponse (deja int)")
    with pytest.raises(Exception, match="reponse"):
        migrate(serveur.url(PROPRIETAIRE, vide))
    with psycopg.connect(serveur.url(PROPRIETAIRE, vide)) as connexion:
        tables = connexion.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        assert ("journal",) not in tables
        verrous = "select count(*) from pg_locks where locktype = 'advisory' and objid = %s"
        assert connexion.execute(verrous, [VERROU]).fetchone() == (0,)


def _is_ours(_objet: object, nom: str | None, genre: str, _reflechi: bool, _autre: object) -> bool:
    return not (genre == "table" and nom == "alembic_version")
