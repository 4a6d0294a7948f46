"""A collectif that acts, then looks back: actions done in a trimestre, départ and arrivée, the bilan closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.carnet.membres.ouverture import open_bilan
from tests.base import execute, get_value
from tests.monde import Monde
from tests.restitution.scene import answer, send


def finish_actions(monde: Monde, rangs: Iterable[int], le: datetime, combien: int = 1) -> None:
    """Each of these structures has done so many actions on that day."""
    for rang in rangs:
        for _ in range(combien):
            execute(
                "insert into action (collectif_id, structure_id, quoi, criteres, etat, faite_le)"
                " values (:k, :s, 'Essai', '{T01-01}', 'faite', :le)",
                k=monde.collectif,
                s=monde.structures[rang],
                le=le,
            )


def say(monde: Monde, moment: str, rangs: Iterable[int], niveau: int, enjeu: str = "T01-A") -> None:
    """Each of these structures says the same of itself, at the start (``depart``) or in the bilan (``arrivee``)."""
    for rang in rangs:
        execute(
            "insert into positionnement (collectif_id, structure_id, moment, enjeu, referentiel_id, niveau)"
            " values (:c, :s, :m, :e, :r, :n) on conflict (collectif_id, structure_id, moment, enjeu)"
            " do update set niveau = excluded.niveau, version = positionnement.version + 1",
            c=monde.collectif,
            s=monde.structures[rang],
            m=moment,
            e=enjeu,
            r=monde.referentiel,
            n=niveau,
        )


def start_bilan(monde: Monde, rangs: Iterable[int] = range(10), fin: date = date(2026, 12, 15)) -> UUID:
    """The bilan is open; these structures answered and transmitted it."""
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        open_bilan(unit, monde.collectif, fin, hors_ordre=True)
    bilan: UUID = get_value("select id from trimestre where collectif_id = :c and thematique = ''", c=monde.collectif)
    for rang in rangs:
        carnet = get_value(
            "select id from carnet where trimestre_id = :t and structure_id = :s", t=bilan, s=monde.structures[rang]
        )
        answer(carnet, {"TRA-01": rang % 5})
        send(carnet)
    return bilan
