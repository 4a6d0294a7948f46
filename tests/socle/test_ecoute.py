"""The listening thread: what it hears, what it may have missed, and that it comes back."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit_systeme
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, start_base_locale
from caprse.socle.ecoute import compute_attente, get_compteur, start_ecoute
from caprse.socle.installation import Installation
from caprse.socle.reglages import Reglages
from tests.monde import Monde

DELAI = 10.0


@contextmanager
def _listening(installation: Installation) -> Iterator[None]:
    """Listen within the block, from the moment the connection stands."""
    temoin = uuid4()
    depart = get_compteur(temoin)
    stop = start_ecoute(installation)
    try:
        wait_for(lambda: get_compteur(temoin) > depart)
        yield
    finally:
        stop()


def wait_for(condition: Callable[[], bool]) -> None:
    limite = time.monotonic() + DELAI
    while not condition():
        assert time.monotonic() < limite, "rien n’est venu"
        time.sleep(0.02)


def _notify(installation: Installation, texte: str) -> None:
    with installation.moteur.begin() as connexion:
        connexion.execute(text("select pg_notify('caprse', :texte)"), {"texte": texte})


class Defaite(Exception):
    """Undo what was written."""


def _rename(collectif: UUID, nom: str, *, undo: bool = False) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(text("update collectif set nom = :nom where id = :id"), {"nom": nom, "id": collectif})
        if undo:
            raise Defaite


def test_a_change_moves_the_counter_of_its_collectif_and_no_other(monde: Monde, installation: Installation) -> None:
    with _listening(installation):
        avant, ailleurs = get_compteur(monde.collectif), get_compteur(monde.ailleurs)
        _rename(monde.collectif, "Autre nom")
        wait_for(lambda: get_compteur(monde.collectif) > avant)
        assert get_compteur(monde.ailleurs) == ailleurs


def test_a_change_that_was_undone_moves_nothing(monde: Monde, installation: Installation) -> None:
    with _listening(installation):
        avant, ailleurs = get_compteur(monde.collectif), get_compteur(monde.ailleurs)
        with pytest.raises(Defaite):
            _rename(monde.collectif, "X", undo=True)
        # A later one is heard after any earlier: nothing is still on its way.
        _rename(monde.ailleurs, "Autre nom")
        wait_for(lambda: get_compteur(monde.ailleurs) > ailleurs)
        assert get_compteur(monde.collectif) == avant


def test_what_names_no_collectif_is_ignored_and_the_thread_lives_on(monde: Monde, installation: Installation) -> None:
    with _listening(installation):
        avant, ailleurs = get_compteur(monde.collectif), get_compteur(monde.ailleurs)
        _notify(installation, "n’importe quoi")
        _notify(installation, "")
        _notify(installation, str(monde.collectif))
        wait_for(lambda: get_compteur(monde.collectif) == avant + 1)
        # It did not have to start again, which would have moved all of them.
        assert get_compteur(monde.ailleurs) == ailleurs


def test_a_connection_cut_by_the_server_comes_back_and_everything_is_looked_at_again(
    monde: Monde, installation: Installation
) -> None:
    with _listening(installation):
        avant = get_compteur(monde.collectif), get_compteur(monde.ailleurs)
        url = installation.url_migration
        assert url is not None
        with psycopg.connect(url.replace(PROPRIETAIRE, "postgres", 1), autocommit=True) as connexion:
            (coupees,) = connexion.execute(
                "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                " where application_name = 'caprse-ecoute'"
            ).fetchone() or (0,)
        assert coupees == 1
        wait_for(lambda: get_compteur(monde.collectif) > avant[0] and get_compteur(monde.ailleurs) > avant[1])
        apres = get_compteur(monde.collectif)
        _rename(monde.collectif, "Encore un nom")
        wait_for(lambda: get_compteur(monde.collectif) == apres + 1)


@pytest.fixture(scope="module")
def dossier() -> Iterator[Path]:
    dossier = Path(tempfile.mkdtemp(prefix="caprse-ecoute-"))
    dossier.chmod(0o755)
    yield dossier
    shutil.rmtree(dossier, ignore_errors=True)


def test_the_server_restarted_under_it_is_found_again(dossier: Path) -> None:
    serveur = start_base_locale(dossier, durable=False)
    seule = Installation(Reglages(var=dossier), create_moteur(serveur.url(APPLICATION)), None)
    collectif = uuid4()
    try:
        with _listening(seule):
            avant = get_compteur(collectif)
            serveur.stop()
            time.sleep(0.3)
            assert get_compteur(collectif) == avant
            serveur = start_base_locale(dossier, durable=False)
            wait_for(lambda: get_compteur(collectif) > avant)
            repris = get_compteur(collectif)
            seule.moteur.dispose()
            _notify(seule, str(collectif))
            wait_for(lambda: get_compteur(collectif) == repris + 1)
    finally:
        seule.moteur.dispose()
        serveur.stop()


def test_stopping_is_prompt_even_while_the_server_is_away(dossier: Path) -> None:
    absente = Installation(Reglages(var=dossier), create_moteur(f"postgresql://x@/x?host={dossier}"), None)
    stop = start_ecoute(absente)
    time.sleep(0.2)
    debut = time.monotonic()
    stop()
    assert time.monotonic() - debut < 3


def test_attempts_are_spaced_out_and_never_given_up() -> None:
    attentes = [compute_attente(essai) for essai in range(1, 40)]
    assert attentes[:4] == [0.5, 1, 2, 4]
    assert attentes == sorted(attentes)
    assert attentes[-1] == 30
