"""How the server stops: what it logs is read by people, and an ordinary stop is no fault of anybody."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from caprse.socle.base_locale import BaseLocale
from tests.parcours.conftest import ERREUR
from tests.parcours.site import DELAI_ARRET, Site
from tests.surete.portes.client import open_ligne, open_socket, run_script
from tests.surete.portes.conftest import open_cahier

FIN = "Le cahier est arrêté."


def read_to_the_end(site: Site) -> str:
    """The log of a server that was told to stop, once it says that it has."""
    limite = time.monotonic() + DELAI_ARRET
    while FIN not in (journal := Path(site.journal).read_text()):
        assert time.monotonic() < limite, journal
        time.sleep(0.05)
    return journal


@pytest.mark.parametrize("signe", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("occupe", [False, True], ids=["au repos", "occupé"])
def test_a_server_told_to_stop_logs_no_error(serveur: BaseLocale, signe: signal.Signals, occupe: bool) -> None:
    with ExitStack() as pile:
        site = pile.enter_context(open_cahier(serveur))
        if occupe:
            for nom in ("alice", "anna"):
                run_script(pile.enter_context(open_ligne(site, nom)))
            pile.enter_context(open_socket(site)).sendall(b"GET /connexion HT")
        os.kill(site.pid, signe)
        journal = read_to_the_end(site)
        assert not ERREUR.search(journal), journal
