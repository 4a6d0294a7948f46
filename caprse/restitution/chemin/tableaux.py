"""The path as one table: the same on screen, in the file that is downloaded and in what a structure takes away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from caprse.collectif.calendrier.reprise import name_numero
from caprse.referentiel.marches import name_niveau
from caprse.restitution.chemin.phrases import describe_mouvement
from caprse.restitution.figures.chemin import ActionFaite, Chemin, CheminThematique
from caprse.restitution.figures.formats import DEUX_POINTS, POINT_VIRGULE, round_pourcent
from caprse.restitution.figures.notation import Figure
from caprse.socle.dates import format_date

AU_DEPART, A_L_ARRIVEE = "Départ", "Arrivée"
AUTRES_QUESTIONS = "Une question par enjeu : ne se compare pas aux trimestres."
SANS_CRITERE = "Sans critère"


def list_lignes(chemin: Chemin, niveaux: Sequence[str]) -> list[dict[str, Any]]:
    """One row per thématique and trimestre with a state, between its départ and its arrivée, in the order of time."""
    lignes = []
    for rangee in chemin.rangees:
        lignes += _list_rangee(rangee, chemin, niveaux)
    lignes += [
        _build(SANS_CRITERE, _name(numero, chemin), actions=siennes)
        for numero, siennes in _group(chemin.autres, chemin).items()
    ]
    return lignes


def table_chemin(chemin: Chemin, niveaux: Sequence[str]) -> pd.DataFrame:
    """The rows as a table. As objects: a missing number must not turn the others into floats."""
    return pd.DataFrame(list_lignes(chemin, niveaux), dtype=object)


def _list_rangee(rangee: CheminThematique, chemin: Chemin, niveaux: Sequence[str]) -> list[dict[str, Any]]:
    points = {point.numero: point for point in rangee.points}
    etapes = {etape.numero: etape for etape in rangee.etapes}
    faites = _group(rangee.actions, chemin)
    lignes = [_build_position(rangee.titre, AU_DEPART, rangee.depart, niveaux)] if rangee.depart else []
    for numero in sorted({*points, *faites}):
        point, etape = points.get(numero), etapes.get(numero)
        lignes.append(
            _build(
                rangee.titre,
                _name(numero, chemin),
                pourcent=round_pourcent(point.figure.score) if point and point.figure.score is not None else None,
                niveau=name_niveau(point.figure.mediane, niveaux) if point else "",
                donnees=point.revus if point else None,
                repris=point.repris if point else None,
                gagnees=etape.gagnees if etape else None,
                perdues=etape.perdues if etape else None,
                bouge=" ".join(map(describe_mouvement, etape.mouvements)) if etape else "",
                actions=faites.get(numero, ()),
            )
        )
    if rangee.arrivee:
        lignes.append(_build_position(rangee.titre, A_L_ARRIVEE, rangee.arrivee, niveaux))
    return lignes


def _build_position(titre: str, nom: str, figure: Figure, niveaux: Sequence[str]) -> dict[str, Any]:
    """The positionnement: its niveau, and no percentage beside those of other questions."""
    return _build(titre, nom, niveau=name_niveau(figure.mediane, niveaux), bouge=AUTRES_QUESTIONS)


def _build(
    titre: str,
    quand: str,
    *,
    pourcent: int | None = None,
    niveau: str = "",
    donnees: int | None = None,
    repris: int | None = None,
    gagnees: int | None = None,
    perdues: int | None = None,
    bouge: str = "",
    actions: Sequence[ActionFaite] = (),
) -> dict[str, Any]:
    return {
        "Thématique": titre,
        "Quand": quand,
        "Marches franchies (%)": pourcent,
        "Niveau médian": niveau,
        "Données à ce trimestre": donnees,
        "Reprises d’avant": repris,
        "Marches gagnées": gagnees,
        "Marches perdues": perdues,
        "Ce qui a bougé": bouge,
        "Actions faites": POINT_VIRGULE.join(
            f"{action.quoi} (le {format_date(action.le)})"
            + (f"{DEUX_POINTS}{action.change.strip()}" if action.change.strip() else "")
            for action in actions
        ),
    }


def _group(actions: Sequence[ActionFaite], chemin: Chemin) -> dict[int, list[ActionFaite]]:
    groupes: dict[int, list[ActionFaite]] = {}
    for action in actions:
        groupes.setdefault(chemin.find_numero(action.le), []).append(action)
    return groupes


def _name(numero: int, chemin: Chemin) -> str:
    nom = name_numero(numero, repris=numero in chemin.repris)
    return f"{nom}, en cours" if numero == chemin.ouvert else nom
