"""A real Postgres for each run, a fresh base for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count

import psycopg
import pytest

from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages
from tests.base import GABARIT, create_base, open_serveur
from tests.monde import Monde, create_plain_monde

MAINTENANT = datetime(2026, 3, 14, 13, 2, tzinfo=UTC)
COMMUNE = "essai"


@pytest.fixture(scope="session")
def serveur() -> Iterator[BaseLocale]:
    """One server for the run."""
    with open_serveur() as serveur:
        yield serveur


@pytest.fixture(scope="session")
def base_commune(serveur: BaseLocale) -> str:
    """One migrated base for the run: copying a base takes a tenth of a second, emptying it a few milliseconds."""
    create_base(serveur, COMMUNE, GABARIT)
    return COMMUNE


@pytest.fixture
def base(serveur: BaseLocale, base_commune: str) -> Iterator[str]:
    """The name of a migrated base, empty."""
    yield base_commune
    empty_base(serveur, base_commune)


def empty_base(serveur: BaseLocale, nom: str) -> None:
    """Remove every row. Only the server's administrator can: it puts the triggers that keep the past to sleep."""
    with psycopg.connect(serveur.url("postgres", nom)) as connexion:
        # A test that failed may have left a transaction open, and its locks with it.
        connexion.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()",
            [nom],
        )
        connexion.execute("set session_replication_role = replica")
        tables = connexion.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
        ).fetchall()
        connexion.execute("; ".join(f"delete from {table}" for (table,) in tables))


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
    from tests.ecran import read_cookies

    moteur = create_moteur(serveur.url(APPLICATION, base))
    locale = Installation(
        Reglages(var=serveur.donnees.parent),
        moteur,
        serveur.url(PROPRIETAIRE, base),
        horloge=horloge,
        read_cookies=read_cookies,
        # Whoever clicks in a test has read the page: each look at this clock is ten seconds later.
        chrono=partial(next, count(0.0, 10.0)),
    )
    set_installation(locale)
    yield locale
    set_installation(None)
    moteur.dispose()


@pytest.fixture
def monde(installation: Installation) -> Monde:
    """The plain world: two structures. A room that needs another one says so in its own ``conftest.py``."""
    return create_plain_monde(installation)
