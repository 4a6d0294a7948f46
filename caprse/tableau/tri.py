"""The order that one asks of the lines by the head of a column; else the first to see to comes first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from caprse.carnet.regles import EtatCarnet
from caprse.socle.francais import sort_key
from caprse.tableau.service import LigneTableau


class Colonne(StrEnum):
    """What a column holds, as its head says it."""

    STRUCTURE = "Structure"
    CARNET = "Carnet"
    REPONSES = "Réponses"
    ACTIVITE = "Activité"


_ETATS = list(EtatCarnet)
# At the end of the address: from the last to the first.
INVERSE = "-"
_JAMAIS = 10**6


def read_tri(demande: str) -> tuple[Colonne, bool] | None:
    """What the address asks: a column, and whether from its end; None for what it does not know."""
    nom = demande.removesuffix(INVERSE)
    return (Colonne(nom), nom != demande) if nom in set(Colonne) else None


def find_suivant(tri: tuple[Colonne, bool] | None, colonne: Colonne) -> str:
    """What a press on a head asks next: its order, then the other way, then what is to see to first."""
    if tri is None or tri[0] is not colonne:
        return colonne
    return "" if tri[1] else f"{colonne}{INVERSE}"


def sort_lignes(lignes: Sequence[LigneTableau], tri: tuple[Colonne, bool] | None) -> list[LigneTableau]:
    """The lines in the order asked for; those of one rank stay as they came."""
    if tri is None:
        return list(lignes)
    colonne, inverse = tri
    match colonne:
        case Colonne.STRUCTURE:
            return sorted(lignes, key=lambda ligne: sort_key(ligne.nom), reverse=inverse)
        case Colonne.CARNET:
            return sorted(lignes, key=_rank_etat, reverse=inverse)
        case Colonne.REPONSES:
            return sorted(lignes, key=_compute_part, reverse=inverse)
    return sorted(lignes, key=lambda ligne: _JAMAIS if ligne.activite is None else ligne.activite, reverse=inverse)


def _rank_etat(ligne: LigneTableau) -> int:
    return len(_ETATS) if ligne.etat is None else _ETATS.index(ligne.etat)


def _compute_part(ligne: LigneTableau) -> float:
    return ligne.repondus / ligne.demandes if ligne.demandes else -1.0
