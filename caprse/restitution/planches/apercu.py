"""The few columns that a screen has room for. The files hold every figure in columns of their own."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from caprse.restitution.figures.axes import MANQUES, Axe, Noms, get_manque, get_manque_agregat
from caprse.restitution.figures.comparaison import Agregat
from caprse.restitution.figures.formats import INSECABLE, format_pourcent
from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.phrases import Mot


def list_axes(axes: Sequence[Axe], noms: Noms, mot: Mot, niveaux: Sequence[str]) -> pd.DataFrame:
    """One row per axis: a structure's figure with what it rests on, the collectif's, the earlier one."""
    rangees = []
    for axe in axes:
        rangee = {mot.singulier.capitalize(): axe.titre}
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


def list_agregats(agregats: Sequence[Agregat], mot: Mot, niveaux: Sequence[str]) -> pd.DataFrame:
    """One row per axis of the collectif: median, middle half, median niveau, how many structures."""
    return pd.DataFrame(
        [
            {
                mot.singulier.capitalize(): agregat.titre,
                "Médiane": format_mediane(agregat),
                "Moitié centrale": format_etendue(agregat),
                "Niveau médian": name_niveau(agregat.mediane_niveau, niveaux),
                "Structures": str(agregat.n),
            }
            for agregat in agregats
        ]
    )


def format_score(figure: Figure | None) -> str:
    """`67 %`, or why there is no score."""
    if figure is not None and figure.score is not None:
        return format_pourcent(figure.score)
    return MANQUES[get_manque(figure)]


def format_mediane(agregat: Agregat | None) -> str:
    """`54 %`, or that it is not shown."""
    if agregat is not None and agregat.quartiles is not None:
        return format_pourcent(agregat.quartiles.mediane)
    return MANQUES[get_manque_agregat(None)]


def format_etendue(agregat: Agregat | None) -> str:
    """`de 40 % à 62 %`: first to third quartile. Empty when it is not shown."""
    if agregat is None or agregat.quartiles is None:
        return ""
    return f"de {format_pourcent(agregat.quartiles.q1)} à {format_pourcent(agregat.quartiles.q3)}"


def format_reponses(figure: Figure | None) -> str:
    """`3 sur 4`, and how many critères do not concern the structure."""
    if figure is None:
        return ""
    texte = f"{figure.repondus} sur {figure.applicables}"
    return f"{texte} ({figure.non_concernes}{INSECABLE}n.c.)" if figure.non_concernes else texte


def name_niveau(niveau: int | None, niveaux: Sequence[str]) -> str:
    """`2 Organisé`. Empty for none."""
    return "" if niveau is None else f"{niveau}{INSECABLE}{niveaux[niveau]}"
