"""Whatever workbook is brought to whatever screen: refused in a few seconds and a bounded memory."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest

from caprse.collectif.annuaire.lecture import parse_annuaire
from caprse.echanges.classeur.lecture import read_classeur as read_carnet
from caprse.referentiel.classeur.ouverture import ClasseurIllisible
from caprse.referentiel.classeur.verification import read_classeur as read_referentiel
from caprse.relecture.offres.classeur import read_classeur as read_offres
from caprse.restitution.reprise.lecture import read_reprise
from tests.socle.tableur.hostiles import HOSTILES

# By the processor's clock, on a slow machine: one that goes off takes minutes.
SECONDES = 20
MIO = 900


def refuse_annuaire(octets: bytes) -> bool:
    lecture = parse_annuaire(octets)
    return bool(lecture.erreurs) and not lecture.lignes


def refuse_carnet(octets: bytes) -> bool:
    with suppress(ClasseurIllisible):
        read_carnet(octets)
        return False
    return True


LECTEURS: dict[str, Callable[[bytes], bool]] = {
    "annuaire": refuse_annuaire,
    "carnet": refuse_carnet,
    "référentiel": lambda octets: read_referentiel(octets).referentiel is None,
    "offres": lambda octets: read_offres(octets, {"T01-01"}).catalogue is None,
    "reprise": lambda octets: bool(read_reprise(octets).erreurs),
}


def measure() -> Iterator[str]:
    """What each reader does with each workbook, where it is not what it should."""
    for nom, build in HOSTILES.items():
        octets = build()
        for lecteur, refuse in LECTEURS.items():
            avant = process_time()
            if not refuse(octets):
                yield f"{lecteur}, {nom} : lu"
            if (duree := process_time() - avant) > SECONDES:
                yield f"{lecteur}, {nom} : {duree:.0f} s"


@pytest.mark.timeout(600)
def test_each_is_refused_in_bounded_time_and_memory() -> None:
    """In a process of its own: the most memory that it ever held is that of these readings."""
    fini = subprocess.run([sys.executable, "-m", __name__], capture_output=True, text=True, check=True)
    *fautes, memoire = fini.stdout.splitlines()
    assert fautes == []
    assert int(memoire) < MIO


if __name__ == "__main__":
    for faute in measure():
        sys.stdout.write(f"{faute}\n")
    # Of this program alone: what getrusage says goes on from the process that started it.
    [plus_haut] = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    sys.stdout.write(f"{int(plus_haut) // 1024}\n")
