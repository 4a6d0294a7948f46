"""One base for the whole matrix: each test acts on it inside a transaction that it rolls back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, SYSTEME, BaseLocale
from caprse.socle.installation import Installation
from caprse.socle.reglages import Reglages
from tests.base import GABARIT, create_base
from tests.conftest import Horloge, empty_base
from tests.monde import Monde
from tests.surete.gestes import Ligne, Place, list_lignes, list_places
from tests.surete.monde_droits import PROFILS, create_monde_droits

BASE = "surete"


@dataclass(frozen=True)
class Terrain:
    """The base of the matrix: its world, the application's connection, and one that sees everything."""

    monde: Monde
    serveur: BaseLocale
    application: psycopg.Connection
    systeme: psycopg.Connection
    proprietaire: psycopg.Connection
    administrateur: psycopg.Connection

    _memoire: dict[str, list[Any]] = field(default_factory=dict)

    def list_lignes(self, table: str) -> list[Ligne]:
        """All rows of a table; they stay the same, since every test undoes what it did."""
        if table not in self._memoire:
            self._clear_mandats()
            self._memoire[table] = list_lignes(self.administrateur, table)
        return self._memoire[table]

    def list_places(self, genre: str) -> list[Place]:
        """Where a new row of this kind could belong."""
        return list(list_places(self.administrateur, self.monde, genre))

    def act_as(self, profil: str) -> psycopg.Connection:
        """A new transaction as this profile: the application's connection for a person, the system's for itself."""
        self.application.rollback()
        self.systeme.rollback()
        if profil == "systeme":
            self._clear_mandats()
            self.systeme.execute("select set_config('caprse.profil', 'systeme', true)")
            return self.systeme
        if (nom := PROFILS[profil][0]) is not None:
            self.become(nom)
        return self.application

    def become(self, nom: str) -> None:
        """From now on in this transaction of the application, act as this person."""
        mandate(self.application, self.systeme, self.monde.comptes[nom])

    def elevate(self) -> psycopg.Connection:
        """The application's connection in a new transaction, which the system lets act for itself."""
        self.application.rollback()
        mandate(self.application, self.systeme, None)
        return self.application

    def _clear_mandats(self) -> None:
        """Leave only the world's own: those of other profiles are over."""
        self.administrateur.execute("delete from mandat where expire_le < 'infinity'")
        self.administrateur.commit()


def mandate(application: psycopg.Connection, systeme: psycopg.Connection, compte: UUID | None) -> None:
    """Let the transaction that is open there act for this account, or for the system, as the system grants it."""
    numero = application.execute("select pg_current_xact_id()::text::bigint").fetchone()
    assert numero is not None
    systeme.execute("select set_config('caprse.profil', 'systeme', true)")
    systeme.execute("insert into mandat (transaction_id, compte_id) values (%s, %s)", [numero[0], compte])
    systeme.commit()
    if compte is None:
        application.execute("select set_config('caprse.profil', 'systeme', true)")
    else:
        application.execute("select ouvrir(%s, null)", [compte])


@pytest.fixture(scope="session")
def _terrain(serveur: BaseLocale, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terrain]:
    create_base(serveur, BASE, GABARIT)
    moteur = create_moteur(serveur.url(APPLICATION, BASE))
    reglages = Reglages(var=Path(tmp_path_factory.mktemp("var")))
    monde = create_monde_droits(Installation(reglages, moteur, None, horloge=Horloge()))
    moteur.dispose()
    with (
        psycopg.connect(serveur.url(APPLICATION, BASE)) as application,
        psycopg.connect(serveur.url(SYSTEME, BASE)) as systeme,
        psycopg.connect(serveur.url(PROPRIETAIRE, BASE)) as proprietaire,
        psycopg.connect(serveur.url("postgres", BASE)) as administrateur,
    ):
        yield Terrain(monde, serveur, application, systeme, proprietaire, administrateur)


@pytest.fixture
def terrain(_terrain: Terrain) -> Iterator[Terrain]:
    """The shared base, left as it was found."""
    yield _terrain
    for connexion in (_terrain.application, _terrain.systeme, _terrain.proprietaire, _terrain.administrateur):
        connexion.rollback()


@pytest.fixture(scope="session")
def _base_surete(serveur: BaseLocale) -> str:
    create_base(serveur, "reprise_surete", GABARIT)
    return "reprise_surete"


@pytest.fixture
def base(_base_surete: str, serveur: BaseLocale) -> Iterator[str]:
    """An empty migrated base; yields its name."""
    yield _base_surete
    empty_base(serveur, _base_surete)
