"""Who left reads its own past, and nothing of what came after: on each table, by period. And names, and people."""

from __future__ import annotations

import psycopg
import pytest

from tests.surete.conftest import Terrain


def _read(connexion: psycopg.Connection, requete: str) -> list[object]:
    return [valeur for (valeur,) in connexion.execute(requete).fetchall()]


def test_a_former_member_reads_the_meetings_figures_and_sessions_of_its_time(terrain: Terrain) -> None:
    connexion = terrain.act_as("ancien_membre")
    assert _read(connexion, "select titre from rencontre") == ["Lancement"]
    assert _read(connexion, "select titre from seance") == ["Lancement"]
    assert _read(connexion, "select numero from trimestre") == [1]
    assert _read(connexion, "select numero from publication") == [1]
    assert _read(connexion, "select count(*) from compte_rendu") == [1]
    assert _read(connexion, "select count(*) from decision where structure_id is null") == [1]


def test_who_comes_back_reads_what_happened_meanwhile(terrain: Terrain) -> None:
    connexion = terrain.elevate()
    connexion.execute(
        "insert into adhesion (collectif_id, structure_id, du) values (%s, %s, '2026-06-01')",
        [terrain.monde.collectif, terrain.monde.structures[2]],
    )
    terrain.become("paule")
    assert sorted(map(str, _read(connexion, "select titre from rencontre"))) == ["Lancement", "Suite"]


def test_an_account_with_a_structure_still_there_reads_all(terrain: Terrain) -> None:
    connexion = terrain.elevate()
    connexion.execute(
        "insert into habilitation (compte_id, role, collectif_id, structure_id) values (%s, 'lecture', %s, %s)",
        [terrain.monde.comptes["paule"], terrain.monde.collectif, terrain.monde.structures[1]],
    )
    terrain.become("paule")
    assert len(_read(connexion, "select titre from rencontre")) == 2


def test_the_day_it_left_is_still_its_own(terrain: Terrain) -> None:
    connexion = terrain.elevate()
    connexion.execute("update rencontre set jour = '2026-01-31' where titre = 'Suite'")
    terrain.become("paule")
    assert len(_read(connexion, "select titre from rencontre")) == 2


@pytest.mark.parametrize(("depuis", "vue"), [("2026-01-15", True), ("2026-02-15", False), (None, False)])
def test_it_reads_the_name_of_who_showed_it_in_its_time(terrain: Terrain, depuis: str | None, vue: bool) -> None:
    connexion = terrain.administrateur
    connexion.execute("set session_replication_role = replica")
    connexion.execute(
        "update structure set montre_son_nom = %s, nom_montre_le = %s where id = %s",
        [depuis is not None, depuis, terrain.monde.structures[1]],
    )
    connexion.execute("set session_replication_role = origin")
    # Within the administrator's transaction, as the application for Paule.
    connexion.execute(
        "insert into mandat (transaction_id, compte_id) values (pg_current_xact_id()::text::bigint, %s)",
        [terrain.monde.comptes["paule"]],
    )
    connexion.execute("set local role caprse_app")
    assert (terrain.monde.structures[1] in _read(connexion, "select id from structure")) is vue


def test_showing_ones_name_is_dated_by_the_base(terrain: Terrain) -> None:
    connexion = terrain.act_as("direction")
    connexion.execute("update structure set montre_son_nom = true where id = %s", [terrain.monde.structures[0]])
    assert None not in _read(connexion, "select nom_montre_le from structure")
    connexion.execute("update structure set montre_son_nom = false where id = %s", [terrain.monde.structures[0]])
    assert _read(connexion, "select nom_montre_le from structure") == [None]


def test_it_does_not_learn_who_animates_since(terrain: Terrain) -> None:
    anna = terrain.monde.comptes["anna"]  # her role is of today
    connexion = terrain.act_as("ancien_membre")
    assert anna not in _read(connexion, "select id from compte")
    gens = connexion.execute(
        "select id from interlocuteurs(%s, %s) where role = 'animation'",
        [terrain.monde.collectif, terrain.monde.structures[2]],
    ).fetchall()
    assert gens == []


def test_sets_for_other_tables_close_with_the_membership(terrain: Terrain) -> None:
    assert _read(terrain.act_as("ancien_membre"), "select mes('membre')") == [[]]
    assert _read(terrain.act_as("direction"), "select mes('membre')") == [[terrain.monde.collectif]]
