"""Closed by default: what the application's role can never do, and nothing left from one person to the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from caprse.acces.unite import as_systeme, open_unit, open_unit_systeme
from caprse.migrations import migrate
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation
from caprse.socle.reglages import Reglages
from tests.surete.conftest import Terrain

SANS_CLOISON = {"alembic_version"}  # one version number, read by GET /sante

# Functions that run with their owner's rights, and why.
SECURITY_DEFINER = {
    "effacer_compte": "what a person alone may touch goes away with them; for the administration alone",
    "purger": "drafts are their author's, and the journal is nobody's to cut; for the operator alone",
    "suivi_ailleurs": "whether another collectif reads a version, whose trimestres who animates one does not see",
    "compter_voix": "how many voices a question has, whose rows nobody reads; for the direction alone",
    "journaliser": "the application may not write journal lines of its own making",
    "mon_compte": "the policies that say who one is would ask themselves",
    "a_role": "the same",
    "tient": "the same",
    "en_etait": "the same",
    "mes": "the same",
    "miennes": "the same",
    "cotoie": "the same",
    "a_repondu": "the same, of a publication",
    "relecture_dite": "the same, of a re-reading",
    "trace_montree": "the same, of a trace",
    "a_mandat_systeme": "the application reads no mandate",
    "rendre_mandat": "it only gives back what the transaction had taken",
    "demo_fermee": "whether anything real exists concerns those who see none of it",
    "est_invente": "the same",
    "est_reel": "the same",
    "est_ma_session": "the application reads no hash of a session",
    "compter_droits": "whoever changes a role may not change the account",
    "purger_saisies": "what is too old goes away although nobody but its author may touch it",
    "retenir_carnets": "the administration closes what it may not read",
    "fusionner_structures": "the animation moves to one line what it may only read of the other",
    "interlocuteurs": "names of those whose role is not seen any more",
    "marquer_avis": "one's own mark in a consultation: the key that makes it is read by nobody",
    "mes_avis": "one's own voices, found again by that mark",
    "conserver_demi_journees": "whoever leaves a shared appui sees none of its other parts, whose sum must hold",
    "compter_avis": "how many took part, for the direction alone: voices themselves are read by nobody",
}

REGLAGES = ("profil", "session")


def _list_tables(terrain: Terrain) -> set[str]:
    return {
        nom for (nom,) in terrain.administrateur.execute("select tablename from pg_tables where schemaname = 'public'")
    }


def test_row_security_is_enabled_and_forced_on_every_table(terrain: Terrain) -> None:
    forcees = {
        nom
        for (nom,) in terrain.administrateur.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            " and relrowsecurity and relforcerowsecurity"
        )
    }
    assert _list_tables(terrain) - SANS_CLOISON == forcees


def test_each_policy_names_its_command_so_that_none_opens_more_than_it_says(terrain: Terrain) -> None:
    politiques = terrain.administrateur.execute(
        # Those of one role alone are its owner's, for the functions listed below.
        "select tablename, cmd, count(*) from pg_policies"
        " where schemaname = 'public' and roles = '{public}' group by 1, 2"
    ).fetchall()
    assert all(cmd != "ALL" and nombre == 1 for _, cmd, nombre in politiques)


def test_what_asks_nothing_is_for_the_owners_functions_alone(terrain: Terrain) -> None:
    politiques = terrain.administrateur.execute(
        "select distinct roles, cmd from pg_policies where policyname = 'lecture_proprietaire'"
    ).fetchall()
    assert politiques == [([PROPRIETAIRE], "SELECT")]


def test_the_application_role_is_ordinary(terrain: Terrain) -> None:
    role = terrain.application.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles"
        " where rolname = current_user"
    ).fetchone()
    assert role == (False, False, False, False, False)
    assert terrain.application.execute("select current_user").fetchone() == (APPLICATION,)
    membre = (
        "select count(*) from pg_auth_members where member = (select oid from pg_roles where rolname = current_user)"
    )
    assert terrain.application.execute(membre).fetchone() == (0,)


def test_the_application_role_owns_nothing(terrain: Terrain) -> None:
    requete = (
        "select count(*) from pg_shdepend d join pg_roles r on r.oid = d.refobjid"
        " where r.rolname = %s and d.deptype = 'o'"
    )
    assert terrain.administrateur.execute(requete, [APPLICATION]).fetchone() == (0,)
    # The same question finds what the owner owns: it can find something.
    assert terrain.administrateur.execute(requete, [PROPRIETAIRE]).fetchone() != (0,)


def test_the_application_role_has_no_right_beyond_reading_and_writing_rows(terrain: Terrain) -> None:
    for table in _list_tables(terrain):
        for droit in ("truncate", "references", "trigger"):
            requete = "select has_table_privilege(%s, %s, %s)"
            assert terrain.administrateur.execute(requete, [APPLICATION, table, droit]).fetchone() == (False,), table
    for droit in ("insert", "update", "delete"):
        requete = "select has_table_privilege(%s, 'alembic_version', %s)"
        assert terrain.administrateur.execute(requete, [APPLICATION, droit]).fetchone() == (False,)


@pytest.mark.parametrize(
    "attaque",
    [
        "alter table reponse disable row level security",
        "alter table reponse no force row level security",
        "alter table reponse disable trigger all",
        "drop policy lecture on reponse",
        "create policy tout on reponse using (true)",
        "drop trigger journal_reponse on reponse",
        "truncate reponse",
        "create table public.faux (id int)",
        "create function public.mon_profil(a text, b text) returns boolean language sql as 'select true'",
        "create or replace function mon_profil(attendu text) returns boolean language sql as 'select true'",
        "set session_replication_role = replica",
        "set role caprse_proprietaire",
        "set session authorization postgres",
        "drop extension btree_gist cascade",
        "create schema ailleurs",
        "copy reponse to program 'cat'",
        "select pg_read_file('/etc/passwd')",
        "update alembic_version set version_num = 'x'",
    ],
)
@pytest.mark.parametrize("profil", ["administration", "systeme"])
def test_no_profile_can_change_the_rules(terrain: Terrain, attaque: str, profil: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        terrain.act_as(profil).execute(attaque)


def test_asking_for_no_row_security_is_an_error_not_a_way_out(terrain: Terrain) -> None:
    connexion = terrain.act_as("lecture")
    connexion.execute("set local row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        connexion.execute("select * from reponse")


def test_functions_with_their_owners_rights_are_listed_with_a_reason(terrain: Terrain) -> None:
    fonctions = terrain.administrateur.execute(
        "select proname, proconfig, proacl::text from pg_proc"
        " where pronamespace = 'public'::regnamespace and prosecdef"
    ).fetchall()
    assert {nom for nom, _, _ in fonctions} == set(SECURITY_DEFINER)
    for nom, configuration, droits in fonctions:
        assert configuration == ["search_path=public, pg_temp"], nom
        assert droits is not None, f"{nom} : tout le monde peut l’appeler"
        assert not any(entree.startswith("=") for entree in droits.strip("{}").split(",")), nom


def test_the_journal_cannot_be_forged_through_a_table_of_ones_own(terrain: Terrain) -> None:
    """A temporary table named like a true one, with the journal's own trigger on it, would write what one likes."""
    connexion = terrain.act_as("contribution")
    connexion.execute("create temporary table reponse (id uuid) on commit drop")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="journaliser"):
        connexion.execute(
            "create trigger t after insert on pg_temp.reponse for each row execute function public.journaliser()"
        )


def test_a_temporary_table_does_not_answer_for_a_true_one(terrain: Terrain) -> None:
    """An empty ``trimestre`` of one's own would make a closed trimestre look open."""
    connexion = terrain.act_as("systeme")
    connexion.execute("update trimestre set etat = 'clos', clos_le = now() where id = %s", [terrain.monde.trimestre])
    connexion.execute("create temporary table trimestre on commit drop as select * from public.trimestre")
    connexion.execute("update pg_temp.trimestre set etat = 'ouvert'")
    with pytest.raises(psycopg.errors.RestrictViolation, match="clos"):
        connexion.execute("update reponse set niveau = 4")


def test_a_new_installation_takes_temporary_tables_away_too(terrain: Terrain) -> None:
    with psycopg.connect(terrain.serveur.url("postgres", "postgres"), autocommit=True) as connexion:
        connexion.execute(f"create database neuve owner {PROPRIETAIRE}")
    migrate(terrain.serveur.url(PROPRIETAIRE, "neuve"))
    with psycopg.connect(terrain.serveur.url(APPLICATION, "neuve")) as connexion:
        droits = connexion.execute(
            "select has_database_privilege(current_database(), 'temporary'), has_schema_privilege('public', 'create')"
        ).fetchone()
    assert droits == (False, False)


@pytest.fixture
def moteur(terrain: Terrain) -> Iterator[Engine]:
    """A pool of one connection, so that each transaction inherits the one before."""
    moteur = create_moteur(terrain.serveur.url(APPLICATION, "surete"), taille=1)
    yield moteur
    moteur.dispose()


@pytest.fixture
def installation(terrain: Terrain, moteur: Engine, tmp_path: Path) -> Installation:
    return Installation(Reglages(var=tmp_path), moteur, None)


def _check_nothing_left(moteur: Engine, attendu: int) -> None:
    with moteur.connect() as connexion:
        assert connexion.execute(text("select pg_backend_pid()")).scalar_one() == attendu
        for nom in REGLAGES:
            valeur = connexion.execute(text("select current_setting(:nom, true)"), {"nom": f"caprse.{nom}"}).scalar()
            assert valeur in (None, ""), nom
        for table in (
            "reponse",
            "carnet",
            "structure",
            "collectif",
            "compte",
            "habilitation",
            "session_web",
            "journal",
        ):
            assert connexion.execute(text(f"select count(*) from {table}")).scalar_one() == 0, table


def _pid(moteur: Engine) -> int:
    with moteur.connect() as connexion:
        return int(connexion.execute(text("select pg_backend_pid()")).scalar_one())


@pytest.mark.parametrize("personne", ["alice", "anna", "adam", "fanny"])
def test_nothing_is_left_on_the_connection_after_a_person(
    terrain: Terrain, moteur: Engine, installation: Installation, personne: str
) -> None:
    pid = _pid(moteur)
    with open_unit(compte_id=terrain.monde.comptes[personne], installation=installation) as unit:
        assert unit.db.execute(text("select count(*) from compte")).scalar_one() > 0
    _check_nothing_left(moteur, pid)


def test_nothing_is_left_on_the_connection_after_the_system(moteur: Engine, installation: Installation) -> None:
    pid = _pid(moteur)
    with open_unit_systeme(installation) as unit:
        assert unit.db.execute(text("select count(*) from compte")).scalar_one() > 0
    _check_nothing_left(moteur, pid)


def test_nothing_is_left_on_the_connection_after_an_error(
    terrain: Terrain, moteur: Engine, installation: Installation
) -> None:
    def fail() -> None:
        with open_unit_systeme(installation) as unit:
            unit.db.execute(text("select count(*) from compte"))
            raise Refus("non")

    pid = _pid(moteur)
    with pytest.raises(Refus):
        fail()
    _check_nothing_left(moteur, pid)


def test_acting_as_the_collectif_ends_with_its_block(
    terrain: Terrain, moteur: Engine, installation: Installation
) -> None:
    with open_unit(compte_id=terrain.monde.comptes["alice"], installation=installation) as unit:
        propres = unit.db.execute(text("select count(*) from carnet")).scalar_one()
        with as_systeme(unit) as systeme:
            assert systeme.db.execute(text("select count(*) from carnet")).scalar_one() > propres
        assert unit.db.execute(text("select count(*) from carnet")).scalar_one() == propres


def test_a_closed_account_opens_nothing_even_with_roles(terrain: Terrain) -> None:
    connexion = terrain.act_as("systeme")
    alice = terrain.monde.comptes["alice"]
    connexion.execute("update compte set actif = false where id = %s", [alice])
    assert connexion.execute("select ouvrir(%s, null)", [alice]).fetchone() == (None,)
    assert connexion.execute("select count(*) from reponse").fetchone() == (0,)


@pytest.mark.parametrize(
    "fin", ["revoquee_le = now() - interval '1 ms'", "expire_le = now()"], ids=["révoquée", "expirée"]
)
def test_a_session_that_ended_opens_nothing(terrain: Terrain, fin: str) -> None:
    administrateur = terrain.administrateur
    alice = terrain.monde.comptes["alice"]
    jeton = administrateur.execute("select empreinte from session_web where compte_id = %s", [alice]).fetchone()
    assert jeton is not None
    connexion = terrain.act_as("anonyme")
    ouverte = connexion.execute("select ouvrir(null, %s)", [jeton[0]]).fetchone()
    assert ouverte is not None
    assert ouverte[0]["id"] == str(alice)
    connexion.rollback()
    # The application may not move the end of a session: only the server's administrator can set this up.
    with psycopg.connect(terrain.serveur.url("postgres", "surete")) as autre:
        autre.execute(f"update session_web set {fin} where compte_id = %s", [alice])
        ouverte = autre.execute("select ouvrir(null, %s)", [jeton[0]]).fetchone()
        autre.rollback()
    assert ouverte == (None,)


def test_an_unknown_session_does_not_fall_back_on_the_account_given(terrain: Terrain) -> None:
    connexion = terrain.act_as("anonyme")
    alice = terrain.monde.comptes["alice"]
    assert connexion.execute("select ouvrir(%s, 'inconnue')", [alice]).fetchone() == (None,)
    assert connexion.execute("select count(*) from carnet").fetchone() == (0,)
