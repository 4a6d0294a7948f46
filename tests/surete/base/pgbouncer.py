"""A real PgBouncer in front of the server of the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, SYSTEME, BaseLocale

ROLES = (APPLICATION, SYSTEME, PROPRIETAIRE, "postgres")
PORT = 6432


def find_pgbouncer() -> str:
    """The program; its absence is a failure, not a test less."""
    programme = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if programme is None:
        pytest.fail("PgBouncer manque : lancez bin/pgbouncer-present en root, ou installez le paquet « pgbouncer ».")
    return programme


@contextmanager
def open_pgbouncer(serveur: BaseLocale, mode: str, ignore: str) -> Iterator[str]:
    """Start one over the server's socket, with fewer connections than there are people; yields its socket's folder."""
    programme = find_pgbouncer()
    dossier = Path(tempfile.mkdtemp(prefix="caprse-pgb-"))
    proprietaire = serveur.donnees.stat().st_uid
    (dossier / "roles").write_text("".join(f'"{role}" ""\n' for role in ROLES))
    (dossier / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={serveur.prises}\n[pgbouncer]\nlisten_addr =\nlisten_port = {PORT}\n"
        f"unix_socket_dir = {dossier}\nauth_type = trust\nauth_file = {dossier}/roles\npool_mode = {mode}\n"
        f"default_pool_size = 3\nmax_client_conn = 200\nignore_startup_parameters = {ignore}\n"
    )
    for chemin in (dossier, *dossier.iterdir()):
        shutil.chown(chemin, proprietaire)
    journal = (dossier / "journal").open("wb")
    processus = subprocess.Popen(
        [programme, str(dossier / "pgbouncer.ini")],
        stdout=journal,
        stderr=journal,
        user=proprietaire if os.geteuid() == 0 else None,
    )
    try:
        _wait(f"host={dossier} port={PORT} user=postgres dbname=postgres", processus, dossier / "journal")
        yield str(dossier)
    finally:
        processus.terminate()
        processus.wait(10)
        journal.close()
        shutil.rmtree(dossier)


def _wait(conninfo: str, processus: subprocess.Popen[bytes], journal: Path) -> None:
    limite = time.monotonic() + 10
    while not _answers(conninfo):
        assert processus.poll() is None, journal.read_text()
        assert time.monotonic() < limite, journal.read_text()
        time.sleep(0.05)


def _answers(conninfo: str) -> bool:
    try:
        psycopg.connect(conninfo).close()
    except psycopg.OperationalError:
        return False
    return True
