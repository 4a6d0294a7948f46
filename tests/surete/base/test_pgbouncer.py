"""Behind PgBouncer in transaction mode people work as ever; what needs a session of its own says what to give it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.service import get_carnet, save_reponse
from caprse.migrations import TABLES_TEMOINS, migrate
from caprse.referentiel.codec import to_contenu
from caprse.sante import check_sante
from caprse.socle.base import create_moteur, transaction
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale
from caprse.socle.ecoute import check_ecoute, get_compteur, start_ecoute
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation
from caprse.socle.reglages import Reglages, ReglagesInvalides
from caprse.socle.sauvegarde import dump
from tests.courrier.serveur import find_port
from tests.monde import Monde, create_monde
from tests.parcours.site import RACINE, clean_environ
from tests.socle.test_ecoute import wait_for
from tests.surete.base.pgbouncer import PORT, open_pgbouncer
from tests.surete.monde_droits import REFERENTIEL

PERSONNES = 12
TOURS = 20


@pytest.fixture(scope="module", params=["", "options,extra_float_digits"], ids=["strict", "qui laisse tomber"])
def prises(request: pytest.FixtureRequest, serveur: BaseLocale) -> Iterator[str]:
    """Where PgBouncer listens: one refuses the options of a connection, the other drops them without a word."""
    with open_pgbouncer(serveur, "transaction", request.param) as dossier:
        yield dossier


def _url(prises: str, role: str, base: str) -> str:
    return f"postgresql://{role}@/{base}?host={prises}&port={PORT}"


@pytest.fixture
def derriere(prises: str, serveur: BaseLocale, base: str) -> Iterator[Installation]:
    """An installation whose people pass through PgBouncer, and whose listener does not."""
    moteur = create_moteur(_url(prises, APPLICATION, base))
    yield Installation(Reglages(ecoute_url=serveur.url(APPLICATION, base)), moteur, None)
    moteur.dispose()


@pytest.fixture
def peuple(derriere: Installation) -> Monde:
    return create_monde(derriere, REFERENTIEL, to_contenu(REFERENTIEL))


def test_people_answer_together_and_nothing_is_lost(derriere: Installation, peuple: Monde) -> None:
    criteres = [c.code for t in REFERENTIEL.capsule(REFERENTIEL.ordre[0]) for e in t.enjeux for c in e.criteres]
    assert len(criteres) >= 4

    def answer(rang: int) -> int:
        structure, critere = rang % 2, criteres[rang // 2 % len(criteres)]
        compte = peuple.comptes[("alice", "bob")[structure]]
        version = 0
        for tour in range(TOURS):
            with open_unit(compte_id=compte, installation=derriere) as unit:
                get_carnet(unit, peuple.structures[structure])
            with open_unit(compte_id=compte, installation=derriere) as unit:
                saisie = Saisie(niveau=tour % 5)
                version = save_reponse(unit, peuple.carnets[structure], critere, saisie, version).version
        return version

    with ThreadPoolExecutor(8) as equipe:
        assert list(equipe.map(answer, range(8))) == [TOURS] * 8
    assert check_sante(derriere.moteur)[0]


def test_each_transaction_has_its_limits_whichever_server_it_meets(
    derriere: Installation, serveur: BaseLocale, base: str
) -> None:
    def read(_: int) -> tuple[str, ...]:
        with transaction(derriere.moteur) as db:
            noms = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "timezone")
            return tuple(db.connection().exec_driver_sql(f"show {nom}").scalar_one() for nom in noms)

    with ThreadPoolExecutor(PERSONNES) as equipe:
        assert set(equipe.map(read, range(60))) == {("10s", "4s", "30s", "UTC")}


def test_what_changes_is_heard_by_the_direct_address(derriere: Installation) -> None:
    check_ecoute(derriere)
    sujet = uuid4()
    avant = get_compteur(sujet)
    stop = start_ecoute(derriere)
    try:
        wait_for(lambda: get_compteur(sujet) > avant)
        entendu = get_compteur(sujet)
        for _ in range(6):
            with transaction(derriere.moteur) as db:
                db.connection().exec_driver_sql("select pg_notify('caprse', %s)", (str(sujet),))
        wait_for(lambda: get_compteur(sujet) == entendu + 6)
    finally:
        stop()


@pytest.mark.parametrize("reglage", ["DATABASE", "ECOUTE"])
def test_a_listener_that_would_hear_nothing_is_refused(prises: str, base: str, reglage: str) -> None:
    url = _url(prises, APPLICATION, base)
    moteur = create_moteur(url)
    sourde = Installation(Reglages(ecoute_url=url if reglage == "ECOUTE" else None), moteur, None)
    with pytest.raises(ReglagesInvalides, match=rf"CAPRSE_{reglage}_URL passe par un répartiteur.*CAPRSE_ECOUTE_URL"):
        check_ecoute(sourde)
    moteur.dispose()


def test_the_workbook_does_not_start_and_says_what_to_give(prises: str, base: str, tmp_path: Path) -> None:
    environ = clean_environ() | {"CAPRSE_DATABASE_URL": _url(prises, APPLICATION, base), "CAPRSE_VAR": str(tmp_path)}
    fini = subprocess.run(
        [str(Path(sys.executable).with_name("caprse")), "lancer", "--port", str(find_port())],
        env=environ,
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert fini.returncode == 1
    assert "Erreur : CAPRSE_DATABASE_URL passe par un répartiteur de connexions" in fini.stderr
    assert "Traceback" not in fini.stderr + fini.stdout


def test_a_migration_and_a_backup_ask_for_the_server_itself(prises: str, base: str, tmp_path: Path) -> None:
    url = _url(prises, PROPRIETAIRE, base)
    with pytest.raises(Refus, match=r"CAPRSE_MIGRATION_URL passe par un répartiteur.*rien n’a été fait"):
        migrate(url)
    with pytest.raises(Refus, match=r"CAPRSE_MIGRATION_URL passe par un répartiteur.*rien n’a été fait"):
        dump(url, tmp_path / "sauvegarde", TABLES_TEMOINS)
    assert list(tmp_path.iterdir()) == []


def test_in_session_mode_people_work_too(serveur: BaseLocale, base: str) -> None:
    with open_pgbouncer(serveur, "session", "") as dossier:
        moteur = create_moteur(_url(dossier, APPLICATION, base), taille=2)
        for _ in range(10):
            with transaction(moteur) as db:
                assert db.connection().exec_driver_sql("show statement_timeout").scalar_one() == "10s"
        assert check_sante(moteur)[0]
        moteur.dispose()


def test_a_direct_server_keeps_prepared_statements(serveur: BaseLocale, base: str) -> None:
    moteur = create_moteur(serveur.url(APPLICATION, base), taille=1)
    for _ in range(4):
        with transaction(moteur) as db:
            db.connection().exec_driver_sql("select 1 where 1 = %s", (1,))
            nombre = db.connection().exec_driver_sql("select count(*) from pg_prepared_statements").scalar_one()
    assert nombre > 0
    moteur.dispose()
    with psycopg.connect(serveur.url(APPLICATION, base)) as connexion:
        assert connexion.info.backend_pid == connexion.execute("select pg_backend_pid()").fetchone()[0]  # type: ignore[index]
    assert os.environ.get("PGOPTIONS") is None
