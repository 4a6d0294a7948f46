"""What is typed and not sent: kept for its author alone, found again anywhere, forgotten when done or too old."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from caprse.acces.ailleurs import keep_texte
from caprse.acces.brouillons import (
    OCTETS_MAX,
    Ecrit,
    delete_brouillon,
    delete_brouillons,
    list_brouillons,
    purge_saisies,
    save_brouillon,
)
from caprse.acces.unite import as_systeme, open_unit
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.conftest import Horloge
from tests.monde import PERSONNES, Monde


def write(monde: Monde, place: str, personne: str = "alice", **champs: Any) -> None:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        save_brouillon(unit, place, Ecrit(champs, {"version": 3}))


def read(monde: Monde, personne: str = "alice") -> dict[str, Ecrit]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return list_brouillons(unit)


def test_what_was_typed_comes_back_as_it_was(monde: Monde) -> None:
    valeurs: dict[str, Any] = {
        "texte": "« Déjà » 🙂\nligne 2",
        "jour": date(2026, 3, 14),
        "heure": time(14, 30),
        "rien": None,
        "oui": True,
        "nombre": 3,
        "gens": [uuid4(), uuid4()],
        "codes": ["T01-01"],
        "vide": [],
    }
    write(monde, "ici", **valeurs)
    assert (read(monde)["ici"].champs, read(monde)["ici"].vu) == (valeurs, {"version": 3})
    write(monde, "ici", texte="autre")
    assert read(monde)["ici"].champs == {"texte": "autre"}


def test_nobody_else_reads_it_and_no_journal_copies_it(monde: Monde, horloge: Horloge) -> None:
    horloge.instant = datetime.now(UTC)
    write(monde, "ici", texte="Confidence de saisie")
    for personne in {*PERSONNES, "charlie", "clara"} - {"alice"}:
        assert read(monde, personne) == {}
    for table in ("brouillon", "acte"):
        with pytest.raises(DBAPIError, match="permission denied"):
            execute(f"select * from {table}")
    assert execute("select 1 from journal j where j::text like '%Confidence%'") == []
    with open_unit(compte_id=monde.comptes["bob"]) as unit, as_systeme(unit) as systeme:
        assert list_brouillons(systeme) == {}


def test_it_is_forgotten_when_done_when_given_up_and_after_thirty_days(
    monde: Monde, installation: Installation, horloge: Horloge
) -> None:
    maintenant = datetime.now(UTC)
    for place, jours in (("vieux", 31), ("jeune", 29)):
        horloge.instant = maintenant - timedelta(days=jours)
        write(monde, place, texte="t")
    purge_saisies(installation)
    assert read(monde).keys() == {"jeune"}
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        delete_brouillon(unit, "jeune")
    assert read(monde) == {}
    write(monde, "a", texte="t")
    write(monde, "a", "ali", texte="t")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        delete_brouillons(unit)
    assert read(monde) == {}
    assert read(monde, "ali").keys() == {"a"}


def test_it_is_bounded_in_size_and_in_number(monde: Monde, horloge: Horloge) -> None:
    with pytest.raises(SaisieInvalide):
        write(monde, "ici", texte="x" * OCTETS_MAX)
    for rang in range(105):
        horloge.instant += timedelta(seconds=1)
        write(monde, f"place-{rang}", texte="t")
    gardes = read(monde)
    assert len(gardes) == 100
    assert "place-104" in gardes
    assert "place-4" not in gardes


def test_signs_that_the_base_does_not_take_do_not_stop_it(monde: Monde) -> None:
    write(monde, "ici", texte="avant\x00après\ud800")
    assert read(monde)["ici"].champs == {"texte": "avantaprès"}


def test_two_texts_that_begin_a_form_at_once_are_both_kept(monde: Monde) -> None:
    vu = {"quoi": "", "qui": ""}

    def type_other() -> None:
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            keep_texte(unit, "action/nouvelle", "qui", "Ana", vu)

    fil = threading.Thread(target=type_other)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        keep_texte(unit, "action/nouvelle", "quoi", "Trier le papier", vu)
        fil.start()
        # The other has to wait: it finds what this one writes, or both are of the same mind that nothing was there.
        fil.join(0.5)
        assert fil.is_alive()
    fil.join(10)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert list_brouillons(unit)["action/nouvelle"].champs == {"quoi": "Trier le papier", "qui": "Ana"}
