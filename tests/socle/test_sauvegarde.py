"""Dump and restore: what comes back is what was there, and nothing doubtful is taken for a backup."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.service import get_carnet, save_reponse
from caprse.migrations import TABLES_TEMOINS
from caprse.socle import sauvegarde as sauvegarde_socle
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation
from caprse.socle.reglages import Reglages
from caprse.socle.sauvegarde import TETE, drop_recents, dump, restore
from tests.base import GABARIT, create_base, drop_base, wait_for_lock
from tests.monde import Monde
from tests.surete.monde_droits import create_monde_droits

_numeros = count(1)


@pytest.fixture(scope="module")
def remplie(serveur: BaseLocale) -> tuple[str, Monde]:
    """A base with rows in every table."""
    create_base(serveur, "a_sauver", GABARIT)
    moteur = create_moteur(serveur.url(APPLICATION, "a_sauver"))
    monde = create_monde_droits(Installation(Reglages(), moteur, None))
    moteur.dispose()
    return "a_sauver", monde


@pytest.fixture(scope="module")
def sauvegarde(serveur: BaseLocale, remplie: tuple[str, Monde], tmp_path_factory: pytest.TempPathFactory) -> Path:
    fichier = tmp_path_factory.mktemp("sauvegardes") / "cahier.sauvegarde"
    assert dump(serveur.url(PROPRIETAIRE, remplie[0]), fichier, TABLES_TEMOINS) == len(
        _list_tables(serveur, remplie[0])
    )
    return fichier


@contextmanager
def _create_neuve(serveur: BaseLocale) -> Iterator[str]:
    nom = f"restauree_{next(_numeros)}"
    create_base(serveur, nom)
    yield nom
    drop_base(serveur, nom)


@pytest.fixture
def neuve(serveur: BaseLocale) -> Iterator[str]:
    """An empty base, to restore into; yields its name."""
    with _create_neuve(serveur) as nom:
        yield nom


@pytest.fixture(scope="module")
def vierge(serveur: BaseLocale) -> Iterator[str]:
    """An empty base that stays so, for what must be refused; yields its name."""
    with _create_neuve(serveur) as nom:
        yield nom
        assert _list_tables(serveur, nom) == []


def _list_tables(serveur: BaseLocale, base: str) -> list[str]:
    with psycopg.connect(serveur.url("postgres", base)) as connexion:
        return [
            nom
            for (nom,) in connexion.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        ]


def _read_all(serveur: BaseLocale, base: str) -> dict[str, list[Any]]:
    with psycopg.connect(serveur.url("postgres", base)) as connexion:
        return {
            table: sorted(ligne for (ligne,) in connexion.execute(f"select {table}::text from {table}"))
            for table in _list_tables(serveur, base)
        }


def _read_rules(serveur: BaseLocale, base: str) -> list[list[Any]]:
    """Policies, triggers, rights and row security: what keeps the rows. Parentheses apart, that a dump may add."""
    requetes = (
        "select tablename, policyname, cmd, qual, with_check from pg_policies order by 1, 2",
        (
            "select tgrelid::regclass::text, tgname, tgenabled, translate(pg_get_triggerdef(oid), '()', '')"
            " from pg_trigger"
            " where not tgisinternal order by 1, 2"
        ),
        (
            "select relname, relrowsecurity, relforcerowsecurity from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
        ),
        (
            "select table_name, column_name, privilege_type from information_schema.column_privileges"
            f" where grantee = '{APPLICATION}' order by 1, 2, 3"
        ),
        (
            "select table_name, privilege_type from information_schema.table_privileges"
            f" where grantee = '{APPLICATION}' order by 1, 2"
        ),
        (
            "select proname, prosecdef, pg_get_userbyid(proowner), has_function_privilege('public', oid, 'execute')"
            " from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f' and proname !~ '^g(bt|brt)_'"
            " and not exists (select 1 from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e') order by 1"
        ),
    )
    with psycopg.connect(serveur.url("postgres", base)) as connexion:
        return [connexion.execute(requete).fetchall() for requete in requetes]


def test_a_restored_base_has_the_same_rows_and_the_same_rules(
    serveur: BaseLocale, remplie: tuple[str, Monde], sauvegarde: Path, neuve: str
) -> None:
    avant = _read_all(serveur, remplie[0])
    assert all(avant.values()), [table for table, lignes in avant.items() if not lignes]
    assert restore(serveur.url(PROPRIETAIRE, neuve), sauvegarde, TABLES_TEMOINS) == len(avant)
    assert _read_all(serveur, neuve) == avant
    for restauree, origine in zip(_read_rules(serveur, neuve), _read_rules(serveur, remplie[0]), strict=True):
        assert [ligne for ligne in restauree if ligne not in origine] == []
        assert len(restauree) == len(origine)


def test_people_go_on_in_a_restored_base(
    serveur: BaseLocale, remplie: tuple[str, Monde], sauvegarde: Path, neuve: str, tmp_path: Path
) -> None:
    monde = remplie[1]
    restore(serveur.url(PROPRIETAIRE, neuve), sauvegarde, TABLES_TEMOINS)
    moteur = create_moteur(serveur.url(APPLICATION, neuve))
    installation = Installation(Reglages(var=tmp_path), moteur, None)
    with open_unit(compte_id=monde.comptes["ali"], installation=installation) as unit:
        assert save_reponse(unit, monde.carnets[0], "T01-01", Saisie(niveau=4), 1).version == 2
        carnet = get_carnet(unit, monde.structures[0])
    moteur.dispose()
    assert carnet is not None
    assert carnet.reponses["T01-01"].auteur == "Ali"


def test_a_dump_reads_the_base_whole_although_its_owner_is_bound_by_the_rights(
    serveur: BaseLocale, remplie: tuple[str, Monde]
) -> None:
    """Without the profile that reads everything, the owner's dump would be complete in tables and empty in rows."""
    with psycopg.connect(serveur.url(PROPRIETAIRE, remplie[0])) as connexion:
        assert connexion.execute("select count(*) from reponse").fetchone() == (0,)


@pytest.mark.parametrize("reste", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_dump_is_refused_and_nothing_is_restored(
    serveur: BaseLocale, sauvegarde: Path, vierge: str, tmp_path: Path, reste: float
) -> None:
    contenu = sauvegarde.read_bytes()
    coupee = tmp_path / "coupee"
    coupee.write_bytes(contenu[: int(len(contenu) * reste)])
    with pytest.raises(Refus):
        restore(serveur.url(PROPRIETAIRE, vierge), coupee, TABLES_TEMOINS)
    assert _list_tables(serveur, vierge) == []


@pytest.mark.parametrize(
    "contenu", [b"", b"bonjour", b"PGDMP", b"\x00" * 5000], ids=["vide", "texte", "entete", "zeros"]
)
def test_what_is_no_dump_is_refused(serveur: BaseLocale, vierge: str, tmp_path: Path, contenu: bytes) -> None:
    (tmp_path / "autre").write_bytes(contenu)
    with pytest.raises(Refus, match="n’ont pas changé"):
        restore(serveur.url(PROPRIETAIRE, vierge), tmp_path / "autre", TABLES_TEMOINS)


def test_a_dump_of_something_else_is_refused(serveur: BaseLocale, neuve: str, tmp_path: Path) -> None:
    with psycopg.connect(serveur.url(PROPRIETAIRE, neuve), autocommit=True) as connexion:
        connexion.execute("create table journal (id int)")
    with pytest.raises(Refus, match="n’est pas une sauvegarde du cahier"):
        dump(serveur.url(PROPRIETAIRE, neuve), tmp_path / "autre", TABLES_TEMOINS)
    assert list(tmp_path.iterdir()) == []


def test_a_server_of_before_is_asked_nothing_that_it_does_not_know() -> None:
    """Only at the head: the same words further down are somebody's."""
    recent = b"SET transaction_timeout = 0;\n"
    tete, corps = [b"SET lock_timeout = 0;\n", recent, b"SET client_encoding = 'UTF8';\n"], b"x\n" * TETE + recent
    assert b"".join(drop_recents(io.BytesIO(b"".join(tete) + corps))) == tete[0] + tete[2] + corps


def test_a_refusal_at_the_last_line_leaves_the_base_empty(
    serveur: BaseLocale, neuve: str, sauvegarde: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sauvegarde_socle, "drop_recents", lambda flux: [*flux, b"oups;\n"])
    with pytest.raises(Refus, match=r"oups"):
        restore(serveur.url(PROPRIETAIRE, neuve), sauvegarde, TABLES_TEMOINS)
    assert _list_tables(serveur, neuve) == []


def test_a_missing_file_is_told(serveur: BaseLocale, vierge: str, tmp_path: Path) -> None:
    with pytest.raises(Refus, match="introuvable"):
        restore(serveur.url(PROPRIETAIRE, vierge), tmp_path / "absent", TABLES_TEMOINS)


def test_a_base_that_is_not_empty_is_left_as_it_is(
    serveur: BaseLocale, remplie: tuple[str, Monde], sauvegarde: Path
) -> None:
    avant = _read_all(serveur, remplie[0])
    with pytest.raises(Refus, match="n’est pas vide"):
        restore(serveur.url(PROPRIETAIRE, remplie[0]), sauvegarde, TABLES_TEMOINS)
    assert _read_all(serveur, remplie[0]) == avant


def test_an_earlier_dump_is_never_written_over(
    serveur: BaseLocale, remplie: tuple[str, Monde], tmp_path: Path
) -> None:
    (tmp_path / "hier").write_bytes(b"precieux")
    with pytest.raises(Refus, match="existe déjà"):
        dump(serveur.url(PROPRIETAIRE, remplie[0]), tmp_path / "hier", TABLES_TEMOINS)
    assert (tmp_path / "hier").read_bytes() == b"precieux"


def test_a_dump_that_the_disk_cut_short_is_never_taken_for_a_good_one(
    serveur: BaseLocale, remplie: tuple[str, Monde], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its table of contents is whole, so that only reading all of it back tells."""
    vraie = sauvegarde_socle._run

    def run_then_cut(outil: str, *arguments: str) -> str:
        sortie = vraie(outil, *arguments)
        if outil == "pg_dump":
            (fichier,) = tmp_path.iterdir()
            os.truncate(fichier, int(fichier.stat().st_size * 0.97))
            assert "TABLE DATA public reponse" in vraie("pg_restore", "--list", str(fichier))
        return sortie

    monkeypatch.setattr(sauvegarde_socle, "_run", run_then_cut)
    with pytest.raises(Refus, match="pg_restore a échoué"):
        dump(serveur.url(PROPRIETAIRE, remplie[0]), tmp_path / "coupee", TABLES_TEMOINS)
    assert list(tmp_path.iterdir()) == []


def test_a_dump_that_fails_leaves_no_file(serveur: BaseLocale, tmp_path: Path) -> None:
    with pytest.raises(Refus, match="ne répond pas ; rien n’a été écrit"):
        dump(serveur.url(PROPRIETAIRE, "inexistante"), tmp_path / "rien", TABLES_TEMOINS)
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_in_no_list_of_arguments(
    serveur: BaseLocale, remplie: tuple[str, Monde], tmp_path: Path
) -> None:
    """Anyone on the machine may read how a program was called."""
    secret = "p@ss/w%rd é"
    url = serveur.url(f"{PROPRIETAIRE}:{quote(secret, safe='')}", remplie[0])
    with psycopg.connect(serveur.url("postgres", remplie[0])) as autre, ThreadPoolExecutor(1) as equipe:
        autre.execute("lock table carnet in access exclusive mode")
        sauvegarde = equipe.submit(dump, url, tmp_path / "sauvegarde", TABLES_TEMOINS)
        wait_for_lock(serveur, remplie[0])
        appels = [p.read_bytes() for p in Path("/proc").glob("[0-9]*/cmdline") if p.parent.name != str(os.getpid())]
        autre.rollback()
        assert sauvegarde.result() > 20
    assert any(b"pg_dump" in appel for appel in appels)
    for ecrit in (secret.encode(), quote(secret, safe="").encode()):
        assert [appel for appel in appels if ecrit in appel] == []
