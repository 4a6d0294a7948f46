"""A real Postgres for each run, a fresh base for each test that asks for one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest

from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale, start_base_locale
from caprse.socle.installation import Installation, set_installation
from caprse.socle.migrations import migrate
from caprse.socle.reglages import Reglages

MAINTENANT = datetime(2026, 3, 14, 13, 2, tzinfo=UTC)
GABARIT = "gabarit"
_numeros = count(1)


@pytest.fixture(scope="session")
def serveur() -> Iterator[BaseLocale]:
    """The embedded server, in a folder of its own that its system user may traverse."""
    dossier = Path(tempfile.mkdtemp(prefix="caprse-tests-"))
    dossier.chmod(0o755)
    base = start_base_locale(dossier, durable=False)
    with psycopg.connect(base.url("postgres", "postgres"), autocommit=True) as connexion:
        connexion.execute(f"create database {GABARIT} owner {PROPRIETAIRE}")
    migrate(base.url(PROPRIETAIRE, GABARIT))
    yield base
    base.stop()
    shutil.rmtree(dossier, ignore_errors=True)


@pytest.fixture
def base(serveur: BaseLocale) -> Iterator[str]:
    """A migrated base of its own; yields its name."""
    nom = f"essai_{next(_numeros)}"
    with psycopg.connect(serveur.url("postgres", "postgres"), autocommit=True) as connexion:
        connexion.execute(f"create database {nom} template {GABARIT} owner {PROPRIETAIRE} strategy file_copy")
        yield nom
        connexion.execute(f"drop database {nom} with (force)")


class Horloge:
    """A clock that tests move."""

    def __init__(self, instant: datetime = MAINTENANT) -> None:
        self.instant = instant

    def __call__(self) -> datetime:
        return self.instant


@pytest.fixture
def horloge() -> Horloge:
    return Horloge()


@pytest.fixture
def installation(serveur: BaseLocale, base: str, horloge: Horloge) -> Iterator[Installation]:
    """The whole wiring on a fresh base, as the application's role."""
    moteur = create_moteur(serveur.url(APPLICATION, base))
    locale = Installation(
        Reglages(var=serveur.donnees.parent), moteur, serveur.url(PROPRIETAIRE, base), horloge=horloge
    )
    set_installation(locale)
    yield locale
    set_installation(None)
    moteur.dispose()
