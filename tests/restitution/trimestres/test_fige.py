"""What is read of a closed trimestre is what its arrêté holds: no name, version, révision or reopening moves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.restitution.chemin.service import get_chemin
from caprse.restitution.resultats.service import get_resultats
from tests.base import execute
from tests.monde import Monde
from tests.restitution.scene import answer, close, execute_as_owner, open_next, send
from tests.restitution.trimestres.test_etats import start, switch

# What is done once the first two trimestres are closed: to the world, the third, the carnet of structure 0 in it.
Geste = Callable[[Monde, UUID, UUID], Any]


def rename(monde: Monde, _trimestre: UUID, _carnet: UUID) -> None:
    execute(
        "update structure set nom = 'Autre nom', types = '{EI}', effectif = 4 where id = :s", s=monde.structures[0]
    )
    execute_as_owner("update collectif set nom = 'Autre collectif' where nom = 'Collectif A'")


def change_version(monde: Monde, _trimestre: UUID, _carnet: UUID) -> None:
    switch(monde)


def look_again(monde: Monde, trimestre: UUID, carnet: UUID) -> None:
    answer(carnet, {"T01-01": 0, "T01-02": 0, "T02-01": 0}, non_concernes=["T01-03"])
    send(carnet)
    close(monde, trimestre)


def open_again(monde: Monde, trimestre: UUID, _carnet: UUID) -> None:
    close(monde, trimestre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, trimestre, "Pour voir", date(2026, 10, 15))


def drop_live(monde: Monde, _trimestre: UUID, _carnet: UUID) -> None:
    """Not by anyone: the rows themselves are not what a closed figure is read from."""
    execute_as_owner(
        "alter table reponse disable trigger user; alter table reponse no force row level security;"
        " update reponse set niveau = 4 where niveau is not null;"
        " alter table reponse force row level security; alter table reponse enable trigger user"
    )


def read_fige(monde: Monde) -> dict[int, Any]:
    """Of the first two trimestres: the results whole, the points of the path, the answers of each state."""
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        resultats = get_resultats(unit, monde.structures[0])
        chemin = get_chemin(unit, monde.structures[0]).chemin
    return {
        vu.numero: (
            vu.bilan,
            {
                (point.numero, point.figure.franchies, point.figure.possibles, point.revus, point.repris)
                for rangee in chemin.rangees
                for point in rangee.points
                if point.numero == vu.numero
            },
        )
        for vu in resultats.trimestres
        if vu.numero < 3
    }


@pytest.mark.parametrize("geste", [rename, change_version, look_again, open_again, drop_live])
def test_nothing_that_comes_later_moves_what_is_read_of_a_closed_trimestre(monde: Monde, geste: Geste) -> None:
    deux, carnet = start(monde)
    answer(carnet, {"T02-01": 4, "T01-01": 3})
    close(monde, deux)
    trois, carnets = open_next(monde, 3, "T03", date(2026, 7, 16), date(2026, 10, 15))
    avant = read_fige(monde)
    assert len(avant) == 2
    assert all(points for _, points in avant.values())
    geste(monde, trois, carnets[monde.structures[0]])
    assert read_fige(monde) == avant
