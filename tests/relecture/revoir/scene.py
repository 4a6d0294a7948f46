"""A structure two trimestres on: what it answered in the first, the carnet of the second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.service import CarnetOuvert, ReponseEnregistree, get_carnet, save_reponse
from caprse.relecture.revoir.service import ARevoir, list_a_revoir
from tests.base import get_value
from tests.monde import Monde
from tests.restitution.scene import close, open_next

AVANT = {
    "T01-01": Saisie(niveau=1, commentaire="Au conseil", cible=3, trace_titre="Charte"),
    "T01-02": Saisie(niveau=2),
    "T01-03": Saisie(non_concerne=True, motif="Pas de locaux"),
    "TRA-01": Saisie(niveau=0),
}
DEUXIEME = (date(2026, 4, 16), date(2026, 7, 15))


@dataclass(frozen=True)
class Suite:
    """The second trimestre, and the carnet of each structure in it."""

    trimestre: UUID
    carnets: dict[UUID, UUID]


def save(
    monde: Monde, carnet: UUID, code: str, saisie: Saisie, version: int = 0, personne: str = "alice"
) -> ReponseEnregistree:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return save_reponse(unit, carnet, code, saisie, version)


def start(monde: Monde, avant: dict[str, Saisie] | None = None) -> Suite:
    """Structure 0 answered in the first trimestre, which is closed; the second one is open."""
    for code, saisie in (AVANT if avant is None else avant).items():
        save(monde, monde.carnets[0], code, saisie)
    close(monde)
    return Suite(*open_next(monde, 2, "T02", *DEUXIEME))


def read(monde: Monde, numero: int | None = None, personne: str = "alice") -> CarnetOuvert:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        carnet = get_carnet(unit, monde.structures[0], numero)
    assert carnet is not None
    return carnet


def offer(monde: Monde, personne: str = "alice") -> ARevoir:
    """What the open carnet of structure 0 may look at again."""
    carnet = read(monde)
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return list_a_revoir(unit, carnet)


def freeze(monde: Monde, carnet: UUID) -> Any:
    """All that the base holds of a carnet's answers and figures, to compare."""
    return get_value(
        "select jsonb_build_array((select jsonb_agg(to_jsonb(r) order by r.critere) from reponse r"
        " where r.carnet_id = :c), (select jsonb_agg(to_jsonb(a) order by a.numero) from arrete a"
        " where a.carnet_id = :c))",
        c=carnet,
    )
