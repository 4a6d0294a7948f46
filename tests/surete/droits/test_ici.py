"""Where a transaction says that it looks (``caprse.ici``) is a hint: nobody sees a row more, nor a row less."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest

from tests.surete.conftest import Terrain
from tests.surete.monde_droits import PROFILS

PERSONNES = sorted(profil for profil, (nom, *_) in PROFILS.items() if nom is not None and profil != "systeme")


def _say(connexion: psycopg.Connection, structure: UUID | None) -> None:
    connexion.execute("select set_config('caprse.ici', %s, true)", [str(structure or "")])


def _read(connexion: psycopg.Connection, tables: list[str]) -> dict[str, object]:
    """How many rows of each structure this person sees, table by table."""
    return {
        table: connexion.execute(
            f"select structure_id::text, count(*) from {table} group by 1 order by 1".encode()
        ).fetchall()
        for table in tables
    }


def _list_tables(terrain: Terrain) -> list[str]:
    """The tables whose rows belong to a structure, that the application may read."""
    return [
        str(nom)
        for (nom,) in terrain.administrateur.execute(
            "select table_name from information_schema.column_privileges where table_schema = 'public'"
            " and grantee = 'caprse_app' and column_name = 'structure_id' and privilege_type = 'SELECT' order by 1"
        )
    ]


@pytest.mark.parametrize("profil", PERSONNES)
def test_a_hint_changes_nothing_of_what_anyone_sees(terrain: Terrain, profil: str) -> None:
    tables = _list_tables(terrain)
    assert {"carnet", "reponse", "journal"} <= set(tables)
    connexion = terrain.act_as(profil)
    attendu = _read(connexion, tables)
    for structure in (*terrain.monde.structures, terrain.monde.structure_ailleurs, uuid4()):
        _say(connexion, structure)
        assert _read(connexion, tables) == attendu


@pytest.mark.parametrize("profil", PERSONNES)
def test_a_hint_lets_nobody_write_elsewhere(terrain: Terrain, profil: str) -> None:
    def write(structure: UUID | None) -> object:
        """The structures whose answers this person could change, or why none; undone at once."""
        connexion = terrain.act_as(profil)
        _say(connexion, structure)
        try:
            return sorted(
                connexion.execute(
                    "update reponse set commentaire = 'Essai', modifie_par = mon_compte()"
                    " where carnet_id in (select c.id from carnet c join trimestre t on t.id = c.trimestre_id"
                    " where t.etat = 'ouvert' and c.etat = 'brouillon') returning structure_id"
                ).fetchall()
            )
        except psycopg.Error as erreur:
            return [erreur.sqlstate]

    sans = write(None)
    for structure in (*terrain.monde.structures, terrain.monde.structure_ailleurs, uuid4()):
        assert write(structure) == sans


def test_whoever_holds_many_structures_sees_them_all_with_a_hint(terrain: Terrain) -> None:
    connexion = terrain.elevate()
    connexion.execute(
        "with nouvelles as (insert into structure (collectif_id, nom, types)"
        "   select %(collectif)s, 'Structure ' || n, array['ACI'] from generate_series(1, 12) n returning id)"
        " insert into habilitation (compte_id, role, collectif_id, structure_id)"
        "   select %(compte)s, 'direction', %(collectif)s, id from nouvelles",
        {"collectif": terrain.monde.collectif, "compte": terrain.monde.comptes["alice"]},
    )
    terrain.become("alice")
    siennes = "select id from structure where nom like 'Structure %' order by id"
    sans = connexion.execute(siennes.encode()).fetchall()
    assert len(sans) >= 12
    for structure in (sans[0][0], uuid4()):
        _say(connexion, structure)
        assert connexion.execute(siennes.encode()).fetchall() == sans
