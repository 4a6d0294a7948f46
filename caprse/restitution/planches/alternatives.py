"""Text alternatives: for whoever does not see the picture, the message first, then each figure of it."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.restitution.figures.axes import AUTRES_QUESTIONS, NOMS, Axe, LigneCarte, Noms, Progres, Reparti
from caprse.restitution.figures.formats import DEUX_POINTS, POINT_VIRGULE
from caprse.restitution.figures.libelles import format_mediane, format_score
from caprse.restitution.figures.phrases import ENJEU, NomCommun, describe_collectif, describe_figures
from caprse.socle.francais import enumerate_words, format_pluriel


def alt_axes(axes: Sequence[Axe], noms: Noms = NOMS, mot: NomCommun = ENJEU) -> str:
    """For the radar and the dot plot: the generated sentence, then every axis with its series."""
    nous = [axe.nous for axe in axes if axe.nous is not None] if noms.nous else []
    agregats = [axe.collectif for axe in axes if axe.collectif is not None]
    message = describe_figures(nous, mot) if nous else describe_collectif(agregats, mot)
    return f"{message} Détail{DEUX_POINTS}{POINT_VIRGULE.join(_describe_axe(axe, noms) for axe in axes)}."


def alt_progres(progres: Sequence[Progres], trimestres: Sequence[str]) -> str:
    """For the small multiples: each axis, trimestre by trimestre."""
    lignes = (
        f"{axe.titre}{DEUX_POINTS}"
        + ", ".join(
            f"{nom} {format_score(figure)}" + (f" ({AUTRES_QUESTIONS})" if axe.changes_at(rang) else "")
            for rang, (nom, figure) in enumerate(zip(trimestres, axe.figures, strict=True))
        )
        for axe in progres
    )
    return f"Part des marches franchies à chaque trimestre. {'. '.join(lignes)}."


def alt_repartition(axes: Sequence[Reparti], niveaux: Sequence[str]) -> str:
    """For the stacked bars: each axis, how many answers at which niveau."""
    lignes = []
    for axe in axes:
        comptes = [f"{compte} {nom}" for compte, nom in zip(axe.repartition, niveaux, strict=True) if compte]
        lignes.append(f"{axe.titre}{DEUX_POINTS}{', '.join(comptes) or 'pas de réponse'}")
    return f"Nombre de réponses à chaque niveau. {'. '.join(lignes)}."


def alt_carte(lignes: Sequence[LigneCarte]) -> str:
    """For the heatmap: what it holds. Its figures are read in the table, a thousand numbers are no sentence."""
    axes = dict.fromkeys(figure.titre for ligne in lignes for figure in ligne.figures)
    return (
        f"Part des marches franchies pour {format_pluriel(len(lignes), 'structure')}, "
        f"sur {enumerate_words(list(axes))}. Les chiffres sont dans le tableau qui suit."
    )


def _describe_axe(axe: Axe, noms: Noms) -> str:
    parts = []
    if noms.nous:
        parts.append(f"{noms.nous} {format_score(axe.nous)}" + (" (repris d’avant)" if axe.repris else ""))
    if noms.collectif and axe.mediane is not None:
        repris = " (repris d’avant)" if axe.collectif_repris else ""
        parts.append(f"{noms.collectif} {format_mediane(axe.collectif)}{repris}")
    elif noms.collectif and not noms.nous:
        parts.append(format_mediane(axe.collectif))
    if noms.precedent and axe.precedent is not None:
        parts.append(f"{noms.precedent} {format_score(axe.precedent)}")
    return f"{axe.titre}{DEUX_POINTS}{', '.join(parts)}"
