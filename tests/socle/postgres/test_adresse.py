"""The address of the server: each form that libpq accepts is read as it would be, the rest refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from caprse.migrations import TABLES_TEMOINS, get_version_attendue, migrate
from caprse.socle.base import create_moteur, transaction
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale
from caprse.socle.ecoute import get_compteur, start_ecoute
from caprse.socle.installation import Installation
from caprse.socle.postgres.adresse import AdresseInvalide, build_conninfo, read_adresse, replace_role
from caprse.socle.reglages import Reglages, ReglagesInvalides, load_reglages
from caprse.socle.sauvegarde import dump
from tests.socle.test_ecoute import wait_for

# address → what libpq must be told of where the servers are
FORMES: dict[str, dict[str, str]] = {
    "postgresql://a@un:5432,deux:5433/x": {"host": "un,deux", "port": "5432,5433"},
    "postgres://a@un,deux/x": {"host": "un,deux", "port": ","},
    "postgresql://a@un,deux:5433,trois/x": {"host": "un,deux,trois", "port": ",5433,"},
    "postgresql://a@/x?host=un&host=deux": {"host": "un,deux"},
    "postgresql://a@/x?host=un:1&host=deux:2": {"host": "un,deux", "port": "1,2"},
    "postgresql://a@/x?host=un:1,deux:2": {"host": "un,deux", "port": "1,2"},
    "postgresql://a@/x?host=un,deux&port=1,2": {"host": "un,deux", "port": "1,2"},
    "postgresql://a@/x?host=un&port=1&host=deux&port=2": {"host": "un,deux", "port": "1,2"},
    "postgresql://a@/x?host=un,deux&port=7": {"host": "un,deux", "port": "7"},
    "postgresql://a@/x?host=un:1&host=deux": {"host": "un,deux", "port": "1,"},
    "host=un,deux port=1,2 dbname=x": {"host": "un,deux", "port": "1,2"},
    "host=un:1,deux:2 dbname=x": {"host": "un,deux", "port": "1,2"},
    "host='un' dbname=x": {"host": "un"},
    "postgresql://a@[::1]/x": {"host": "::1"},
    "postgresql://a@[::1]:5,[fe80::2]:6/x": {"host": "::1,fe80::2", "port": "5,6"},
    "postgresql://a@/x?host=::1": {"host": "::1"},
    "postgresql://a@/x?host=[::1]:5&host=un": {"host": "::1,un", "port": "5,"},
    "postgresql://a@%2Fvar%2Frun/x": {"host": "/var/run"},
    "postgresql://a@/x?host=/var/run/a+b": {"host": "/var/run/a+b"},
    "postgresql://a@/x?host=@abstraite": {"host": "@abstraite"},
    "postgresql:///x?hostaddr=127.0.0.1&host=un": {"host": "un", "hostaddr": "127.0.0.1"},
    "postgresql:///x?hostaddr=127.0.0.1&hostaddr=::1": {"hostaddr": "127.0.0.1,::1"},
    "host=un,deux hostaddr=10.0.0.1,10.0.0.2": {"host": "un,deux", "hostaddr": "10.0.0.1,10.0.0.2"},
    "host=un,deux hostaddr=10.0.0.1,": {"host": "un,deux", "hostaddr": "10.0.0.1,"},
    "postgresql:///x": {},
}


@pytest.mark.parametrize("adresse", FORMES)
def test_where_the_servers_are_is_read_in_every_form(adresse: str) -> None:
    lus = read_adresse(adresse)
    assert {nom: lus[nom] for nom in ("host", "port", "hostaddr") if nom in lus} == FORMES[adresse]
    # What goes to libpq reads back as the same.
    assert {k: v for k, v in read_adresse(build_conninfo(adresse)).items() if k in FORMES[adresse]} == FORMES[adresse]


@pytest.mark.parametrize(
    ("adresse", "secret"),
    [
        ("postgresql://u:p%40w%2F%25%3A@h/x", "p@w/%:"),
        ("postgresql://u:é%20à@h/x", "é à"),
        ("postgresql://u:a:b@h/x", "a:b"),
        ("postgresql://u:a%23b%3Fc@h/x?host=un&host=deux", "a#b?c"),
        (r"host=h password='a b\'c\\d' dbname=x", r"a b'c\d"),
        ("postgresql://u@h/x?password=a%26b", "a&b"),
    ],
)
def test_a_password_is_what_was_meant(adresse: str, secret: str) -> None:
    assert read_adresse(adresse)["password"] == secret
    assert read_adresse(build_conninfo(adresse, connect_timeout=1))["password"] == secret


@pytest.mark.parametrize("adresse", FORMES)
def test_the_role_alone_is_replaced(adresse: str) -> None:
    autre = read_adresse(replace_role(adresse, "caprse_autre"))
    assert autre == read_adresse(adresse) | {"user": "caprse_autre"}


# address → a word of the reason
REFUSEES: dict[str, str] = {
    "n’importe quoi": "illisible",
    "mysql://a@h/x": "illisible",
    "sqlite:///x": "illisible",
    "postgresql+psycopg://a@h/x": "illisible",
    "postgresql://u:tres%secret@h/x": "%25",
    "postgresql://u:tres/secret@h/x": "%2F",
    "postgresql://a@h/x?inconnue=1": "illisible",
    "postgresql://a@[::1/x": "illisible",
    "postgresql://a@h:70000/x": "65535",
    "postgresql://a@h:0/x": "65535",
    "postgresql://a@un,deux/x?port=1,2,3": "3 ports",
    "host=un,deux,trois port=1,2": "2 ports",
    "host=un,deux hostaddr=10.0.0.1": "« hostaddr » 1",
    "postgresql://a@un/x?hostaddr=10.0.0.1&hostaddr=10.0.0.2": "« hostaddr » 2",
    "hostaddr=base.exemple.fr": "en chiffres",
    "postgresql://a@h/x?sslmode=tres-secret": "une option",
    "postgresql://a@h/x?target_session_attrs=toujours": "une option",
    "postgresql://a@h/x?connect_timeout=bientot": "connect_timeout",
    "postgresql://a@h/x?keepalives_idle=un": "keepalives_idle",
    "postgresql:///x?service=inconnu": "service « inconnu »",
    "service=inconnu": "service « inconnu »",
}


@pytest.mark.parametrize("adresse", REFUSEES)
@pytest.mark.parametrize("nom", ["CAPRSE_DATABASE_URL", "CAPRSE_MIGRATION_URL", "CAPRSE_ECOUTE_URL"])
def test_what_libpq_would_refuse_is_refused_at_the_start(adresse: str, nom: str) -> None:
    with pytest.raises(ReglagesInvalides) as refus:
        load_reglages({"CAPRSE_DATABASE_URL": "postgresql://a@h/x", nom: adresse})
    (raison,) = refus.value.raisons
    assert raison.startswith(f"{nom} : ")
    assert REFUSEES[adresse] in raison
    assert "secret" not in raison


def test_a_service_is_read_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serveur: BaseLocale) -> None:
    fichier = tmp_path / "services"
    fichier.write_text(f"[cahier]\nhost={serveur.prises}\ndbname=gabarit\nuser={APPLICATION}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(fichier))
    for adresse in ("postgresql://?service=cahier", "service=cahier"):
        load_reglages({"CAPRSE_DATABASE_URL": adresse})
        moteur = create_moteur(adresse)
        with transaction(moteur) as db:
            assert db.connection().exec_driver_sql("select current_user").scalar_one() == APPLICATION
        moteur.dispose()


def _many(serveur: BaseLocale, role: str, base: str) -> list[str]:
    """The same server, second in line after one that is not there, in each form that names several."""
    prises = str(serveur.prises)
    code = prises.replace("/", "%2F")
    return [
        f"postgresql://{role}@%2Fnulle-part,{code}/{base}",
        f"postgresql://{role}@/{base}?host=/nulle-part&host={prises}",
        f"postgresql://{role}@/{base}?host=/nulle-part,{prises}&port=5431,5432",
        f"postgresql://{role}@/{base}?host=127.0.0.1:1&host={prises}",
        f"host=127.0.0.1:1,{prises} user={role} dbname={base}",
    ]


@pytest.mark.parametrize("rang", range(5))
def test_the_second_server_is_found_by_the_engine_the_listener_the_migration_and_the_backup(
    serveur: BaseLocale, base: str, rang: int, tmp_path: Path
) -> None:
    moteur = create_moteur(_many(serveur, APPLICATION, base)[rang])
    installation = Installation(Reglages(), moteur, None)
    with transaction(moteur) as db:
        assert db.connection().exec_driver_sql("select current_database()").scalar_one() == base
    sujet = uuid4()
    avant = get_compteur(sujet)
    stop = start_ecoute(installation)
    try:
        wait_for(lambda: get_compteur(sujet) > avant)
        entendu = get_compteur(sujet)
        with psycopg.connect(serveur.url("postgres", base), autocommit=True) as autre:
            autre.execute("select pg_notify('caprse', %s)", [str(sujet)])
        wait_for(lambda: get_compteur(sujet) == entendu + 1)
    finally:
        stop()
        moteur.dispose()
    proprietaire = _many(serveur, PROPRIETAIRE, base)[rang]
    assert migrate(proprietaire) == get_version_attendue()
    assert dump(proprietaire, tmp_path / "sauvegarde", TABLES_TEMOINS) > 20


def test_an_invalid_address_never_reaches_the_network() -> None:
    with pytest.raises(AdresseInvalide):
        create_moteur("postgresql://u:p/w@h/x")
