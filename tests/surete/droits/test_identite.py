"""Raw SQL by the application's role: whatever it sets by itself, it is nobody else."""

from __future__ import annotations

from contextlib import suppress

import psycopg
import pytest
from sqlalchemy import text

from caprse.acces.connexion.sessions import open_session, revoke_session
from caprse.acces.unite import SessionExpiree, as_systeme, open_unit, open_unit_systeme
from caprse.socle.base_locale import APPLICATION, SYSTEME
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation
from tests.base import execute
from tests.monde import Monde
from tests.surete.conftest import Terrain, mandate

# What one person keeps to themselves, and what waits between two.
PERSONNELLES = ("note_privee", "brouillon", "acte", "conflit", "desaccord")
TABLES = ("reponse", "carnet", "structure", "compte", "habilitation", "vote", "note_privee", "journal", "session_web")
# What an injection would set before it reads.
FORGES = {
    "the system": ("profil", "systeme"),
    "the administration": ("profil", "administration"),
    "everything at once": ("profil", "systeme administration federation"),
    "an account": ("compte", "%(adam)s"),
    "structures": ("structures", "{%(structure)s}"),
    "a collectif": ("anime", "{%(collectif)s}"),
    "membership": ("membre", "{%(collectif)s}"),
    "a session that is none": ("session", "%(adam)s"),
}


def _count(connexion: psycopg.Connection) -> dict[str, int]:
    """Rows that the connection sees, table by table; none where it may not even ask."""
    vues = {}
    for table in TABLES:
        try:
            with connexion.transaction():
                ligne = connexion.execute(f"select count(*) from {table}").fetchone()
                vues[table] = ligne[0] if ligne else 0
        except psycopg.errors.InsufficientPrivilege:
            vues[table] = 0
    return vues


@pytest.mark.parametrize(("reglage", "valeur"), FORGES.values(), ids=FORGES)
@pytest.mark.parametrize("profil", ["anonyme", "lecture"])
def test_a_setting_gives_no_right(terrain: Terrain, profil: str, reglage: str, valeur: str) -> None:
    avant = _count(terrain.act_as(profil))
    connexion = terrain.act_as(profil)
    posee = valeur % {
        "adam": terrain.monde.comptes["adam"],
        "structure": terrain.monde.structures[1],
        "collectif": terrain.monde.collectif,
    }
    connexion.execute("select set_config(%s, %s, true)", [f"caprse.{reglage}", posee])
    vues = _count(connexion)
    assert all(vues[table] <= avant[table] for table in TABLES)


def test_naming_an_account_opens_nothing_without_its_mandate(terrain: Terrain) -> None:
    connexion = terrain.act_as("anonyme")
    assert connexion.execute("select ouvrir(%s, null)", [terrain.monde.comptes["adam"]]).fetchone() == (None,)
    assert set(_count(connexion).values()) == {0}


def test_a_mandate_is_for_one_account(terrain: Terrain) -> None:
    connexion = terrain.act_as("lecture")
    assert connexion.execute("select ouvrir(%s, null)", [terrain.monde.comptes["adam"]]).fetchone() == (None,)


@pytest.mark.parametrize(
    "attaque",
    [
        "set role caprse_systeme",
        "set session authorization caprse_systeme",
        "grant caprse_systeme to caprse_app",
        "insert into mandat (transaction_id) values (pg_current_xact_id()::text::bigint)",
        "select * from mandat",
        "delete from mandat",
        "select empreinte from session_web",
        "update compte set demo = false",
        "update compte set droits = 0",
    ],
)
@pytest.mark.parametrize("profil", ["lecture", "administration"])
def test_the_application_role_cannot_raise_itself(terrain: Terrain, attaque: str, profil: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        terrain.act_as(profil).execute(attaque)


def test_the_application_role_is_no_member_of_the_systems(terrain: Terrain) -> None:
    requete = "select pg_has_role(%s, %s, 'member')"
    assert terrain.administrateur.execute(requete, [APPLICATION, SYSTEME]).fetchone() == (False,)
    assert terrain.administrateur.execute(requete, [SYSTEME, APPLICATION]).fetchone() == (False,)


def test_the_systems_role_is_ordinary_and_owns_nothing(terrain: Terrain) -> None:
    role = terrain.systeme.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles"
        " where rolname = session_user"
    ).fetchone()
    assert role == (False, False, False, False, False)
    possede = (
        "select count(*) from pg_shdepend d join pg_roles r on r.oid = d.refobjid where r.rolname = %s"
        " and d.deptype = 'o'"
    )
    assert terrain.administrateur.execute(possede, [SYSTEME]).fetchone() == (0,)


def test_a_mandate_ends_with_its_transaction(terrain: Terrain) -> None:
    connexion = terrain.elevate()
    assert _count(connexion)["reponse"] > 0
    connexion.commit()
    connexion.execute("select set_config('caprse.profil', 'systeme', true)")
    connexion.execute("select pg_current_xact_id()")
    assert _count(connexion)["reponse"] == 0


def test_a_mandate_does_not_serve_another_transaction_of_the_same_moment(terrain: Terrain) -> None:
    terrain.elevate()
    with psycopg.connect(terrain.serveur.url(APPLICATION, "surete")) as autre:
        autre.execute("select pg_current_xact_id()")
        autre.execute("select set_config('caprse.profil', 'systeme', true)")
        assert _count(autre)["reponse"] == 0


def test_an_expired_mandate_gives_nothing(terrain: Terrain) -> None:
    connexion = terrain.act_as("anonyme")
    mandate(connexion, terrain.systeme, None)
    assert _count(connexion)["reponse"] > 0
    terrain.systeme.execute("select set_config('caprse.profil', 'systeme', true)")
    with psycopg.connect(terrain.serveur.url("postgres", "surete"), autocommit=True) as administrateur:
        administrateur.execute("update mandat set expire_le = now() - interval '1 day' where expire_le < 'infinity'")
    assert _count(connexion)["reponse"] == 0


def test_who_closes_their_own_session_is_told_in_the_journal(installation: Installation, monde: Monde) -> None:
    with open_unit_systeme() as unit:
        jeton = open_session(unit, monde.comptes["ali"], "Firefox")
    [(session,)] = execute("select id from session_web")
    with open_unit(jeton=jeton) as unit:
        revoke_session(unit, session)
    with pytest.raises(SessionExpiree), open_unit(jeton=jeton):
        pass
    auteurs = execute("select compte_id from journal where objet = 'session_web' and operation = 'UPDATE'")
    assert auteurs == [(monde.comptes["ali"],)]


def test_a_role_taken_away_is_gone_from_the_next_transaction_of_an_open_session(
    installation: Installation, monde: Monde
) -> None:
    """The process remembers rights: the base says when they have moved."""
    with open_unit_systeme() as unit:
        jeton = open_session(unit, monde.comptes["ali"], "Firefox")
    for _ in range(2):
        with open_unit(jeton=jeton) as unit:
            assert [droit.role for droit in unit.acteur.droits] == ["contribution"]
    execute("update habilitation set role = 'lecture' where compte_id = :c", c=monde.comptes["ali"])
    with open_unit(jeton=jeton) as unit:
        assert [droit.role for droit in unit.acteur.droits] == ["lecture"]
    execute("update compte set nom = 'Ali B.' where id = :c", c=monde.comptes["ali"])
    execute("delete from habilitation where compte_id = :c", c=monde.comptes["ali"])
    with open_unit(jeton=jeton) as unit:
        assert (unit.acteur.nom, unit.acteur.droits) == ("Ali B.", ())
    assert execute("select count(*) from journal where objet = 'compte' and operation = 'UPDATE'") == [(1,)]


@pytest.mark.parametrize("erreur", [None, Refus("Non.")])
def test_a_mandate_is_given_back_with_the_work_that_it_was_for(
    installation: Installation, monde: Monde, erreur: Refus | None
) -> None:
    """What the rest of the transaction sets by itself gives it nothing; a second work takes a mandate of its own."""
    compter = text("select count(*) from carnet")
    with open_unit(compte_id=monde.comptes["personne"]) as unit:
        for _ in range(2):
            with suppress(Refus), as_systeme(unit) as systeme:
                assert systeme.acteur.systeme
                assert systeme.db.scalar(compter) > 0
                if erreur is not None:
                    raise erreur
            assert unit.db.scalar(compter) == 0
            unit.db.execute(text("select set_config('caprse.profil', 'systeme', true)"))
            assert unit.db.scalar(compter) == 0
        assert unit.acteur.compte_id == unit.db.scalar(text("select mon_compte()"))
    assert execute("select count(*) from mandat where compte_id is null") == [(0,)]


@pytest.mark.parametrize(
    "requete",
    [
        *(f"select 1 from {table}" for table in PERSONNELLES),
        *(f"delete from {table}" for table in PERSONNELLES),
        *(f"insert into {table} default values" for table in PERSONNELLES),
        "update note_privee set texte = ''",
        "update brouillon set contenu = '{}'",
        "update acte set phrase = ''",
        "update conflit set contenu = '{}'",
        "update desaccord set contenu = '{}'",
    ],
)
def test_the_system_does_not_touch_what_is_a_persons_own(terrain: Terrain, requete: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for table"):
        terrain.act_as("systeme").execute(requete.encode())


def test_the_system_may_no_more_than_the_application_but_for_sessions_and_mandates(terrain: Terrain) -> None:
    """A grant that only the system has must have its reason here: an operator alone writes ``importee``;
    who may use a key is not who counts that it was used, nor who adds an address the one who sends.
    """
    privileges = (
        "select table_name, column_name, privilege_type from information_schema.role_column_grants"
        " where table_schema = 'public' and grantee = %s"
    )
    systeme, application = (
        set(terrain.administrateur.execute(privileges, [role]).fetchall()) for role in (SYSTEME, APPLICATION)
    )
    assert {table for table, _, _ in systeme - application} == {
        "adresse_signal",
        "cle_lecture",
        "importee",
        "mandat",
        "session_web",
        "signal",
    }
