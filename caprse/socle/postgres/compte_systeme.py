"""The system user that runs the local server where we are root: found, or created once for the whole machine."""

from __future__ import annotations

import fcntl
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

UTILISATEUR = "caprse"
ABRI = Path("/var/lib/caprse")
# Beside no installation in particular: the account is the machine's.
VERROU_COMPTE = ABRI / ".compte"


def get_compte_serveur() -> pwd.struct_passwd | None:
    """The system user that runs the server when we are root: Postgres refuses to run as root.

    Of several processes that start together one creates it, and the others find what it wrote.
    None when there is none and none could be created.
    """
    with _lock():
        compte = _find()
        if compte is None:
            _create()
            compte = _find()
    return compte


def _find() -> pwd.struct_passwd | None:
    """The account, if its number leads back to it: the server's programs ask the system who they run as."""
    try:
        compte = pwd.getpwnam(UTILISATEUR)
        pwd.getpwuid(compte.pw_uid)
    except KeyError:
        return None
    return compte


def _create() -> None:
    """Try to; that it failed, or that another program was faster, shows in what is found next."""
    commande = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", UTILISATEUR]
    with suppress(OSError):
        subprocess.run(commande, check=False, capture_output=True)  # noqa: S603


@contextmanager
def _lock() -> Iterator[None]:
    """One process of the machine at a time. Where root may not write this file, no account can be created either."""
    try:
        VERROU_COMPTE.parent.mkdir(parents=True, exist_ok=True)
        verrou = VERROU_COMPTE.open("w")
    except OSError:
        yield
        return
    with verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield
