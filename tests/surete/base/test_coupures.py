"""The base cut off, paused, slow or full: one sentence within seconds, and everything goes on when it is back."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from caprse.migrations import migrate
from caprse.sante import check_installation, check_sante
from caprse.socle.base import create_moteur, transaction
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale, start_base_locale
from caprse.socle.erreurs import BaseIndisponible, BaseOccupee, DisquePlein
from caprse.socle.installation import Installation
from caprse.socle.postgres.connexion import OUVERTURE, SILENCE
from caprse.socle.postgres.processus import PROC, works_in
from caprse.socle.reglages import Reglages
from tests.parcours.site import RACINE, clean_environ
from tests.surete.base.relais import Relais, open_relais

PHRASE = "La base de données ne répond pas pour le moment."
MARGE = 6.0


def _ask(moteur: Engine) -> str:
    """What a person would be told."""
    try:
        with transaction(moteur) as db:
            db.execute(text("select 1"))
    except BaseIndisponible as erreur:
        return str(erreur)
    return ""


@pytest.fixture
def relais(serveur: BaseLocale) -> Iterator[Relais]:
    with open_relais(serveur.prises / ".s.PGSQL.5432") as relais:
        yield relais


@pytest.fixture
def moteur(relais: Relais) -> Iterator[Engine]:
    moteur = create_moteur(f"postgresql://{APPLICATION}@127.0.0.1:{relais.port}/gabarit")
    yield moteur
    moteur.dispose()


def test_a_socket_gives_up_by_itself_on_a_network_that_says_nothing(moteur: Engine) -> None:
    with moteur.connect() as connexion:
        ouverte = connexion.connection.driver_connection
        assert isinstance(ouverte, psycopg.Connection)
        prise = socket.socket(fileno=os.dup(ouverte.fileno()))
        assert prise.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000
        assert prise.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert prise.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == OUVERTURE["keepalives_idle"]
        prise.close()


def test_a_line_cut_twice_is_told_in_the_same_sentence_and_heals_twice(moteur: Engine, relais: Relais) -> None:
    for _ in range(2):
        assert [_ask(moteur) for _ in range(3)] == [""] * 3
        relais.cut()
        for _ in range(3):
            assert _ask(moteur).startswith(PHRASE)
        relais.repair()
        time.sleep(0.1)
    assert [_ask(moteur) for _ in range(3)] == [""] * 3


def test_a_line_that_goes_silent_is_told_to_everybody_within_seconds(moteur: Engine, relais: Relais) -> None:
    """Those who hold a connection, those who wait for one, those who come after."""
    with ThreadPoolExecutor(60) as equipe:
        assert list(equipe.map(lambda _: _ask(moteur), range(30))) == [""] * 30
        relais.silence()
        debut = time.monotonic()
        dits = list(equipe.map(lambda _: _ask(moteur), range(60)))
        duree = time.monotonic() - debut
    assert all(dit.startswith(PHRASE) for dit in dits)
    assert duree < SILENCE + 3 + MARGE
    relais.repair()
    limite = time.monotonic() + MARGE
    while _ask(moteur):
        assert time.monotonic() < limite
        time.sleep(0.2)
    assert [_ask(moteur) for _ in range(3)] == [""] * 3


def test_many_people_on_a_slow_line_wait_their_turn(moteur: Engine, relais: Relais) -> None:
    """Two hundred open a page at once, each trip to the base taking 200 ms: nobody is told that it is away."""
    relais.delai = 0.1
    with ThreadPoolExecutor(200) as equipe:
        assert list(equipe.map(lambda _: _ask(moteur), range(200))) == [""] * 200


@contextmanager
def _paused(base: BaseLocale) -> Iterator[None]:
    """The whole server stopped in its tracks, as a machine that swaps or is being moved."""
    pids = [int(p.name) for p in PROC.glob("[0-9]*") if works_in(p, base.donnees)]
    assert len(pids) > 3
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(pids):
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def seule() -> Iterator[tuple[Path, BaseLocale]]:
    """A server that only this test meets; yields its folder too."""
    var = Path(tempfile.mkdtemp(prefix="caprse-coupures-"))
    var.chmod(0o755)
    base = start_base_locale(var, durable=False)
    yield var, base
    base.release()
    shutil.rmtree(var, ignore_errors=True)


def test_a_paused_server_is_told_and_goes_on_where_it_was(seule: tuple[Path, BaseLocale]) -> None:
    moteur = create_moteur(seule[1].url(APPLICATION), taille=4)
    with ThreadPoolExecutor(40) as equipe:
        assert list(equipe.map(lambda _: _ask(moteur), range(8))) == [""] * 8
        with _paused(seule[1]):
            debut = time.monotonic()
            dits = list(equipe.map(lambda _: _ask(moteur), range(40)))
            assert all(dit.startswith(PHRASE) for dit in dits)
            assert time.monotonic() - debut < SILENCE + 3 + MARGE
            assert check_sante(moteur)[1]["base"] == "ne répond pas"
        time.sleep(2.1)
        assert list(equipe.map(lambda _: _ask(moteur), range(8))) == [""] * 8
    moteur.dispose()


def test_a_full_disk_is_told_as_such(serveur: BaseLocale) -> None:
    moteur = create_moteur(serveur.url(APPLICATION, "gabarit"))
    refus = "do $$ begin raise exception 'x' using errcode = 'disk_full'; end $$"
    with pytest.raises(DisquePlein, match="disque de la base de données est plein : cette action n’a pas été faite"):
        _run(moteur, refus)
    assert issubclass(DisquePlein, BaseIndisponible)
    assert not issubclass(DisquePlein, BaseOccupee)
    moteur.dispose()


def _run(moteur: Engine, requete: str) -> None:
    with transaction(moteur) as db:
        db.execute(text(requete))


@pytest.fixture
def petit_disque() -> Iterator[Path]:
    """A disk of its own, just big enough for a server."""
    dossier = Path(tempfile.mkdtemp(prefix="caprse-disque-"))
    monter = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", str(dossier)]
    if (refus := subprocess.run(monter, capture_output=True, text=True, check=False)).returncode:
        dossier.rmdir()
        pytest.skip(
            f"Ce compte ne peut pas monter de petit disque ({refus.stderr.strip()}) : rien n’a été éprouvé ici."
        )
    yield dossier
    subprocess.run(["umount", "-l", str(dossier)], check=True)
    dossier.rmdir()


def test_a_disk_that_fills_up_is_seen_by_health_and_told_to_people_then_forgotten(petit_disque: Path) -> None:
    base = start_base_locale(petit_disque / "var", durable=False)
    moteur = create_moteur(base.url(APPLICATION))
    try:
        migrate(base.url(PROPRIETAIRE))
        assert check_sante(moteur)[0]
        with psycopg.connect(base.url(PROPRIETAIRE), autocommit=True) as connexion:
            connexion.execute("create table lest (t text)")
            connexion.execute(f"grant insert on lest to {APPLICATION}")
        with psycopg.connect(base.url("postgres"), autocommit=True) as connexion:
            # A whole file of its log lies before it: what has to begin another on a full disk stops the server itself.
            for ordre in ("checkpoint", "select pg_switch_wal()", "insert into lest values ('x')", "checkpoint"):
                connexion.execute(ordre)
        lest = petit_disque / "lest"
        _fill(lest)
        en_forme, detail = check_sante(moteur)
        assert not en_forme
        assert detail["base"].startswith("disque plein")
        with pytest.raises(DisquePlein):
            _run(moteur, "insert into lest select repeat('x', 2000) from generate_series(1, 2000)")
        lest.unlink()
        assert check_sante(moteur)[0]
        _run(moteur, "insert into lest values ('x')")
    finally:
        moteur.dispose()
        base.release()


def _fill(fichier: Path) -> None:
    with fichier.open("wb", buffering=0) as sortie:
        for taille in (1 << 20, 1 << 12):
            try:
                while True:
                    sortie.write(b"\0" * taille)
            except OSError:
                continue


def test_a_health_check_makes_nothing_grow(serveur: BaseLocale, base: str) -> None:
    moteur = create_moteur(serveur.url(APPLICATION, base))

    def measure() -> list[tuple[object, ...]]:
        with psycopg.connect(serveur.url("postgres", base)) as connexion:
            return connexion.execute(
                "select relname, pg_relation_size(oid) from pg_class where relkind in ('r', 'i') order by 1"
            ).fetchall()

    assert check_sante(moteur)[0]
    avant = measure()
    for _ in range(100):
        assert check_sante(moteur)[0]
    assert measure() == avant
    moteur.dispose()


@pytest.mark.parametrize("attrs", ["read-write", "any"])
def test_a_server_that_only_reads_is_not_in_good_health(serveur: BaseLocale, base: str, attrs: str) -> None:
    with psycopg.connect(serveur.url("postgres", base), autocommit=True) as connexion:
        connexion.execute(f"alter database {base} set default_transaction_read_only = on")
        try:
            moteur = create_moteur(serveur.url(APPLICATION, base) + f"&target_session_attrs={attrs}")
            en_forme, detail = check_sante(moteur)
            moteur.dispose()
        finally:
            connexion.execute(f"alter database {base} reset default_transaction_read_only")
    assert not en_forme
    assert detail["base"] == "n’accepte pas l’écriture"


def test_a_probe_waits_behind_nobody(serveur: BaseLocale, base: str) -> None:
    moteur = create_moteur(serveur.url(APPLICATION, base), taille=1)
    installation = Installation(Reglages(), moteur, None)
    prises: list[Callable[[], None]] = [moteur.connect().close for _ in range(2)]
    debut = time.monotonic()
    assert check_installation(installation)[0]
    assert time.monotonic() - debut < 3
    for rends in prises:
        rends()
    moteur.dispose()


@pytest.mark.parametrize("commande", [["migrer"], ["sante"], ["sauvegarder", "f"]])
def test_a_command_without_a_base_says_so_in_a_sentence(commande: list[str], tmp_path: Path) -> None:
    absente = "postgresql://x@127.0.0.1:1/x"
    environ = clean_environ() | {"CAPRSE_DATABASE_URL": absente, "CAPRSE_MIGRATION_URL": absente}
    fini = subprocess.run(
        [str(Path(sys.executable).with_name("caprse")), *commande],
        env=environ | {"PYTHONPATH": str(RACINE)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 1
    assert "ne répond pas" in fini.stdout + fini.stderr
    assert "Traceback" not in fini.stdout + fini.stderr
    assert list(tmp_path.iterdir()) == []
