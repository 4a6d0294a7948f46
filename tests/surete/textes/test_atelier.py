"""Drawing cannot take the server down: real aborts, endless loops, huge memory, a parent killed without notice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from caprse.socle.imprimerie.atelier import Atelier, DessinImpossible, TravailRefuse

PHRASE = "n’a pas pu être dessiné. Rien n’est perdu"


def chart(**autres: Any) -> dict[str, Any]:
    """A small chart, as the engine takes it."""
    dessin = {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a"}}, **autres}
    return {"genre": "svg", "dessin": dessin, "version": "6.1"}


def page(texte: str, **autres: Any) -> dict[str, Any]:
    """A page, its template being code: what typst would do if a text could be read as code."""
    return {"genre": "pdf", "gabarit": texte, "donnees": "{}", "normes": [], "instant": 0, **autres}


# A sign that XML forbids ends the engine's process, not only its call.
ABATTU = {**chart(title="Atelier du\x0bPont-Vieil"), "genre": "png", "echelle": 1.0}
SANS_FIN = page("#for a in range(9999) { for b in range(9999) { for c in range(9999) { let d = a } } }")
ENORME = page('#let s = "x" * 4000000000\n#s.len()')
ENORME_AUSSI = chart(data={"sequence": {"start": 0, "stop": 400_000_000, "as": "a"}})


@pytest.fixture
def atelier() -> Iterator[Atelier]:
    atelier = Atelier(places=1, attente=2, delai=4.0, memoire=1024 << 20)
    yield atelier
    atelier.close()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_dead(*pids: int, secondes: float = 5.0) -> None:
    limite = time.monotonic() + secondes
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < limite, f"still there: {[pid for pid in pids if is_alive(pid)]}"
        time.sleep(0.02)


@pytest.mark.parametrize(
    "travail", [ABATTU, SANS_FIN, ENORME, ENORME_AUSSI], ids=["abattu", "sans fin", "énorme", "énorme aussi"]
)
def test_what_ends_swells_or_lasts_gives_a_sentence_and_the_next_work_is_done(
    atelier: Atelier, travail: dict[str, Any]
) -> None:
    assert b"<svg" in atelier.draw(chart())
    [ancien] = atelier.list_pids()
    debut = time.monotonic()
    with pytest.raises(DessinImpossible, match=PHRASE):
        atelier.draw(travail)
    assert time.monotonic() - debut < 8
    wait_until_dead(ancien)
    assert atelier.draw(page("= Bonjour")).startswith(b"%PDF")
    [nouveau] = atelier.list_pids()
    assert nouveau != ancien


@pytest.mark.parametrize("coup", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV])
def test_a_process_that_died_between_two_works_is_replaced_without_a_word(
    atelier: Atelier, coup: signal.Signals
) -> None:
    atelier.draw(chart())
    [ancien] = atelier.list_pids()
    os.kill(ancien, coup)
    wait_until_dead(ancien)
    assert b"<svg" in atelier.draw(chart())


def test_a_process_stopped_in_the_middle_of_a_work_does_not_hold_the_others(atelier: Atelier) -> None:
    atelier.draw(chart())
    [pid] = atelier.list_pids()
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(DessinImpossible):
        atelier.draw(chart())
    assert b"<svg" in atelier.draw(chart())
    wait_until_dead(pid)


def test_what_the_library_refuses_is_said_and_keeps_the_process(atelier: Atelier) -> None:
    atelier.draw(chart())
    [pid] = atelier.list_pids()
    for refuse in (page("#nonsense()"), chart(data={"url": "https://exemple.test/x.csv"}), {"genre": "autre"}):
        with pytest.raises(TravailRefuse):
            atelier.draw(refuse)
    with pytest.raises(TravailRefuse):
        atelier.draw(page('#read("/etc/passwd")'))
    assert atelier.list_pids() == [pid]


def test_too_many_works_are_turned_away_with_a_sentence_at_once(atelier: Atelier) -> None:
    atelier.draw(chart())
    with ThreadPoolExecutor(12) as gens:

        def ask(_: int) -> tuple[bool, float]:
            debut = time.monotonic()
            try:
                atelier.draw(SANS_FIN)
            except DessinImpossible:
                return True, time.monotonic() - debut
            return False, 0.0

        issues = sorted(temps for refuse, temps in gens.map(ask, range(12)) if refuse)
    assert len(issues) == 12
    # One place and two that wait: nine were told without waiting.
    assert issues[8] < 1.0
    assert b"<svg" in atelier.draw(chart())


def test_works_of_several_people_are_all_done() -> None:
    atelier = Atelier(places=2, attente=40)
    with ThreadPoolExecutor(20) as gens:
        rendus = list(gens.map(lambda rang: atelier.draw(chart(title=f"numéro {rang}")), range(20)))
    assert all(f"numéro {rang}".encode() in rendu for rang, rendu in enumerate(rendus))
    assert len(atelier.list_pids()) == 2
    pids = atelier.list_pids()
    atelier.close()
    wait_until_dead(*pids)


def test_the_process_outlives_the_thread_of_a_page_that_asked(atelier: Atelier) -> None:
    demandeur = threading.Thread(target=atelier.draw, args=(chart(),))
    demandeur.start()
    demandeur.join()
    [pid] = atelier.list_pids()
    time.sleep(0.3)
    atelier.draw(chart())
    assert atelier.list_pids() == [pid]


def test_the_process_knows_neither_secrets_nor_connections(atelier: Atelier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAPRSE_DATABASE_URL", "postgresql://secret@exemple.test/x")
    lecture, ecriture = os.pipe()
    os.set_inheritable(ecriture, True)
    atelier.draw(chart())
    [pid] = atelier.list_pids()
    assert b"secret" not in Path(f"/proc/{pid}/environ").read_bytes()
    assert b"secret" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    tenus = {str(lien.readlink()) for lien in Path(f"/proc/{pid}/fd").iterdir()}
    assert str(Path(f"/proc/self/fd/{ecriture}").readlink()) not in tenus
    # Our own connection to the base is a socket; the engine's own ones have no one at the other end.
    ici = {str(lien.readlink()) for lien in Path("/proc/self/fd").iterdir() if lien.exists() or lien.is_symlink()}
    assert not {tenu for tenu in tenus & ici if tenu.startswith("socket:")}
    os.close(lecture)
    os.close(ecriture)


PARENT = """
import signal, sys, time, threading
# A shell that runs the tests in the background has them ignore Ctrl-C, and what they start too.
signal.signal(signal.SIGINT, signal.default_int_handler)
from caprse.socle.imprimerie.atelier import Atelier
from tests.surete.textes.test_atelier import SANS_FIN, chart
atelier = Atelier(places=2, delai=60)
atelier.draw(chart())
if sys.argv[1] == "au travail":
    threading.Thread(target=atelier.draw, args=(SANS_FIN,), daemon=True).start()
    time.sleep(0.5)
print(*atelier.list_pids(), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("moment", ["au repos", "au travail"])
@pytest.mark.parametrize("coup", [signal.SIGKILL, signal.SIGINT])
def test_the_process_ends_with_its_parent_however_that_one_ends(moment: str, coup: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, moment], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert pids
    assert all(is_alive(pid) for pid in pids)
    if coup == signal.SIGINT and moment == "au travail":
        # Python waits for its threads before it ends: the server stops the workshop first, and so does this test.
        parent.kill()
    parent.send_signal(coup)
    wait_until_dead(*pids, secondes=10)
    parent.kill()
    parent.wait()
    parent.stdout.close()


def test_the_process_writes_no_file(atelier: Atelier) -> None:
    atelier.draw(chart())
    [pid] = atelier.list_pids()
    limites = Path(f"/proc/{pid}/limits").read_text()
    assert "Max file size             0 " in limites
    assert "Max core file size        0 " in limites
