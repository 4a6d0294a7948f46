"""The engine: bounded waits, and what each failure of the database means to a person."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from caprse.socle.base import create_moteur, set_contexte, transaction
from caprse.socle.base_locale import SYSTEME, BaseLocale
from caprse.socle.erreurs import BaseIndisponible, BaseOccupee, Refus

EN_SYSTEME = "select set_config('caprse.profil', 'systeme', true)"
REFUSER = "do $$ begin raise exception '{}' using errcode = 'restrict_violation'; end $$"


def run(moteur: Engine, *requetes: str) -> None:
    """One transaction of these statements."""
    with transaction(moteur) as db:
        for requete in requetes:
            db.execute(text(requete))


@pytest.fixture
def moteur(serveur: BaseLocale) -> Iterator[Engine]:
    moteur = create_moteur(serveur.url(SYSTEME, "gabarit"), taille=1)
    yield moteur
    moteur.dispose()


@pytest.mark.parametrize(
    ("reglage", "valeur"),
    [
        ("statement_timeout", "10s"),
        ("lock_timeout", "4s"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("timezone", "UTC"),
        ("application_name", "caprse"),
    ],
)
def test_each_connection_waits_only_so_long(moteur: Engine, reglage: str, valeur: str) -> None:
    with transaction(moteur) as db:
        assert db.execute(text(f"show {reglage}")).scalar_one() == valeur


def test_a_statement_that_lasts_is_a_busy_base_not_an_absent_one(moteur: Engine) -> None:
    with pytest.raises(BaseOccupee, match="très occupée : cette action n’a pas été faite"):
        run(moteur, "set local statement_timeout = '50ms'", "select pg_sleep(5)")
    assert _answers(moteur)


def test_a_lock_that_lasts_is_a_busy_base(serveur: BaseLocale, moteur: Engine) -> None:
    with psycopg.connect(serveur.url("postgres", "gabarit")) as autre:
        autre.execute("select pg_advisory_lock(1)")
        with pytest.raises(BaseOccupee, match="réessayez dans un instant"):
            run(moteur, "set local lock_timeout = '50ms'", "select pg_advisory_xact_lock(1)")
    assert _answers(moteur)


def test_two_transactions_in_each_others_way_end_with_one_of_them_told_to_try_again(moteur: Engine) -> None:
    depart = threading.Barrier(2)
    issues: list[str] = []

    def work(premier: int, second: int) -> None:
        try:
            with transaction(moteur) as db:
                db.execute(text("select pg_advisory_xact_lock(:n)"), {"n": premier})
                depart.wait()
                db.execute(text("select pg_advisory_xact_lock(:n)"), {"n": second})
            issues.append("fait")
        except BaseOccupee:
            issues.append("occupée")

    fils = [threading.Thread(target=work, args=ordre) for ordre in ((11, 12), (12, 11))]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["fait", "occupée"]


def test_no_free_connection_is_a_busy_base(moteur: Engine) -> None:
    moteur.pool._timeout = 0.05  # type: ignore[attr-defined]
    with (
        moteur.connect(),
        moteur.connect(),
        pytest.raises(BaseOccupee),
        transaction(moteur) as db,
    ):
        db.execute(text("select 1"))
    assert _answers(moteur)


def test_a_busy_base_is_a_kind_of_absent_base_so_that_what_was_typed_is_kept() -> None:
    assert issubclass(BaseOccupee, BaseIndisponible)
    assert str(BaseOccupee()) != str(BaseIndisponible())


def test_a_connection_cut_by_the_server_is_an_absent_base_and_the_next_one_works(
    serveur: BaseLocale, moteur: Engine
) -> None:
    def be_cut() -> None:
        with transaction(moteur) as db, psycopg.connect(serveur.url("postgres", "postgres"), autocommit=True) as autre:
            pid = db.execute(text("select pg_backend_pid()")).scalar_one()
            autre.execute("select pg_terminate_backend(%s, 5000)", [pid])
            db.execute(text("select 1"))

    with pytest.raises(BaseIndisponible, match="ne répond pas") as absence:
        be_cut()
    assert not isinstance(absence.value, BaseOccupee)
    assert _answers(moteur)


@pytest.mark.parametrize("url", ["postgresql://x@127.0.0.1:1/x", "postgresql://x@/x?host=/nulle/part"])
def test_a_server_that_is_not_there_is_told_as_such(url: str) -> None:
    moteur = create_moteur(url)
    with pytest.raises(BaseIndisponible, match="ne répond pas pour le moment"), transaction(moteur) as db:
        db.execute(text("select 1"))


def test_a_server_that_only_reads_is_not_the_one_to_write_to(moteur: Engine) -> None:
    """During a failover, the old server may still answer."""
    with pytest.raises(BaseIndisponible):
        run(moteur, "set transaction read only", EN_SYSTEME, "insert into tentative (cle) values ('c')")


def test_a_rule_kept_by_the_database_is_a_refusal_with_its_sentence(moteur: Engine) -> None:
    with pytest.raises(Refus, match=r"^Phrase pour la personne\.$"):
        run(moteur, REFUSER.format("caprse: Phrase pour la personne."))


def test_a_fault_of_ours_stays_a_fault(moteur: Engine) -> None:
    with pytest.raises(ProgrammingError):
        run(moteur, "select * from inconnue")
    with pytest.raises(IntegrityError):
        run(moteur, REFUSER.format("autre"))


def test_a_fault_tells_no_log_what_people_typed(moteur: Engine) -> None:
    with pytest.raises(ProgrammingError) as faute, transaction(moteur) as db:
        db.execute(text("select * from inconnue where x = :texte"), {"texte": "confidence"})
    assert "confidence" not in str(faute.value)


def test_an_error_undoes_the_whole_transaction(moteur: Engine) -> None:
    with pytest.raises(Refus):
        run(moteur, EN_SYSTEME, "insert into tentative (cle) values ('perdue')", REFUSER.format("caprse: Non."))
    with transaction(moteur) as db:
        set_contexte(db, profil="systeme")
        assert db.execute(text("select count(*) from tentative")).scalar_one() == 0


def _answers(moteur: Engine) -> bool:
    with transaction(moteur) as db:
        return bool(db.execute(text("select true")).scalar_one())
