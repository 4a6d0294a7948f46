"""Never a silent double: the same structure is refused, or said, from the screen, the command and the import."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import caprse
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.membres.liste import list_structures
from caprse.collectif.annuaire.lecture import parse_annuaire
from caprse.collectif.importation import BilanImport, examine_structures, import_structures
from caprse.collectif.service import create_collectif
from caprse.collectif.structures import create_structure, update_structure
from caprse.migrations import migrate
from caprse.socle.base_locale import PROPRIETAIRE, BaseLocale
from caprse.socle.erreurs import Refus
from tests.base import count_rows, create_base, drop_base, execute, get_value
from tests.monde import Monde

VERSIONS = Path(caprse.__file__).parent / "migrations" / "versions"
LIKE = [
    ("Régie", unicodedata.normalize("NFD", "Régie"), "Foix", "Foix"),
    ("L'ATELIER", "L’ATELIER", "TOULOUSE", "Toulouse"),
    ("L'Atelier", "L´ATELIER", "TOULOUSE", "TOULOUSE CEDEX 9"),
    ("Les Jardins du Causse", "LES JARDINS DU CAUSSE", "Saint-Affrique", "ST AFFRIQUE"),
    ("Trait-d'Union", "Trait d’union", "Mur-de-Barrez", "MUR DE BARREZ"),
    ("L'Œuvre", "L'OEUVRE", "Villemur-sur-Tarn", "VILLEMUR S/ TARN"),
    ("Terre & Humanisme", "Terre et humanisme", "Ste Énimie", "sainte-enimie"),
    ("Éco\u00a0Atout", "ECO  ATOUT", "", ""),
    ("Régie n°2", "Régie nº2", "Foix", "Foix"),
    ("Régie n° 2", "REGIE NO. 2", "Foix", "Foix"),
    ("Régie numéro 2", "Régie № 2", "Foix", "Foix"),
    ("Régie de St-Girons", "Régie de Saint Girons", "Foix", "Foix"),
    ("Atelier Ste Énimie", "ATELIER SAINTE-ENIMIE", "Foix", "Foix"),
    ("Jardins", "Jard\u200bins", "Foix", "Foix"),
]


def _create(monde: Monde, nom: str, commune: str, departement: str = "09") -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        create_structure(unit, monde.collectif, nom=nom, types=["AI"], departement=departement, commune=commune)


def _import(monde: Monde, *lignes: str) -> BilanImport:
    lecture = parse_annuaire("\n".join(("departement;nom;types;commune", *lignes)).encode())
    assert lecture.erreurs == ()
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return import_structures(unit, monde.collectif, lecture.lignes)


@pytest.mark.parametrize(("nom", "autre", "commune", "ailleurs"), LIKE)
def test_the_same_structure_typed_otherwise_is_refused_and_named(
    monde: Monde, nom: str, autre: str, commune: str, ailleurs: str
) -> None:
    _create(monde, nom, commune)
    avant = count_rows("structure")
    with pytest.raises(Refus, match="est déjà dans ce collectif") as refus:
        _create(monde, autre, ailleurs)
    assert nom in str(refus.value)
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="est déjà dans ce collectif"):
        update_structure(
            unit,
            monde.collectif,
            monde.structures[0],
            1,
            nom=autre,
            types=["AI"],
            departement="09",
            commune=ailleurs,
        )
    assert count_rows("structure") == avant


@pytest.mark.parametrize(("nom", "autre", "commune", "ailleurs"), LIKE[:-1])
def test_an_import_takes_it_for_the_one_that_is_there(
    monde: Monde, nom: str, autre: str, commune: str, ailleurs: str
) -> None:
    _create(monde, nom, commune)
    bilan = _import(monde, f"09;{autre};AI;{ailleurs}")
    assert (bilan.creees, bilan.inchangees) == (0, 1)


def test_in_another_town_it_is_another_one_which_is_said(monde: Monde) -> None:
    _create(monde, "L'ATELIER", "TOULOUSE", "31")
    bilan = _import(monde, "31;L’ATELIER;AI;MURET", "81;L’ATELIER;ACI;ALBI", "31;Atelier;AI;MURET")
    assert bilan.creees == 3
    assert bilan.a_verifier == (
        "L’ATELIER (MURET) : Même nom que « L'ATELIER (TOULOUSE, 31) », déjà dans le cahier : doublon possible.",
    )
    _create(monde, "l'atelier", "BLAGNAC", "31")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        blagnac = next(s for s in list_structures(unit, monde.collectif) if s.commune == "BLAGNAC")
    assert blagnac.a_verifier[0].startswith("Même nom que « L’ATELIER (MURET, 31) »")


@pytest.mark.parametrize(("departement", "commune"), [("31", ""), ("", ""), ("", "TOULOUSE")])
def test_where_the_place_is_not_known_it_may_be_the_same(monde: Monde, departement: str, commune: str) -> None:
    _create(monde, "L'ATELIER", "TOULOUSE", "31")
    with pytest.raises(Refus, match="précisez son nom, ou le département et la commune"):
        _create(monde, "L’ATELIER", commune, departement)
    bilan = _import(monde, f"{departement};L’ATELIER;AI;{commune}")
    assert bilan.creees == 1
    assert any("Même nom que « L'ATELIER (TOULOUSE, 31) »" in phrase for phrase in bilan.a_verifier)


def test_the_trial_says_the_same_and_writes_nothing(monde: Monde) -> None:
    _create(monde, "L'ATELIER", "TOULOUSE", "31")
    lecture = parse_annuaire("nom;types;ville;dpt\nL’ATELIER;ACI;Toulouse;31\nNeuve;AI;Foix;9\n".encode())
    avant = count_rows("structure"), count_rows("journal")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        essai = examine_structures(unit, monde.collectif, lecture.lignes)
    assert (count_rows("structure"), count_rows("journal")) == avant
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        bilan = import_structures(unit, monde.collectif, lecture.lignes)
    assert (essai.creees, essai.differentes) == (bilan.creees, bilan.differentes) == (1, 1)


def test_two_people_at_once_make_one_structure(monde: Monde) -> None:
    depart = Barrier(2)

    def run(nom: str) -> str:
        depart.wait()
        try:
            _create(monde, nom, "FOIX")
        except Refus:
            return "refus"
        return "cree"

    with ThreadPoolExecutor(2) as equipe:
        assert sorted(equipe.map(run, ["L'Œuvre", "L’OEUVRE"])) == ["cree", "refus"]


def test_a_collectif_is_not_created_twice(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        create_collectif(unit, "Été en Occitanie", date(2025, 9, 16), 19)
        with pytest.raises(Refus, match="déjà « Été en Occitanie »"):
            create_collectif(unit, "ETE EN OCCITANIE ", date(2025, 9, 16), 19)


def test_doubles_that_are_there_do_not_stop_the_migration_and_are_marked(serveur: BaseLocale) -> None:
    create_base(serveur, "doubles")
    try:
        _build_before(serveur, "0008_noms.py")
        with psycopg.connect(serveur.url("postgres", "doubles"), autocommit=True) as connexion:
            connexion.execute("insert into collectif (nom, debut, mois) values ('A', '2025-09-16', 19)")
            for rang, (nom, commune) in enumerate([("L'ATELIER", "ALBI"), ("L’ATELIER", "Albi"), ("Autre", "ALBI")]):
                connexion.execute(
                    "insert into structure (collectif_id, nom, types, departement, commune, cree_le)"
                    " select id, %s, '{AI}', '81', %s, now() + make_interval(secs => %s) from collectif",
                    [nom, commune, rang],
                )
        migrate(serveur.url(PROPRIETAIRE, "doubles"))
        with psycopg.connect(serveur.url("postgres", "doubles"), autocommit=True) as connexion:
            lignes = connexion.execute("select nom, doublon, a_verifier from structure order by cree_le").fetchall()
            assert [(nom, doublon) for nom, doublon, _ in lignes] == [
                ("L'ATELIER", False),
                ("L’ATELIER", True),
                ("Autre", False),
            ]
            assert lignes[1][2] == [
                "Même nom et même commune que « L'ATELIER », déjà dans le cahier : doublon possible"
            ]
            assert connexion.execute(
                "select relforcerowsecurity from pg_class where relname = 'structure'"
            ).fetchone() == (True,)
            assert connexion.execute(
                "select count(*) from pg_trigger where tgrelid = 'structure'::regclass and tgenabled = 'D'"
            ).fetchone() == (0,)
    finally:
        drop_base(serveur, "doubles")


def test_doubles_by_a_number_or_a_saint_are_marked_too(serveur: BaseLocale) -> None:
    create_base(serveur, "doubles")
    try:
        _build_before(serveur, "0025_numeros.py")
        noms = ("Régie n°2", "Régie nº2", "Régie de St-Girons", "Régie de Saint Girons", "Régie n°3")
        with psycopg.connect(serveur.url("postgres", "doubles"), autocommit=True) as connexion:
            connexion.execute("insert into collectif (nom, debut, mois) values ('A', '2025-09-16', 19)")
            for rang, nom in enumerate(noms):
                connexion.execute(
                    "insert into structure (collectif_id, nom, types, departement, commune, cree_le)"
                    " select id, %s, '{AI}', '09', 'Foix', now() + make_interval(secs => %s) from collectif",
                    [nom, rang],
                )
        migrate(serveur.url(PROPRIETAIRE, "doubles"))
        with psycopg.connect(serveur.url("postgres", "doubles"), autocommit=True) as connexion:
            lignes = connexion.execute("select nom, doublon, a_verifier from structure order by cree_le").fetchall()
        assert [(nom, doublon, len(a_verifier)) for nom, doublon, a_verifier in lignes] == [
            (nom, rang in {1, 3}, rang in {1, 3}) for rang, nom in enumerate(noms)
        ]
        assert "que « Régie n°2 », déjà dans le cahier" in lignes[1][2][0]
    finally:
        drop_base(serveur, "doubles")


def _rename(monde: Monde, version: int, nom: str, departement: str) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_structure(
            unit,
            monde.collectif,
            monde.structures[1],
            version,
            nom=nom,
            types=["AI"],
            departement=departement,
            commune="Foix",
        )


def test_a_double_that_takes_a_name_of_its_own_is_one_no_more(monde: Monde) -> None:
    ici = monde.structures[1]
    execute("update structure set nom = 'Les mêmes', commune = 'Foix', doublon = true where id = :s", s=ici)
    _rename(monde, 1, "Les memes", "")
    assert get_value("select doublon from structure where id = :s", s=ici) is True
    with pytest.raises(Refus, match="Les memes"):
        _create(monde, "LES MÊMES", "Foix", "")
    _rename(monde, 2, "Seule", "09")
    assert get_value("select doublon from structure where id = :s", s=ici) is False


def _build_before(serveur: BaseLocale, migration: str) -> None:
    """The base as it was before this migration."""
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    url = serveur.url(PROPRIETAIRE, "doubles").replace("postgresql:", "postgresql+psycopg:")
    with create_engine(url, poolclass=NullPool).connect() as connexion:
        config.attributes["connexion"] = connexion
        command.upgrade(config, _read_precedente(migration))


def _read_precedente(migration: str) -> str:
    texte = (VERSIONS / migration).read_text(encoding="utf-8")
    return texte.split('down_revision = "')[1].split('"')[0]


def test_a_base_that_cannot_hold_every_name_is_refused_with_a_sentence(serveur: BaseLocale) -> None:
    with psycopg.connect(serveur.url("postgres", "postgres"), autocommit=True) as connexion:
        connexion.execute(
            f"create database latine owner {PROPRIETAIRE} encoding 'LATIN9' locale_provider 'libc' locale 'C'"
            " template template0"
        )
    try:
        with pytest.raises(Refus, match="La base est en LATIN9"):
            migrate(serveur.url(PROPRIETAIRE, "latine"))
    finally:
        drop_base(serveur, "latine")
