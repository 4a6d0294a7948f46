"""What the tests of threads and reminders share: the people, a mail server, what the base holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from caprse.acces.unite import Unit, open_unit
from tests.base import execute
from tests.monde import Monde


@contextmanager
def act_as(monde: Monde, personne: str) -> Iterator[Unit]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        yield unit


def set_etat(monde: Monde, etat: str, trimestre: str = "ouvert", rang: int = 0) -> None:
    """The état of the carnet of one structure, then that of the trimestre."""
    execute(
        "update carnet set etat = cast(:etat as varchar),"
        " transmis_le = case when cast(:etat as varchar) = 'brouillon' then null else now() end where id = :id",
        etat=etat,
        id=monde.carnets[rang],
    )
    if trimestre == "clos":
        execute("update trimestre set etat = 'clos', clos_le = now() where id = :id", id=monde.trimestre)


def remove_role(monde: Monde, personne: str) -> None:
    """The person leaves."""
    execute("delete from habilitation where compte_id = :compte", compte=monde.comptes[personne])
