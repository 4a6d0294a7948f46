"""The rights matrix, tried with real SQL as the application's role: no more and no less than ``matrice.csv`` says.

The reach of each right: non · oui · soi (one's own account) · structure (one's own) · ordinaire (the same, without
invitations) · structures (those of one's collectif) · collectif (all of it) · generales (of no structure). Of
what is offered: offerte (one's own, what one's collectif reads, what everyone does) · offerte_jadis (the same, of
before one left) · federale (what everyone reads).
"""

from __future__ import annotations

import csv
from pathlib import Path

import psycopg
import pytest

from tests.surete.conftest import Terrain
from tests.surete.gestes import INSERTIONS, MODIFICATIONS
from tests.surete.monde_droits import PROFILS, get_situation

MATRICE = Path(__file__).with_name("matrice.csv")
HORS_MATRICE = {"alembic_version"}
with MATRICE.open(encoding="utf-8", newline="") as _fichier:
    LIGNES = {(ligne["table"], ligne["profil"]): ligne for ligne in csv.DictReader(_fichier)}
TABLES = sorted({table for table, _ in LIGNES})
Cle = tuple[str, ...]
CASES = [pytest.param(table, profil, id=f"{table}-{profil}") for table, profil in LIGNES]


def test_every_table_stands_in_the_matrix_under_every_profile(terrain: Terrain) -> None:
    tables = {
        nom
        for (nom,) in terrain.administrateur.execute(
            "select relname from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')"
        )
    }
    assert set(LIGNES) == {(table, profil) for table in tables - HORS_MATRICE for profil in PROFILS}


def test_every_table_of_the_matrix_has_rows_that_a_right_could_reach(terrain: Terrain) -> None:
    assert [table for table in TABLES if not terrain.list_lignes(table)] == []


@pytest.mark.parametrize(("table", "profil"), CASES)
def test_a_profile_reads_and_changes_exactly_what_the_matrix_says(terrain: Terrain, table: str, profil: str) -> None:
    lignes = terrain.list_lignes(table)
    cles = list(lignes[0].cle)
    moi = get_situation(terrain.monde, profil)
    connexion = terrain.act_as(profil)

    def touch(requete: str) -> set[Cle]:
        ou = " and ".join(f"{cle}::text = %({cle})s" for cle in cles)
        return {
            tuple(ligne.cle.values())
            for ligne in lignes
            if _try(connexion, f"{requete} where {ou}", ligne.cle | {"moi": moi.compte})
        }

    textes = ", ".join(f"{cle}::text" for cle in cles)
    atteintes = {
        "select": _read(connexion, f"select {textes} from {table}"),
        "update": touch(f"update {table} set {MODIFICATIONS[table]}"),
        "delete": touch(f"delete from {table}"),
    }
    for operation, atteinte in atteintes.items():
        portee = LIGNES[table, profil][operation]
        attendue = {tuple(ligne.cle.values()) for ligne in lignes if moi.reaches(portee, ligne.situation)}
        assert atteinte == attendue, f"{operation} : {portee}"


@pytest.mark.parametrize(("table", "profil"), CASES)
def test_a_profile_cannot_change_unseen_rows_by_naming_none(terrain: Terrain, table: str, profil: str) -> None:
    """Without WHERE nor RETURNING, Postgres asks for no right to read: the right to change must hold by itself."""
    moi = get_situation(terrain.monde, profil)
    connexion = terrain.act_as(profil)
    requetes = {"update": f"update {table} set {MODIFICATIONS[table]}", "delete": f"delete from {table}"}
    for operation, requete in requetes.items():
        portee = LIGNES[table, profil][operation]
        permises = sum(moi.reaches(portee, ligne.situation) for ligne in terrain.list_lignes(table))
        assert _try(connexion, requete, {"moi": moi.compte}) <= permises, f"{operation} : {portee}"


@pytest.mark.parametrize(("table", "profil"), CASES)
def test_a_profile_adds_exactly_what_the_matrix_says(terrain: Terrain, table: str, profil: str) -> None:
    genre, valeurs = INSERTIONS[table]
    moi = get_situation(terrain.monde, profil)
    places = terrain.list_places(genre)
    connexion = terrain.act_as(profil)
    ajoutees = [
        place.situation
        for place in places
        if _try(connexion, f"insert into {table} {valeurs}", place.parametres | {"moi": moi.compte})
    ]
    portee = LIGNES[table, profil]["insert"]
    assert ajoutees == [place.situation for place in places if moi.reaches(portee, place.situation)], portee


def _read(connexion: psycopg.Connection, requete: str) -> set[Cle]:
    """What the statement gives; nothing when it is refused."""
    try:
        with connexion.transaction():
            return set(connexion.execute(requete).fetchall())
    except psycopg.errors.InsufficientPrivilege:
        return set()


def _try(connexion: psycopg.Connection, requete: str, parametres: dict[str, object]) -> int:
    """How many rows the statement touched; undone at once. A refusal for another reason than rights is a failure."""
    connexion.execute("savepoint essai")
    try:
        return connexion.execute(requete, parametres).rowcount
    except psycopg.errors.InsufficientPrivilege:
        return 0
    finally:
        connexion.execute("rollback to savepoint essai")
