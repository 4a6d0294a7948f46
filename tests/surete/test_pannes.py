"""Kill -9 of the application or of Postgres, at any moment: no acknowledged answer is lost, and all starts again."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from caprse.acces.unite import open_unit_systeme
from caprse.migrations import migrate
from caprse.referentiel.codec import to_contenu
from caprse.sante import check_sante
from caprse.socle.base import create_moteur, transaction
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale, start_base_locale
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.installation import Installation
from caprse.socle.reglages import Reglages
from tests.monde import Monde, create_monde
from tests.surete.monde_droits import REFERENTIEL

RACINE = Path(__file__).parent.parent.parent
Ecriture = tuple[str, int, int]


@dataclass
class Site:
    """A server of its own, as durable as in real life, that a test may kill."""

    var: Path
    base: BaseLocale
    monde: Monde

    def start(self) -> None:
        self.base = start_base_locale(self.var)

    def kill(self, *, enfants: bool) -> None:
        """End the server as a crash does; with all its processes, or its head alone."""
        victimes = [self.base.pid()]
        if enfants:
            with psycopg.connect(self.base.url("postgres")) as connexion:
                victimes += [enfant for (enfant,) in connexion.execute("select pid from pg_stat_activity")]
        for victime in victimes:
            with contextlib.suppress(ProcessLookupError):  # the connection that listed them has ended meanwhile
                os.kill(victime, signal.SIGKILL)
        for _ in range(500):
            if not self.base.is_running():
                return
            time.sleep(0.01)
        raise AssertionError("le serveur tué tourne encore")


@pytest.fixture(scope="module")
def _site() -> Iterator[Site]:
    var = Path(tempfile.mkdtemp(prefix="caprse-pannes-"))
    var.chmod(0o755)
    base = start_base_locale(var)
    migrate(base.url(PROPRIETAIRE))
    moteur = create_moteur(base.url(APPLICATION))
    monde = create_monde(Installation(Reglages(var=var), moteur, None), REFERENTIEL, to_contenu(REFERENTIEL))
    moteur.dispose()
    site = Site(var, base, monde)
    yield site
    site.base.stop()
    shutil.rmtree(var, ignore_errors=True)


@pytest.fixture
def site(_site: Site) -> Iterator[Site]:
    """The server, running, without any answer."""
    _site.start()
    with psycopg.connect(_site.base.url("postgres")) as connexion:
        connexion.execute("set session_replication_role = replica")
        connexion.execute("delete from reponse; delete from journal")
    yield _site
    _site.start()


class Ecrivain:
    """A process that answers without rest, and what it was told is written."""

    def __init__(self, site: Site, personne: str, graine: int) -> None:
        url = site.base.url(APPLICATION)
        arguments = [url, str(site.monde.comptes[personne]), str(site.monde.carnets[0]), str(graine)]
        self.processus = subprocess.Popen(
            [sys.executable, "-m", "tests.surete.ecrivain", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=RACINE,
        )
        self.recues: list[Ecriture] = []
        self.absences = 0
        self._fil = threading.Thread(target=self._listen)
        self._fil.start()

    def _listen(self) -> None:
        assert self.processus.stdout is not None
        for ligne in self.processus.stdout:
            if ligne == "absente\n":
                self.absences += 1
            elif ligne.endswith("\n"):
                critere, version, niveau = ligne.split()
                self.recues.append((critere, int(version), int(niveau)))

    def wait_for(self, nombre: int) -> None:
        """Return once that many more answers were acknowledged."""
        voulu = len(self.recues) + nombre
        for _ in range(3000):
            if len(self.recues) >= voulu:
                return
            assert self.processus.poll() is None, self.processus.communicate()[1]
            time.sleep(0.01)
        raise AssertionError(f"{len(self.recues)} réponses sur {voulu}")

    def kill(self) -> None:
        self.processus.kill()
        self._fil.join(10)
        self.processus.communicate()


@pytest.fixture
def ecrivains(site: Site) -> Iterator[list[Ecrivain]]:
    """Two colleagues who answer the same carnet."""
    equipe = [Ecrivain(site, personne, graine) for graine, personne in enumerate(("alice", "ali"))]
    yield equipe
    for ecrivain in equipe:
        ecrivain.kill()


def _check_nothing_lost(site: Site, ecrivains: list[Ecrivain]) -> None:
    """Each acknowledged answer has its journal line; versions follow each other; the last line is what is kept."""
    recues = [ecriture for ecrivain in ecrivains for ecriture in ecrivain.recues]
    with psycopg.connect(site.base.url("postgres")) as connexion:
        # One picture of both tables, since the writers go on meanwhile.
        connexion.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        lignes = connexion.execute(
            "select cle ->> 'critere', (apres ->> 'version')::int, (apres ->> 'niveau')::int from journal"
            " where objet = 'reponse' order by id"
        ).fetchall()
        gardees = set(connexion.execute("select critere, version, niveau from reponse").fetchall())
    journal: dict[tuple[str, int], int] = {}
    dernieres: dict[str, int] = {}
    for critere, version, niveau in lignes:
        assert version == dernieres.get(critere, 0) + 1
        # An answer given again as it was leaves its niveau out of the line.
        journal[critere, version] = niveau if niveau is not None else journal[critere, version - 1]
        dernieres[critere] = version
    assert recues
    assert [e for e in recues if journal.get(e[:2]) != e[2]] == []
    assert gardees == {(critere, version, journal[critere, version]) for critere, version in dernieres.items()}


def test_the_local_server_gives_up_no_durability_unless_asked(site: Site, moteur: Engine) -> None:
    with transaction(moteur) as db:
        for reglage in ("fsync", "full_page_writes", "synchronous_commit"):
            assert db.execute(text(f"show {reglage}")).scalar_one() == "on", reglage


def test_the_application_killed_at_any_moment_loses_no_acknowledged_answer(
    site: Site, ecrivains: list[Ecrivain]
) -> None:
    hasard = random.Random(1)
    for ecrivain in ecrivains:
        ecrivain.wait_for(5)
    time.sleep(hasard.uniform(0, 0.3))
    for ecrivain in ecrivains:
        ecrivain.kill()
    _check_nothing_lost(site, ecrivains)


def test_postgres_killed_again_and_again_loses_no_acknowledged_answer_and_the_application_goes_on(
    site: Site, ecrivains: list[Ecrivain]
) -> None:
    hasard = random.Random(2)
    for tour in range(3):
        for ecrivain in ecrivains:
            ecrivain.wait_for(10)
        time.sleep(hasard.uniform(0, 0.2))
        site.kill(enfants=tour % 2 == 0)
        site.start()
        _check_nothing_lost(site, ecrivains)
    for ecrivain in ecrivains:
        ecrivain.wait_for(10)
        ecrivain.kill()
    _check_nothing_lost(site, ecrivains)
    # They did meet the crashes, and met them as an absence of the base, never as an error of ours.
    assert sum(ecrivain.absences for ecrivain in ecrivains) >= 3


@pytest.fixture
def moteur(site: Site) -> Iterator[Engine]:
    moteur = create_moteur(site.base.url(APPLICATION))
    yield moteur
    moteur.dispose()


def _open_together(moteur: Engine, nombre: int) -> None:
    """Leave that many idle connections in the pool."""
    ouvertes = [moteur.connect() for _ in range(nombre)]
    for connexion in ouvertes:
        connexion.execute(text("select 1"))
    for connexion in ouvertes:
        connexion.close()


def _count(moteur: Engine) -> int:
    with transaction(moteur) as db:
        return int(db.execute(text("select 1")).scalar_one())


def test_a_server_that_is_away_is_told_as_such_and_the_same_engine_heals(site: Site, moteur: Engine) -> None:
    _open_together(moteur, 4)
    site.base.stop()
    for _ in range(5):
        with pytest.raises(BaseIndisponible, match="ne répond pas pour le moment"):
            _count(moteur)
    assert check_sante(moteur) == (False, {"etat": "en panne", "base": "ne répond pas", "migrations": "inconnues"})
    site.start()
    assert [_count(moteur) for _ in range(6)] == [1] * 6
    assert check_sante(moteur)[0]


def test_a_restart_between_two_requests_costs_one_of_them_not_one_per_idle_connection(
    site: Site, moteur: Engine
) -> None:
    _open_together(moteur, 4)
    site.base.stop()
    site.start()
    with pytest.raises(BaseIndisponible):
        _count(moteur)
    assert [_count(moteur) for _ in range(6)] == [1] * 6


def test_a_crash_in_the_middle_of_a_transaction_undoes_it_whole(site: Site) -> None:
    installation = Installation(Reglages(var=site.var), create_moteur(site.base.url(APPLICATION)), None)

    def crash() -> None:
        with open_unit_systeme(installation) as unit:
            unit.db.execute(text("update structure set commune = 'Perdue'"))
            site.kill(enfants=True)
            unit.db.execute(text("select 1"))

    with pytest.raises(BaseIndisponible):
        crash()
    site.start()
    with open_unit_systeme(installation) as unit:
        assert unit.db.execute(text("select count(*) from structure where commune = 'Perdue'")).scalar_one() == 0
        assert unit.db.execute(text("select count(*) from journal")).scalar_one() == 0
    installation.close()
