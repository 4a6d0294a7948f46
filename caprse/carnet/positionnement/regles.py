"""What may be said at the starting point: pure rules."""

from __future__ import annotations

from caprse.carnet.regles import is_niveau


def list_reasons_against_position(niveau: int | None, non_concerne: bool, niveau_max: int) -> list[str]:
    """Why an answer of the positionnement is refused; empty when it is accepted."""
    raisons = []
    if not is_niveau(niveau, niveau_max):
        raisons.append(f"Le niveau doit être entre 0 et {niveau_max}.")
    if non_concerne and niveau is not None:
        raisons.append("« Non concerné » ne va pas avec un niveau.")
    return raisons


def refusal_to_update_position(termine: bool) -> str | None:
    """Why the positionnement may not change, or None."""
    if termine:
        return "Ce positionnement est terminé : c’est votre point de départ, il ne change plus."
    return None
