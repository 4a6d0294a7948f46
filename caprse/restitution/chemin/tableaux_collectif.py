"""The path of the collectif as one table: the same figures on screen and in the file that is downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from caprse.collectif.calendrier.reprise import name_numero
from caprse.restitution.chemin.phrases_collectif import TU, describe_actions, describe_point, describe_positions
from caprse.restitution.figures.autour import PositionCollectif
from caprse.restitution.figures.chemin_collectif import CheminCollectif, Cloture, PointCollectif, RangeeCollectif
from caprse.restitution.figures.formats import round_pourcent

COLONNES = (
    "Thématique",
    "À la clôture du",
    "Le milieu du collectif (%)",
    "La moitié des structures, de (%)",
    "à (%)",
    "Structures",
    "Réponses données ou revues",
    "Reprises d’avant",
    "Marches de plus ou de moins",
    "Actions faites",
    "En mots",
)


def table_chemin_collectif(chemin: CheminCollectif) -> pd.DataFrame:
    """One row per thématique and closing by which it had been asked. As objects: a missing number makes no floats."""
    return pd.DataFrame(list_lignes_collectif(chemin), columns=pd.Index(COLONNES), dtype=object)


def list_lignes_collectif(chemin: CheminCollectif) -> list[dict[str, Any]]:
    """The rows of the table, thématique by thématique, in the order of time."""
    return [
        *(ligne for rangee in chemin.rangees for ligne in _list_rangee(chemin, rangee)),
        *(_build_actions(cloture, chemin) for cloture in chemin.clotures if cloture.actions),
    ]


def _list_rangee(chemin: CheminCollectif, rangee: RangeeCollectif) -> Iterator[dict[str, Any]]:
    if rangee.depart is not None:
        yield _build_position(rangee, "Départ", rangee.depart)
    for cloture in chemin.clotures:
        point = rangee.find_point(cloture.numero)
        if point is not None:
            yield _build(rangee, point, chemin)
        elif rangee in chemin.list_tues(cloture.numero):
            yield {
                COLONNES[0]: rangee.titre,
                COLONNES[1]: name_numero(cloture.numero, repris=cloture.numero in chemin.repris),
                COLONNES[-1]: f"Non publié. {TU}",
            }
    if rangee.arrivee is not None:
        yield _build_position(rangee, "Arrivée", rangee.arrivee)


def _build_position(rangee: RangeeCollectif, moment: str, position: PositionCollectif) -> dict[str, Any]:
    """Other questions than those of the trimestres, on a row of their own."""
    quartiles = position.agregat.quartiles
    return {
        COLONNES[0]: rangee.titre,
        COLONNES[1]: moment,
        COLONNES[2]: round_pourcent(quartiles.mediane) if quartiles else None,
        COLONNES[3]: round_pourcent(quartiles.q1) if quartiles else None,
        COLONNES[4]: round_pourcent(quartiles.q3) if quartiles else None,
        COLONNES[5]: position.agregat.n,
        COLONNES[-1]: describe_positions(rangee),
    }


def _build_actions(cloture: Cloture, chemin: CheminCollectif) -> dict[str, Any]:
    return {
        COLONNES[0]: "Toutes les thématiques",
        COLONNES[1]: name_numero(cloture.numero, repris=cloture.numero in chemin.repris),
        COLONNES[-2]: cloture.actions,
        COLONNES[-1]: describe_actions(cloture),
    }


def _build(rangee: RangeeCollectif, point: PointCollectif, chemin: CheminCollectif) -> dict[str, Any]:
    quartiles, etape = point.agregat.quartiles, rangee.find_etape(point.numero)
    reponses = sum(point.agregat.repartition)
    valeurs = (
        rangee.titre,
        name_numero(point.numero, repris=point.numero in chemin.repris),
        round_pourcent(quartiles.mediane) if quartiles else None,
        round_pourcent(quartiles.q1) if quartiles else None,
        round_pourcent(quartiles.q3) if quartiles else None,
        point.structures,
        point.revus,
        reponses - point.revus if point.revus is not None else None,
        etape.pas if etape else None,
        None,
        describe_point(rangee, point),
    )
    return dict(zip(COLONNES, valeurs, strict=True))
