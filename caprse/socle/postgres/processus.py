"""Which processes of this machine are those of a server's folder, and what a killed one leaves behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

PROC = Path("/proc")


def is_running(donnees: Path) -> bool:
    """Whether the server of this very folder runs: its number may be that of a dead process, or of another server."""
    try:
        pid = int((donnees / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return False
    return not PROC.exists() or works_in(PROC / str(pid), donnees)


def works_in(processus: Path, donnees: Path) -> bool:
    """Whether a process is one of this folder's server. A dead one that nobody has reaped works nowhere."""
    try:
        return (processus / "cwd").readlink() == donnees
    except OSError:
        return False


def clear_after_crash(donnees: Path, prises: Path) -> None:
    """Let the last processes of a killed server end, then forget its number.

    Postgres takes a number for a living server as long as some process bears it: a dead one that nobody has reaped, as
    in many containers, or a newcomer. Nothing is forgotten while a process still works in the folder.
    """
    for _ in range(100):
        if not (PROC.exists() and (donnees / "postmaster.pid").exists()):
            return
        if not any(works_in(processus, donnees) for processus in PROC.glob("[0-9]*")):
            for verrou in [donnees / "postmaster.pid", *prises.glob(".s.PGSQL.*.lock")]:
                verrou.unlink()
            return
        time.sleep(0.1)
