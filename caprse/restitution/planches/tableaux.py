"""The tables beside the charts: the same figures, read by everyone, sorted and exported.

Percentages are whole numbers in columns marked (%), so that a spreadsheet counts with them; what has no figure is
empty and its reason stands in the last column.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from caprse.referentiel.marches import name_niveau
from caprse.restitution.figures.axes import (
    AUTRES_QUESTIONS,
    MANQUES,
    NOMS,
    Axe,
    LigneCarte,
    Noms,
    Progres,
    Reparti,
    get_manque,
    get_manque_axe,
    list_columns,
)
from caprse.restitution.figures.formats import DEUX_POINTS, POINT_VIRGULE, round_pourcent
from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.phrases import ENJEU, NomCommun

REMARQUE = "Remarque"
NIVEAU_MEDIAN = "Niveau médian"


def table_axes(
    axes: Sequence[Axe], noms: Noms = NOMS, mot: NomCommun = ENJEU, niveaux: Sequence[str] = ()
) -> pd.DataFrame:
    """The figures of the radar and of the dot plot, one row per axis.

    Series that are not named or have no figure at all have no column. ``niveaux`` names the échelle from 0 up.
    """
    rangees = []
    for axe in axes:
        rangee: dict[str, Any] = {mot.singulier.capitalize(): axe.titre}
        if noms.nous:
            rangee |= _describe_nous(axe.nous, noms.nous, niveaux)
        if noms.nous and any(autre.tenue is not None for autre in axes):
            donnees, reprises = axe.tenue or (None, None)
            rangee |= {"Données à ce trimestre": donnees, "Reprises d’avant": reprises}
        if noms.collectif:
            rangee |= _describe_collectif(axe, noms.collectif, niveaux)
        if noms.precedent and any(autre.precedent is not None for autre in axes):
            rangee[_name_pourcent(noms.precedent)] = _round(axe.score_precedent)
        rangee[REMARQUE] = MANQUES.get(get_manque_axe(axe, noms), "")
        rangees.append(rangee)
    if noms.nous and not any(axe.collectif is not None for axe in axes):
        cachees = _describe_collectif(Axe("", "", ""), noms.collectif or "", niveaux)
        rangees = [{cle: valeur for cle, valeur in rangee.items() if cle not in cachees} for rangee in rangees]
    return _to_frame(rangees)


def table_progres(progres: Sequence[Progres], trimestres: Sequence[str], mot: NomCommun = ENJEU) -> pd.DataFrame:
    """One row per axis, one column per trimestre."""
    rangees = []
    for axe in progres:
        rangee: dict[str, Any] = {mot.singulier.capitalize(): axe.titre}
        for nom, figure in zip(trimestres, axe.figures, strict=True):
            rangee[_name_pourcent(nom)] = _round(figure.score if figure else None)
        manques = _list_manques(dict(zip(trimestres, axe.figures, strict=True)))
        autres = [
            f"{nom}{DEUX_POINTS}{AUTRES_QUESTIONS}" for rang, nom in enumerate(trimestres) if axe.changes_at(rang)
        ]
        rangee[REMARQUE] = POINT_VIRGULE.join(filter(None, [manques, *autres]))
        rangees.append(rangee)
    return _to_frame(rangees)


def table_repartition(axes: Sequence[Reparti], niveaux: Sequence[str], mot: NomCommun = ENJEU) -> pd.DataFrame:
    """One row per axis, one column of counts per niveau, then their total."""
    return _to_frame(
        [
            {mot.singulier.capitalize(): axe.titre_court}
            | {name_niveau(rang, niveaux): compte for rang, compte in enumerate(axe.repartition)}
            | {"Réponses": sum(axe.repartition)}
            for axe in axes
        ]
    )


def table_depart(figures: Sequence[Figure], niveaux: Sequence[str], mot: NomCommun = ENJEU) -> pd.DataFrame:
    """The positionnement: one row per axis, the niveau said then (the median one of several enjeux)."""
    colonne = "Niveau au départ" if mot == ENJEU else "Niveau médian au départ"
    return _to_frame(
        [
            {mot.singulier.capitalize(): figure.titre, colonne: name_niveau(figure.mediane, niveaux)}
            for figure in figures
        ]
    )


def table_carte(lignes: Sequence[LigneCarte]) -> pd.DataFrame:
    """One row per structure, in the order given, one column per axis."""
    colonnes = list_columns(lignes)
    rangees = []
    for ligne in lignes:
        par_code = {figure.code: figure for figure in ligne.figures}
        figures = {titre: par_code.get(code) for code, titre in colonnes.items()}
        rangee: dict[str, Any] = {"Structure": ligne.nom}
        rangee |= {
            _name_pourcent(titre): _round(figure.score if figure else None) for titre, figure in figures.items()
        }
        rangee[REMARQUE] = _list_manques(figures)
        rangees.append(rangee)
    return _to_frame(rangees)


def _describe_nous(figure: Figure | None, nom: str, niveaux: Sequence[str]) -> dict[str, Any]:
    return {
        _name_pourcent(nom): _round(figure.score if figure else None),
        "Marches franchies": figure.franchies if figure else None,
        "Marches possibles": figure.possibles if figure else None,
        NIVEAU_MEDIAN: name_niveau(figure.mediane if figure else None, niveaux),
        "Réponses": figure.repondus if figure else None,
        "Critères concernés": figure.applicables if figure else None,
        "Non concernés": figure.non_concernes if figure else None,
    }


def _describe_collectif(axe: Axe, nom: str, niveaux: Sequence[str]) -> dict[str, Any]:
    quartiles = axe.quartiles
    return {
        _name_pourcent(nom): _round(axe.mediane),
        "1er quart du collectif (%)": _round(quartiles.q1 if quartiles else None),
        "3e quart du collectif (%)": _round(quartiles.q3 if quartiles else None),
        "Niveau médian du collectif": name_niveau(axe.collectif.mediane_niveau if axe.collectif else None, niveaux),
        "Structures": axe.collectif.n if axe.collectif else None,
    }


def _list_manques(figures: dict[str, Figure | None]) -> str:
    manques = [f"{nom}{DEUX_POINTS}{MANQUES[manque]}" for nom, f in figures.items() if (manque := get_manque(f))]
    return POINT_VIRGULE.join(manques)


def _round(score: Fraction | None) -> int | None:
    return None if score is None else round_pourcent(score)


def _name_pourcent(nom: str) -> str:
    return f"{nom} (%)"


def _to_frame(rangees: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Whole numbers stay whole where one is missing (Int64), text stays text."""
    table = pd.DataFrame(rangees)
    for colonne in table.columns:
        if all(valeur is None or isinstance(valeur, int) for valeur in (rangee[colonne] for rangee in rangees)):
            table[colonne] = pd.array([rangee[colonne] for rangee in rangees], dtype="Int64")
    return table
