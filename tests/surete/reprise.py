"""One base for many tests, emptied after each: copying a base takes a second, emptying it a few milliseconds."""

from __future__ import annotations

import psycopg

from caprse.socle.base_locale import PROPRIETAIRE, BaseLocale
from tests.conftest import GABARIT


def create_base(serveur: BaseLocale, nom: str) -> None:
    """A migrated base of this name."""
    with psycopg.connect(serveur.url("postgres", "postgres"), autocommit=True) as connexion:
        connexion.execute(f"create database {nom} template {GABARIT} owner {PROPRIETAIRE} strategy file_copy")  # type: ignore[call-overload]


def empty_base(serveur: BaseLocale, nom: str) -> None:
    """Remove every row. Only the server's administrator can: it puts the triggers that keep the past to sleep."""
    with psycopg.connect(serveur.url("postgres", nom)) as connexion:
        connexion.execute("set session_replication_role = replica")
        tables = connexion.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
        ).fetchall()
        connexion.execute("; ".join(f"delete from {table}" for (table,) in tables))  # type: ignore[call-overload]
