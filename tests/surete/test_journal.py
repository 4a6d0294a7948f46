"""The journal: who changed what, before and after; nothing removed, nothing forged, no secret."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import psycopg
import pytest

from caprse.acces.comptes.invitations import accept_invitation, create_invitation, resend_invitation
from caprse.acces.connexion.liens import consume_lien, create_lien, request_lien
from caprse.acces.connexion.sessions import revoke_all_others
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.socle.installation import Installation
from tests.conftest import Horloge
from tests.monde import Monde
from tests.surete.conftest import Terrain
from tests.surete.monde_droits import create_monde_droits

# Kept nowhere else than in its own table, or too short-lived to tell anything.
# What is said of a file is said of its trace.
# Private notes would be read there by the structure; messages are their own journal; the rest is of no consequence.
# A session is journalled on condition (a rehearsal leaves no trace), its votes never.
SEANCES = {"seance", "etape", "mur", "participant", "code_structure", "tour", "vote", "mot"}
# That a consultation took place is journalled; what was asked in it, and every voice, is not: the animation reads it.
AVIS = {
    "consultation_critere",
    "consultation_groupe",
    "cle_avis",
    "voix",
    "releve_avis",
    "depouillement",
    "depouillement_critere",
}
# What one answers to a convocation is journalled as the presence that it makes.
# What one asks a colleague to see is told to them, and the animation, which reads the journal, is not.
# What an import brings is journalled in each table that it fills.
# Drafts are their author's alone, a conflict is recorded by nobody yet, what was done is journalled where it was done.
SANS_JOURNAL_VOULU = (
    {
        "journal",
        "courriel",
        "note_privee",
        "message",
        "lecture_fil",
        "conflit",
        "desaccord",
        "convocation",
        "a_voir",
        "fichier",
        "importee",
        "signal",
    }
    | SEANCES
    | AVIS
)
SANS_JOURNAL = SANS_JOURNAL_VOULU | {
    "alembic_version",
    "tentative",
    "lien_connexion",
    "desinscription",
    "nouvelle",
    "abonnement_agenda",
    "mandat",
    "brouillon",
    "acte",
}
IMMUABLES = (
    "journal",
    "referentiel",
    "arrete",
    "publication",
    "publication_carnet",
    "publication_cycle",
    "publication_cycle_structure",
    "publication_chemin",
    "publication_chemin_structure",
    "depouillement",
    "depouillement_critere",
)


def test_every_table_but_a_few_writes_the_journal_at_each_change(terrain: Terrain) -> None:
    tables = {
        nom for (nom,) in terrain.administrateur.execute("select tablename from pg_tables where schemaname = 'public'")
    }
    # Bits of tgtype: 1 each row, 4 insert, 8 delete, 16 update; not 2, which would be before.
    suivies = {
        nom
        for (nom,) in terrain.administrateur.execute(
            "select relname from pg_trigger t join pg_class c on c.oid = tgrelid join pg_proc p on p.oid = tgfoid"
            " where proname = 'journaliser' and tgenabled = 'O' and tgtype = 1 + 4 + 8 + 16 and tgqual is null"
        )
    }
    assert suivies == tables - SANS_JOURNAL


def test_every_table_that_belongs_to_a_collectif_is_followed(terrain: Terrain) -> None:
    locataires = {
        nom
        for (nom,) in terrain.administrateur.execute(
            "select table_name from information_schema.columns"
            " where table_schema = 'public' and column_name = 'collectif_id'"
        )
    }
    assert "reponse" in locataires
    assert locataires & SANS_JOURNAL == SANS_JOURNAL_VOULU


@pytest.mark.parametrize("table", IMMUABLES)
@pytest.mark.parametrize("ordre", ["update {} set {} = {}", "delete from {}", "truncate {} cascade"])
def test_what_is_written_there_is_refused_a_change_to_the_owner_and_the_servers_administrator_alike(
    terrain: Terrain, table: str, ordre: str
) -> None:
    colonne = {
        "journal": "objet",
        "referentiel": "titre",
        "publication_carnet": "empreinte",
        "publication_cycle_structure": "empreinte",
        "publication_chemin_structure": "empreinte",
        "depouillement": "contenu",
        "depouillement_critere": "contenu",
    }.get(table, "numero")
    requete = ordre.format(table, colonne, colonne)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        terrain.act_as("systeme").execute(requete)
    for connexion in (terrain.proprietaire, terrain.administrateur):
        with pytest.raises(psycopg.errors.RestrictViolation, match="immuable"):
            connexion.execute(requete)


@pytest.mark.parametrize("profil", ["direction", "animation", "administration", "systeme"])
def test_nobody_writes_a_line_of_their_own(terrain: Terrain, profil: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        terrain.act_as(profil).execute(
            "insert into journal (objet, operation, cle) values ('reponse', 'UPDATE', '{}')"
        )


def _read_lines(connexion: psycopg.Connection, objet: str) -> list[tuple[Any, ...]]:
    """The lines of this transaction, as the animation of collectif A would read them."""
    return connexion.execute(
        "select operation, compte_id, collectif_id, structure_id, cle, avant, apres from journal"
        " where objet = %s and instant > now() order by id",
        [objet],
    ).fetchall()


def test_an_update_keeps_what_changed_before_and_after_with_its_author(terrain: Terrain) -> None:
    monde = terrain.monde
    connexion = terrain.act_as("contribution")
    connexion.execute("update reponse set niveau = 4, commentaire = 'vu', modifie_par = mon_compte()")
    ((operation, compte, collectif, structure, cle, avant, apres),) = _read_lines(connexion, "reponse")
    assert (operation, compte, collectif, structure) == (
        "UPDATE",
        monde.comptes["ali"],
        monde.collectif,
        monde.structures[0],
    )
    assert cle == {"carnet_id": str(monde.carnets[0]), "critere": "T01-01"}
    assert avant == {"niveau": 2, "commentaire": "", "modifie_par": None}
    assert apres == {"niveau": 4, "commentaire": "vu", "modifie_par": str(monde.comptes["ali"])}


def test_an_insertion_has_no_before_and_a_deletion_no_after(terrain: Terrain) -> None:
    connexion = terrain.act_as("animation")
    connexion.execute(
        "insert into decision (collectif_id, rencontre_id, quoi)"
        " select collectif_id, id, 'Point' from rencontre where titre = 'Suite'"
    )
    connexion.execute("delete from decision where quoi = 'Point'")
    ajoutee, retiree = _read_lines(connexion, "decision")
    assert (ajoutee[0], ajoutee[5], ajoutee[6]["quoi"]) == ("INSERT", None, "Point")
    assert (retiree[0], retiree[5]["quoi"], retiree[6]) == ("DELETE", "Point", None)


def test_a_change_that_changes_nothing_leaves_no_line(terrain: Terrain) -> None:
    connexion = terrain.act_as("contribution")
    connexion.execute("update structure set positionne_le = positionne_le")
    assert _read_lines(connexion, "structure") == []


def test_an_undone_change_leaves_no_line(terrain: Terrain) -> None:
    connexion = terrain.act_as("contribution")
    connexion.execute("savepoint avant")
    connexion.execute("update reponse set niveau = 4, modifie_par = mon_compte()")
    connexion.execute("rollback to savepoint avant")
    assert _read_lines(connexion, "reponse") == []


def test_a_reader_of_the_journal_does_not_see_whom_the_direction_invites(terrain: Terrain) -> None:
    requete = "select count(*) from journal where objet = 'invitation'"
    for profil, attendu in (("lecture", 0), ("contribution", 0), ("direction", 1), ("direction_voisine", 1)):
        assert terrain.act_as(profil).execute(requete).fetchone() == (attendu,), profil


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde_droits(installation)


def test_no_secret_ever_reaches_the_journal(installation: Installation, horloge: Horloge, monde: Monde) -> None:
    """Links, invitations and sessions are asked, resent and used: no token, hash or mail is in the journal."""
    jetons = []

    def last_jeton() -> str:
        with open_unit_systeme(installation) as unit:
            requete = "select contenu from courriel where length(contenu) > 5 order by cree_le desc, id limit 1"
            contenu: str = unit.db.connection().exec_driver_sql(requete).scalar_one()
            return str(re.findall(r"https?://\S+/([\w-]{30,})", contenu)[0])

    with open_unit_systeme(installation) as unit:
        request_lien(unit, "alice@exemple.test", "192.0.2.1")
    jetons.append(last_jeton())
    with open_unit_systeme(installation) as unit:
        jetons.append(consume_lien(unit, jetons[-1], "Firefox sur Linux"))
        jetons.append(create_lien(unit, "bob@exemple.test").rsplit("/", 1)[-1])
    horloge.instant = horloge.instant.replace(hour=15)
    with open_unit(jeton=jetons[1], installation=installation) as unit:
        invitation = create_invitation(
            unit, "nadia@exemple.test", "Nadia", Role.CONTRIBUTION, monde.collectif, monde.structures[0]
        )
        revoke_all_others(unit)
    jetons.append(last_jeton())
    horloge.instant = horloge.instant.replace(hour=16)
    with open_unit(jeton=jetons[1], installation=installation) as unit:
        resend_invitation(unit, invitation)
    jetons.append(last_jeton())
    with open_unit_systeme(installation) as unit:
        jetons.append(accept_invitation(unit, jetons[-1], "Chrome sur Android"))

    assert len(set(jetons)) == 6
    with open_unit_systeme(installation) as unit:
        driver = unit.db.connection().exec_driver_sql
        journal = "\n".join(driver("select journal::text from journal").scalars())
        for table, colonne in (
            ("session_web", "empreinte"),
            ("invitation", "empreinte"),
            ("lien_connexion", "empreinte"),
            ("courriel", "contenu"),
        ):
            secrets = driver(f"select {colonne} from {table} where length({colonne}) > 5").scalars().all()
            assert secrets
            assert not [secret for secret in secrets if secret in journal], table
    for jeton in jetons:
        assert jeton not in journal
        assert hashlib.sha256(jeton.encode()).hexdigest() not in journal
    assert {"session_web", "invitation", "habilitation", "compte"} <= set(
        re.findall(r",(\w+),(?:INSERT|UPDATE)", journal)
    )


def test_a_secret_that_alone_changes_still_leaves_no_trace_of_itself(terrain: Terrain) -> None:
    connexion = terrain.act_as("systeme")
    connexion.execute(
        "update invitation set empreinte = gen_random_uuid()::text, expire_le = now() + interval '9 days'"
    )
    lignes = _read_lines(connexion, "invitation")
    assert lignes
    assert all(set(ligne[6]) == {"expire_le"} for ligne in lignes)
