"""One figure in words, or why there is none: what cells, sentences and text alternatives all say of it."""

from __future__ import annotations

from caprse.restitution.figures.agregats import Agregat
from caprse.restitution.figures.axes import MANQUES, get_manque, get_manque_agregat
from caprse.restitution.figures.formats import INSECABLE, format_pourcent
from caprse.restitution.figures.notation import Figure
from caprse.socle.francais import agree


def format_score(figure: Figure | None) -> str:
    """`67 %`, or why there is no score."""
    if figure is not None and figure.score is not None:
        return format_pourcent(figure.score)
    return MANQUES[get_manque(figure)]


def format_mediane(agregat: Agregat | None) -> str:
    """`54 %`, or that it is not shown."""
    if agregat is not None and agregat.quartiles is not None:
        return format_pourcent(agregat.quartiles.mediane)
    return MANQUES[get_manque_agregat(agregat)]


def format_etendue(agregat: Agregat | None) -> str:
    """`de 40 % à 62 %`: first to third quartile. Empty when it is not shown."""
    if agregat is None or agregat.quartiles is None:
        return ""
    return f"de {format_pourcent(agregat.quartiles.q1)} à {format_pourcent(agregat.quartiles.q3)}"


def format_reponses(figure: Figure | None) -> str:
    """`4 sur 5, dont 1 non concerné`: the same count as on the carnet."""
    if figure is None:
        return ""
    exclus = figure.non_concernes
    texte = f"{figure.repondus + exclus} sur {figure.applicables + exclus}"
    return f"{texte}, dont {exclus}{INSECABLE}{agree(exclus, 'non concerné', 'non concernés')}" if exclus else texte
