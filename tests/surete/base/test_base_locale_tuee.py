"""The local base and the workbook killed under each other: it comes back within seconds, and nothing stays behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

from caprse.socle.postgres.processus import PROC, works_in
from tests.courrier.serveur import find_port
from tests.parcours.site import RACINE, clean_environ, wait_sante

COMMANDE = str(Path(sys.executable).with_name("caprse"))
RETOUR = 5.0  # seconds within which the base must be back
PARTAGE = 1.1  # seconds after which /sante asks again instead of sharing its last answer


@dataclass
class Cahier:
    """One running ``caprse lancer`` on a folder of its own."""

    var: Path
    port: int = field(default_factory=find_port)

    def __post_init__(self) -> None:
        self.journal = self.var.parent / f"{self.port}.log"
        with self.journal.open("wb") as sortie:
            self.processus = subprocess.Popen(
                [COMMANDE, "lancer", "--adresse", "127.0.0.1", "--port", str(self.port)],
                cwd=RACINE,
                env=clean_environ() | {"CAPRSE_VAR": str(self.var), "PYTHONUNBUFFERED": "1"},
                stdout=sortie,
                stderr=subprocess.STDOUT,
            )
        wait_sante(self.adresse, self.processus, self.journal)

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.port}/sante"

    def ask(self) -> tuple[int, str]:
        try:
            with urlopen(self.adresse, timeout=10) as reponse:  # noqa: S310 - a loopback address of ours
                return reponse.status, reponse.read().decode()
        except HTTPError as erreur:
            return erreur.code, erreur.read().decode()
        except URLError as erreur:
            raise AssertionError(self.journal.read_text()) from erreur

    def end(self, signe: signal.Signals) -> None:
        self.processus.send_signal(signe)
        self.processus.wait(30)


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder for one local base; whatever is left running there at the end is ended."""
    dossier = Path(tempfile.mkdtemp(prefix="caprse-tuee-"))
    dossier.chmod(0o755)
    yield dossier / "var"
    for pid in _list_restants(dossier / "var"):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(dossier, ignore_errors=True)


def _list_restants(var: Path) -> list[int]:
    """The processes of this folder's server."""
    return [int(p.name) for p in PROC.glob("[0-9]*") if works_in(p, (var / "postgres").resolve())]


def _get_pid_postgres(var: Path) -> int:
    return int((var / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def _wait_rien(var: Path) -> None:
    limite = time.monotonic() + 10
    while restants := _list_restants(var):
        assert time.monotonic() < limite, f"{len(restants)} processus restent"
        time.sleep(0.05)


def test_the_local_base_killed_again_and_again_is_back_within_seconds_and_it_is_said(var: Path) -> None:
    cahier = Cahier(var)
    try:
        for _ in range(3):
            ancien = _get_pid_postgres(var)
            os.kill(ancien, signal.SIGKILL)
            debut = time.monotonic()
            time.sleep(PARTAGE)
            while cahier.ask()[0] != 200 or _get_pid_postgres(var) == ancien:
                assert time.monotonic() - debut < RETOUR, f"{cahier.ask()}\n{cahier.journal.read_text()}"
                time.sleep(0.1)
        assert cahier.journal.read_text().count("La base locale s’était arrêtée : elle est relancée.") == 3
    finally:
        cahier.end(signal.SIGTERM)
    _wait_rien(var)


def test_a_base_that_cannot_start_again_is_told_and_tried_again_not_replaced_by_an_empty_one(var: Path) -> None:
    cahier = Cahier(var)
    donnees = var / "postgres"
    try:
        pid = _get_pid_postgres(var)
        (donnees / "PG_VERSION").rename(donnees / "ailleurs")
        os.kill(pid, signal.SIGKILL)
        limite = time.monotonic() + RETOUR
        while "n’a pas pu être relancée" not in cahier.journal.read_text():
            assert time.monotonic() < limite, cahier.journal.read_text()
            time.sleep(0.1)
        time.sleep(PARTAGE)
        etat, texte = cahier.ask()
        assert etat == 503
        assert "arrêtée, le cahier la relance" in texte
        assert "Traceback" not in cahier.journal.read_text()
        (donnees / "ailleurs").rename(donnees / "PG_VERSION")
        limite = time.monotonic() + 2 * RETOUR
        while cahier.ask()[0] != 200:
            assert time.monotonic() < limite, cahier.journal.read_text()
            time.sleep(0.1)
    finally:
        cahier.end(signal.SIGTERM)
    _wait_rien(var)


@pytest.mark.parametrize("signe", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_workbook_killed_then_started_again_leaves_nothing_behind_at_its_end(
    var: Path, signe: signal.Signals
) -> None:
    premier = Cahier(var)
    postgres = _get_pid_postgres(var)
    premier.end(signal.SIGKILL)
    assert _list_restants(var)
    second = Cahier(var)
    assert _get_pid_postgres(var) == postgres, "la base laissée tourne encore : elle est reprise"
    second.end(signe)
    _wait_rien(var)


def test_of_two_workbooks_and_a_command_the_last_to_leave_stops_the_base(var: Path) -> None:
    premier, second = Cahier(var), Cahier(var)
    postgres = _get_pid_postgres(var)
    environ = clean_environ() | {"CAPRSE_VAR": str(var)}
    assert subprocess.run([COMMANDE, "sante"], env=environ, cwd=RACINE, check=False).returncode == 0
    premier.end(signal.SIGTERM)
    time.sleep(PARTAGE)
    assert second.ask()[0] == 200
    assert _get_pid_postgres(var) == postgres
    second.end(signal.SIGTERM)
    _wait_rien(var)
    assert subprocess.run([COMMANDE, "sante"], env=environ, cwd=RACINE, check=False).returncode == 0
    _wait_rien(var)
