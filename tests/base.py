"""The base of a test, from the side: what a scene writes there, what a test reads back, whom it keeps waiting."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from caprse.acces.unite import open_unit_systeme
from caprse.migrations import migrate
from caprse.socle.base_locale import PROPRIETAIRE, BaseLocale, start_base_locale
from caprse.socle.installation import get_installation

GABARIT = "gabarit"


def execute(requete: str, **valeurs: Any) -> list[Any]:
    """Run one statement as systeme; gives its rows, none when it returns none."""
    with open_unit_systeme() as unit:
        resultat = unit.db.connection().execute(text(requete), valeurs)
        return list(resultat.all()) if resultat.returns_rows else []


def get_value(requete: str, **valeurs: Any) -> Any:
    """Run one statement as systeme; gives the first value of its first row, None when there is no row."""
    lignes = execute(requete, **valeurs)
    return lignes[0][0] if lignes else None


def count_rows(table: str) -> int:
    """Rows of a table, whoever they belong to: told by its owner, since « systeme » does not read them all."""
    url = get_installation().url_migration
    assert url is not None
    with psycopg.connect(url, autocommit=True) as connexion:
        connexion.execute("select set_config('caprse.profil', 'systeme', false)")
        ligne = connexion.execute(f"select count(*) from {table}".encode()).fetchone()
    assert ligne is not None
    return int(ligne[0])


@contextmanager
def open_serveur() -> Iterator[BaseLocale]:
    """An embedded server with a migrated base to copy, in a folder of its own that its system user may traverse."""
    dossier = Path(tempfile.mkdtemp(prefix="caprse-tests-"))
    dossier.chmod(0o755)
    serveur = start_base_locale(dossier, durable=False)
    create_base(serveur, GABARIT)
    migrate(serveur.url(PROPRIETAIRE, GABARIT))
    yield serveur
    serveur.stop()
    shutil.rmtree(dossier, ignore_errors=True)


def create_base(serveur: BaseLocale, nom: str, gabarit: str | None = None) -> None:
    """Create an empty base, or a copy of ``gabarit``."""
    modele = f"template {gabarit} strategy file_copy" if gabarit else ""
    with psycopg.connect(serveur.url("postgres", "postgres"), autocommit=True) as connexion:
        connexion.execute(f"create database {nom} owner {PROPRIETAIRE} {modele}")


def drop_base(serveur: BaseLocale, nom: str) -> None:
    """Drop a base, whoever is connected to it."""
    with psycopg.connect(serveur.url("postgres", "postgres"), autocommit=True) as connexion:
        connexion.execute(f"drop database {nom} with (force)")


def wait_for_lock(serveur: BaseLocale, base: str) -> None:
    """Return once some connection of this base waits for a lock."""
    requete = "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"
    with psycopg.connect(serveur.url("postgres", "postgres"), autocommit=True) as connexion:
        for _ in range(500):
            if connexion.execute(requete, [base]).fetchone() != (0,):
                return
            time.sleep(0.01)
    raise AssertionError("personne n’attend de verrou")
