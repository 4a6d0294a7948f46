"""What a demonstration tells as lived by its invented people on invented days: never anything of a real collectif."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.demo.fiction import tell
from tests.base import execute, get_value
from tests.monde import Monde
from tests.restitution.scene import execute_as_owner

JADIS = datetime(2025, 10, 3, 9, 30, tzinfo=UTC)

# Each writes of the past, by the hand of somebody, in every way in which a line says a day or a person.
GESTES = {
    "action": (
        "insert into action (collectif_id, structure_id, quoi, cree_le, modifie_le, modifie_par)"
        " values (:c, :s, 'Essai', :jadis, :jadis, :qui)"
    ),
    "carnet": "update carnet set etat = 'transmis', transmis_le = :jadis, transmis_par = :qui where id = :carnet",
    "reponse": (
        "insert into reponse (collectif_id, carnet_id, structure_id, critere, niveau, modifie_le, modifie_par)"
        " values (:c, :carnet, :s, 'T01-01', 2, :jadis, :qui)"
    ),
    "structure": "update structure set nom = 'Renommée', version = version + 1 where id = :s",
    "trimestre": "update trimestre set fin = fin + 1, version = version + 1 where id = :t",
    "habilitation": "insert into habilitation (compte_id, role, collectif_id) values (:qui, 'animation', :c)",
    "referentiel": (
        "insert into referentiel (cle, version, titre, empreinte, contenu)"
        " select cle, '9.0.0', titre, 'autre', contenu from referentiel limit 1"
    ),
    "compte": "update compte set nom = 'Renommée' where id = :qui",
}


def write(monde: Monde, objet: str, *, conte: bool = True, personne: str | None = None) -> Any:
    """Write one of them, and give the last line of the journal about it."""
    valeurs = {
        "c": monde.collectif,
        "s": monde.structures[0],
        "t": monde.trimestre,
        "carnet": monde.carnets[0],
        "qui": monde.comptes["bob"],
        "jadis": JADIS,
    }
    ouvrir = open_unit(compte_id=monde.comptes[personne]) if personne else open_unit_systeme()
    with ouvrir as unit:
        if conte:
            tell(unit, JADIS, monde.comptes["bob"])
        unit.db.execute(text(GESTES[objet]), valeurs)
    [ligne] = execute("select instant, compte_id from journal where objet = :o order by id desc limit 1", o=objet)
    return ligne


def is_recent(instant: datetime) -> bool:
    present: datetime = get_value("select clock_timestamp()")
    return present - instant < timedelta(minutes=5)


@pytest.mark.parametrize("objet", GESTES)
def test_nothing_of_a_real_collectif_is_told_as_invented(monde: Monde, objet: str) -> None:
    instant, qui = write(monde, objet)
    assert is_recent(instant)
    assert qui is None


@pytest.mark.parametrize("objet", ["action", "carnet", "reponse", "structure", "trimestre", "habilitation"])
def test_of_invented_data_the_same_is_told_on_its_day(monde: Monde, objet: str) -> None:
    execute_as_owner("update collectif set fictif = true")
    instant, qui = write(monde, objet)
    assert instant == JADIS
    assert qui is not None


@pytest.mark.parametrize("fictif", [False, True])
def test_a_person_tells_nothing_but_what_it_does_now(monde: Monde, fictif: bool) -> None:
    if fictif:
        execute_as_owner("update collectif set fictif = true")
    instant, qui = write(monde, "structure", personne="anna")
    assert is_recent(instant)
    assert qui == monde.comptes["anna"]


def test_even_the_system_does_not_make_a_real_collectif_an_invented_one(monde: Monde) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        execute("update collectif set fictif = true")
    assert get_value("select bool_or(fictif) from collectif") is False


def test_nobody_asks_how_it_would_be_told(monde: Monde) -> None:
    for personne in ("anna", "adam", None):
        ouvrir = open_unit(compte_id=monde.comptes[personne]) if personne else open_unit_systeme()
        with ouvrir as unit, pytest.raises(DBAPIError, match="permission denied"):
            unit.db.execute(text("select * from conter(:c, 'action', 'INSERT', '{}', '{}')"), {"c": monde.collectif})
