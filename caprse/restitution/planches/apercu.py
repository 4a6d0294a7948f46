"""The few columns that a screen has room for. The files hold every figure in columns of their own."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from caprse.referentiel.marches import name_niveau
from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.axes import Axe, Noms
from caprse.restitution.figures.libelles import (
    format_etendue,
    format_mediane,
    format_reponses,
    format_score,
)
from caprse.restitution.figures.phrases import NomCommun


def list_axes(axes: Sequence[Axe], noms: Noms, mot: NomCommun, niveaux: Sequence[str]) -> pd.DataFrame:
    """One row per axis: a structure's figure with what it rests on, the collectif's, the earlier one."""
    rangees = []
    for axe in axes:
        rangee = {mot.singulier.capitalize(): axe.titre_court}
        if noms.nous:
            rangee[noms.nous] = format_score(axe.nous)
            rangee["Niveau médian"] = name_niveau(axe.nous.mediane if axe.nous else None, niveaux)
            rangee["Réponses"] = format_reponses(axe.nous)
        if noms.collectif and any(autre.collectif is not None for autre in axes):
            rangee[noms.collectif] = format_mediane(axe.collectif)
            rangee["Moitié centrale"] = format_etendue(axe.collectif)
        if noms.precedent and any(autre.precedent is not None for autre in axes):
            rangee[noms.precedent] = format_score(axe.precedent)
        rangees.append(rangee)
    return pd.DataFrame(rangees)


def list_agregats(agregats: Sequence[Agregat], mot: NomCommun, niveaux: Sequence[str]) -> pd.DataFrame:
    """One row per axis of the collectif: median, middle half, median niveau, how many structures."""
    return pd.DataFrame(
        [
            {
                mot.singulier.capitalize(): agregat.titre_court,
                "Médiane": format_mediane(agregat),
                "Moitié centrale": format_etendue(agregat),
                "Niveau médian": name_niveau(agregat.mediane_niveau, niveaux),
                "Structures": str(agregat.n),
            }
            for agregat in agregats
        ]
    )
