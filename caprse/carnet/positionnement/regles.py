"""What may be said at the starting point, and again in the bilan: pure rules."""

from __future__ import annotations

from enum import StrEnum

from caprse.carnet.regles import is_niveau
from caprse.collectif.regles import EtatTrimestre


class Moment(StrEnum):
    """When the questions of the positionnement are asked: at the start of the cycle, and in its bilan."""

    DEPART = "depart"
    ARRIVEE = "arrivee"


LIBELLES = {Moment.DEPART: "Notre point de départ", Moment.ARRIVEE: "Notre point d’arrivée"}


def list_reasons_against_position(niveau: int | None, non_concerne: bool, niveau_max: int) -> list[str]:
    """Why an answer of the positionnement is refused; empty when it is accepted."""
    raisons = []
    if not is_niveau(niveau, niveau_max):
        raisons.append(f"Le niveau doit être entre 0 et {niveau_max}.")
    if non_concerne and niveau is not None:
        raisons.append("« Non concerné » ne va pas avec un niveau.")
    return raisons


def refusal_to_update_position(moment: Moment, termine: bool, bilan: EtatTrimestre | None) -> str | None:
    """Why the positionnement of this moment may not change, or None; ``bilan``: how the bilan stands, if any."""
    if moment is Moment.ARRIVEE:
        if bilan is EtatTrimestre.CLOS:
            return "Le bilan est clos : votre point d’arrivée ne change plus."
        return "Votre point d’arrivée est terminé : il ne change plus." if termine else None
    if termine:
        return "Ce positionnement est terminé : c’est votre point de départ, il ne change plus."
    if bilan is not None:
        return "Le bilan est ouvert : le point de départ ne change plus. Répondez à votre point d’arrivée."
    return None
